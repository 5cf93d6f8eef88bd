"""Permission table of allegations; the suspect's own table adds the state."""

from django.utils.translation import gettext_lazy as _

from cases.models import Allegation
from cases.permissions.capacity_tests import for_police
from people.access.scopes import Rules, Standing, refusal_reason


@refusal_reason(_("This has been corrected already. Look at what it says now."), stage=True)
def is_allegation_current(who: Standing, allegation: Allegation) -> bool:
    return allegation.is_current


ALLEGATION = Rules({"correct_allegation": [for_police, is_allegation_current]})
