"""Propose that a suspect is dealt with out of court, and change the proposal before it is read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.actions import turns
from cases.actions.open_case_action import (
    check_future_dates,
    check_past_dates,
    open_case_action,
)
from cases.decisions.actions.counts import check_uncharged
from cases.decisions.actions.decision_wordings import (
    create_decision,
    end_decision,
    locked_decision_awaiting_reader,
    notify_second_readers,
)
from cases.decisions.actions.decisions import NOW_ANOTHER_KIND
from cases.decisions.disposals import StatedDisposal, kinds_offered, obstacles_to_disposal
from cases.decisions.suspect_focus import StatedFocus
from cases.models import (
    AllegationDisposal,
    Decision,
    Disposal,
    DisposalCondition,
    Suspect,
    UnchargedAllegation,
)
from cases.models.decision import CONDITIONAL_KINDS, DISPOSAL_KINDS
from cases.queries.allegations import visible_allegations
from cases.statuses import DecisionStatus
from people.access.scopes import Refused, Scope, Stale
from people.models import Side
from timeliness.calendar import london_day

NOT_AT_THIS_AGE = _("A suspect of this age cannot be given that. Select one of those shown.")
NO_ALLEGATION = _("Select at least one allegation against this suspect, as they are now.")
CONDITIONS_WANTED = _("State at least one condition. A conditional caution has conditions.")
NO_CONDITIONS = _("Leave the conditions out. Only a conditional caution has conditions.")
VIEWS_UNSAID = _("Enter what the victims said, or why they were not asked.")


@transaction.atomic
def propose_disposal(
    *, suspect: Suspect, by: Scope, at: datetime, disposal: StatedDisposal, rationale: str,
    public_interest_rationale: str, focus: Sequence[StatedFocus],
) -> Decision:  # fmt: skip
    """
    Propose an out-of-court disposal, on a review that applied the Full Code Test.

    It always has a second reader: a suspect is not charged although the test is met. rationale: on
    the evidential stage.
    """
    verb = "propose_disposal"
    suspect = open_case_action(verb, suspect, by=by, at=at, operation="collection")
    facts: dict[str, Any] = {"rationale": rationale, "focus": focus}
    facts["public_interest_rationale"] = public_interest_rationale
    decision = _create_proposal(suspect, disposal, by=by, at=at, authors=[by.actor.id], **facts)
    turns.advance_suspect(suspect, verb, by=by, at=at)
    notify_second_readers(suspect, verb, by=by, at=at)
    return decision


@transaction.atomic
def revise_disposal(
    *, suspect: Suspect, by: Scope, at: datetime, disposal: StatedDisposal, rationale: str,
    public_interest_rationale: str, focus: Sequence[StatedFocus], version: int,
) -> Decision:  # fmt: skip
    """
    Replace a proposed disposal by another wording; a second reader must read the new one.

    version: number of the wording that the form showed. Raises Stale if it is not the newest, and
    Refused if no disposal is proposed.
    """
    suspect = open_case_action("revise_decision", suspect, by=by, at=at)
    before = locked_decision_awaiting_reader(suspect)
    if before.kind not in DISPOSAL_KINDS:
        raise Refused(NOW_ANOTHER_KIND, is_stage=True)
    facts: dict[str, Any] = {"rationale": rationale}
    facts["public_interest_rationale"] = public_interest_rationale
    if version != before.number:
        then = [(name, getattr(before, name), text) for name, text in facts.items()]
        raise Stale(then, version=before.number)
    end_decision(before, DecisionStatus.REPLACED)
    authors = sorted({*before.authors, by.actor.id})
    decision = _create_proposal(
        suspect, disposal, by=by, at=at, authors=authors, focus=focus, **facts
    )
    suspect.save_without_historical_record(update_fields=["proposed_by"])
    notify_second_readers(suspect, "revise_decision", by=by, at=at)
    return decision


def _create_proposal(
    suspect: Suspect, stated: StatedDisposal, *, by: Scope, at: datetime, authors: list[int],
    **reasons: Any,
) -> Decision:  # fmt: skip
    _check_disposal(suspect, stated, by=by, at=at)
    suspect.proposed_by = authors
    decision = create_decision(
        suspect, stated.kind, by=by, at=at, authors=authors, status=DecisionStatus.PROPOSED,
        only_side=Side.CPS, **reasons,
    )  # fmt: skip
    Disposal.objects.create(
        decision=decision, admitted_on=stated.admitted_on, exceptional=stated.exceptional,
        are_asked=stated.are_asked, views=stated.views, not_asked_because=stated.not_asked_because,
    )  # fmt: skip
    AllegationDisposal.objects.bulk_create(
        AllegationDisposal(decision=decision, allegation=each) for each in stated.allegations
    )
    DisposalCondition.objects.bulk_create(
        DisposalCondition(
            decision=decision, number=n, aim=each.aim, text=each.text, meet_by=each.meet_by
        )
        for n, each in enumerate(stated.conditions, start=1)
    )
    UnchargedAllegation.objects.bulk_create(
        UnchargedAllegation(
            decision=decision, allegation=each.allegation, why=each.why, reason=each.reason
        )
        for each in stated.uncharged
    )
    return decision


def _check_disposal(suspect: Suspect, stated: StatedDisposal, *, by: Scope, at: datetime) -> None:
    """Raise Refused unless the locked suspect can be dealt with like that, today."""
    obstacle = next(obstacles_to_disposal(suspect, on=london_day(at)), None)
    if obstacle:
        raise Refused(obstacle, is_stage=True)
    if stated.kind not in kinds_offered(suspect.born_on, on=london_day(at)):
        raise Refused(NOT_AT_THIS_AGE, is_stage=True)
    alleged = set(visible_allegations(by).filter(suspect=suspect).values_list("pk", flat=True))
    chosen = {each.pk for each in stated.allegations}
    if not chosen or not chosen <= alleged:
        raise Refused(NO_ALLEGATION, is_stage=True)
    check_uncharged(stated.uncharged, left_out=alleged - chosen)
    check_past_dates(stated.admitted_on, at=at)
    if bool(stated.views.strip()) is not stated.are_asked or (
        bool(stated.not_asked_because.strip()) is stated.are_asked
    ):
        raise Refused(VIEWS_UNSAID, is_stage=True)
    _check_conditions(stated, at=at)


def _check_conditions(stated: StatedDisposal, *, at: datetime) -> None:
    if stated.kind not in CONDITIONAL_KINDS:
        if stated.conditions:
            raise Refused(NO_CONDITIONS, is_stage=True)
        return
    if not stated.conditions:
        raise Refused(CONDITIONS_WANTED, is_stage=True)
    check_future_dates(*(each.meet_by for each in stated.conditions), at=at)
