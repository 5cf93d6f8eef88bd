"""The gaps in the proof that an action item fills."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from cases.models import ActionItem, Gap, ItemPurpose, Suspect
from people.access.scopes import Refused, Scope

SAY_WHICH_GAP = _("Select the gap that each action fills, or say what else it is for.")
NOT_OPEN = _("A gap of this plan has been closed, or is about another suspect. Look at it again.")


def check_gaps(item: dict[str, Any], *, by: Scope) -> list[Gap]:
    """
    Return the gaps that an item fills, as they are now. item: as for set_action_plan.

    Raises Refused if it is to fill a gap and names none, or one that is closed or about others.
    """
    named: Collection[UUID | str] = item.get("gaps") or ()
    if (item["purpose"] == ItemPurpose.GAP) != bool(named):
        raise Refused(SAY_WHICH_GAP, is_stage=True)
    suspects: Collection[Suspect] = item["suspects"]
    rows = Gap.objects.for_scope(by).filter(pk__in=named, suspect__in=suspects, ended_at=None)
    found = list(rows.order_by("pk"))
    if len(found) != len({str(pk) for pk in named}):
        raise Refused(NOT_OPEN, is_stage=True)
    return found


def set_gaps(item: ActionItem, gaps: Collection[Gap]) -> None:
    """Say which gaps a new item fills. The police see them from now on."""
    link = ActionItem.gaps.through
    link.objects.bulk_create(link(actionitem_id=item.pk, gap_id=gap.pk) for gap in gaps)
    kept = [gap.pk for gap in gaps if gap.only_side]
    Gap.objects.unscoped("asked for, and so known to both").filter(pk__in=kept).update(only_side="")
