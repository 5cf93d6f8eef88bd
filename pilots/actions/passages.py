"""Passages of the decision's reasons: proposed by a convener, agreed to by another person."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.models.case_key_of_text import reason_if_key_is_there
from people.access.opened_texts import check_all_opened
from people.access.row_security import for_purpose
from people.access.scopes import Refused, Scope, scope_of
from people.models.nullable import not_null
from pilots import notices
from pilots.actions import conflicts, identifying_text, packs
from pilots.actions.open_panel_action import add_panel_step, open_panel_action
from pilots.models import PanelCase, Passage, PassageAnswer

NO_RATIONALE_RECORDED = _("The police gave no written reasons, so there is no passage.")
PROPOSER_GONE = _(
    "Whoever proposed this passage no longer convenes this case. Refuse it, so that a convener can "
    "propose it again."
)
PROPOSED_MEANWHILE = _(
    "Another passage was proposed meanwhile. It is the one shown now: read it first."
)


@transaction.atomic
def propose_passage(*, panel_case: PanelCase, by: Scope, at: datetime, text: str) -> PanelCase:
    """
    Propose a passage of the reasons for the pack, as the convener edited it.

    Nobody reads it in the pack before another person has agreed. Raises Refused where it may
    identify who the case is about.
    """
    row = open_panel_action("propose_passage", panel_case, by=by, at=at)
    if not packs.decision_rationale(row):
        raise Refused(NO_RATIONALE_RECORDED, is_stage=True)
    identifying_text.check_text_identifies_no_one(row, text, by=by, at=at)
    Passage.objects.unscoped("a convener proposes a passage").create(
        panel=row.panel, panel_case=row, text=text, by_id=by.actor.id, at=at
    )
    row.passage_asked_by_id = by.user_id
    row.save(update_fields=["passage_asked_by"])
    add_panel_step("propose_passage", row.panel, panel_case=row, by=by, at=at)
    but = conflicts.accounts_not_asked_about_passage(row)
    notices.notify_passage_waits(row, but=but, at=at)
    return row


@transaction.atomic
def settle_passage(
    *, panel_case: PanelCase, by: Scope, at: datetime, is_agreed: bool, version: int,
    reason: str = "",
) -> PanelCase:  # fmt: skip
    """
    Add a proposed passage to the pack, in the place of an earlier one, or refuse it.

    version: how many passages of the case there were when its page was shown. Raises Refused where
    another was proposed since, where it identifies somebody who has been recorded since, where
    whoever proposed it convenes the case no more, and where the passage that is agreed to does not
    open. reason: of a refusal; else it is not kept.
    """
    row = open_panel_action("settle_passage", panel_case, by=by, at=at)
    rows = Passage.objects.unscoped("a passage waits for a second person").filter(panel_case=row)
    if rows.count() != version:
        raise Refused(PROPOSED_MEANWHILE, is_stage=True, version=rows.count())
    passage = rows.get(needs_agreement=True, answer=None)
    if is_agreed:
        _check_proposer_convenes(row, at=at)
        reason = ""
        check_all_opened(passage.text)
    text = passage.text if is_agreed else reason
    identifying_text.check_text_identifies_no_one(row, text, by=by, at=at)
    PassageAnswer.objects.unscoped("a second person answers").create(
        panel=row.panel, passage=passage, is_agreed=is_agreed, by_id=by.actor.id, at=at
    )
    row.passage_asked_by = None
    row.save(update_fields=["passage_asked_by"])
    verb = "agree_to_passage" if is_agreed else "refuse_passage"
    note = reason_if_key_is_there(reason, packs.case_id_of(row))
    add_panel_step(verb, row.panel, panel_case=row, note=note, by=by, at=at)
    notices.notify_passage_settled(row.panel, [passage.by_id], at=at)
    return row


@for_purpose("whether whoever proposed a passage still convenes the case")
def _check_proposer_convenes(row: PanelCase, *, at: datetime) -> None:
    """Raise Refused if its proposer lost the role since, or may read the case no more."""
    proposer = scope_of(not_null(row.passage_asked_by), at=at)
    reads = PanelCase.objects.for_scope(proposer).filter(pk=row.pk).exists()
    if row.panel.area_id not in proposer.units_with("convene_panels") or not reads:
        raise Refused(PROPOSER_GONE, is_stage=True)
