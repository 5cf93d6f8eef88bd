"""Material that is held elsewhere, given as an answer to an action or a part of it."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from cases.models import Answer, HeldMaterial, ItemEntry
from people.access.scopes import Refused, Scope

NO_SUCH_MATERIAL = _("Select material of this case.")
NOT_PROVIDED_BUT_HELD = _(
    "What is held elsewhere exists. Select none of it, or say that the action is done or done in "
    "part."
)


# nosemgrep: check-then-act - the caller holds the case
def refer_to_material(
    entry: ItemEntry, answer: Answer, held: Sequence[HeldMaterial], *, by: Scope
) -> None:
    """
    Let an entry of an action's log refer to material that is held elsewhere. The case is locked.

    Raises Refused for material that is not of the case, and for any with the answer that what was
    asked for cannot be provided.
    """
    if held and answer == Answer.CANNOT:
        raise Refused(NOT_PROVIDED_BUT_HELD, is_stage=True)
    chosen = {material.pk for material in held}
    rows = HeldMaterial.objects.for_scope(by).filter(case=entry.case_id, pk__in=chosen)
    if chosen and rows.count() != len(chosen):
        raise Refused(NO_SUCH_MATERIAL, is_stage=True)
    link = ItemEntry.held.through
    link.objects.bulk_create(
        link(itementry_id=entry.pk, heldmaterial_id=pk) for pk in sorted(chosen)
    )
