"""Permission table of material that is held elsewhere."""

from django.utils.translation import gettext_lazy as _

from cases.models import HeldMaterial
from cases.permissions.capacity_tests import for_workers
from people.access.scopes import Rules, Standing, refusal_reason


@refusal_reason(_("Only the side that recorded it can correct it."))
def is_material_of_own_side(who: Standing, material: HeldMaterial) -> bool:
    return who.side == material.side


HELD_MATERIAL = Rules(
    {
        "correct_held_material": [for_workers, is_material_of_own_side],
        "record_watching": [for_workers],
    }
)
