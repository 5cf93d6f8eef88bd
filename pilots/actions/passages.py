"""Passages of the decision's reasons, added to a pack after a convener has read them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.access.scopes import Refused, Scope
from pilots.actions import identifying_text, packs
from pilots.actions.open_panel_action import add_panel_step, open_panel_action
from pilots.models import PanelCase, Passage

NO_RATIONALE_RECORDED = _("The police gave no written reasons, so there is no passage.")


@transaction.atomic
def let_passage_through(*, panel_case: PanelCase, by: Scope, at: datetime, text: str) -> PanelCase:
    """
    Add a passage of the reasons to the pack, as the convener edited it.

    Raises Refused where it may identify who the case is about. The previous passage stays on record
    and is no longer shown.
    """
    row = open_panel_action("let_passage_through", panel_case, by=by, at=at)
    if not packs.decision_rationale(row):
        raise Refused(NO_RATIONALE_RECORDED, is_stage=True)
    identifying_text.check_text_identifies_no_one(row, text, by=by, at=at)
    Passage.objects.unscoped("a convener lets a passage through").create(
        panel=row.panel, panel_case=row, text=text, by_id=by.actor.id, at=at
    )
    add_panel_step("let_passage_through", row.panel, panel_case=row, by=by, at=at)
    return row
