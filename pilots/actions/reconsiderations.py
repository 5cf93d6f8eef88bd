"""Reconsideration of a decision that a panel refers back, by an independent person."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases.allocation.queries.allocations import reviewers_for
from cases.closing.actions.reopenings import reopen_on_police_review
from cases.decisions.actions.reopenings import reopen_on_review
from cases.models import ClosingReport, Decision, Referral, ReopeningGround, ReversalGround
from cases.queries.conflicts import free_of_conflict
from cases.queries.same_person import excluding_accounts
from people.access.scopes import Refused, Scope
from people.models import Side, UnitGrant, User
from pilots import notices
from pilots.actions import conflicts
from pilots.actions.open_panel_action import add_panel_step, open_reconsideration_action
from pilots.models import (
    Finding,
    FrameEntry,
    Panel,
    PanelMember,
    PanelStep,
    SecondLook,
    SecondLookOutcome,
)
from victims.models import VictimEvent

RECONSIDERATION_PURPOSE = "who has no part in a decision that is looked at again"
NOT_INDEPENDENT = _(
    "Select someone of the unit who neither made this decision, countersigned it, "
    "signed the case off nor had a part in the panel, under any account, and is not "
    "the officer in the case."
)
REVIEWER_ALREADY_NAMED = _("This person has already been asked to reconsider it.")
DECISION_STOOD, DECISION_CHANGED = "decision_stood", "decision_changed"  # steps that conveners read
STEP_BY_OUTCOME = {
    SecondLookOutcome.STANDS: DECISION_STOOD,
    SecondLookOutcome.CHANGED: DECISION_CHANGED,
}


def request_reconsideration(finding: Finding, entry: FrameEntry, *, at: datetime) -> None:
    """Create the reconsideration and notify; part of the action that records a finding."""
    decided = entry.decision or entry.closing or entry.event
    assert decided is not None
    look = SecondLook.objects.unscoped("a panel refers a decision back").create(
        case=entry.case, suspect_id=entry.suspect_id, panel_case_id=finding.panel_case_id,
        decision=entry.decision, event=entry.event, closing=entry.closing, why=finding.text, at=at,
        side=Side.CPS if entry.decision else Side.POLICE,
        deciders=sorted(_deciding_accounts(decided, entry)),
        judges=sorted(_panel_accounts(finding.panel)),
    )  # fmt: skip
    notices.notify_decision_referred_back(look, at=at)


def _deciding_accounts(
    decided: Decision | ClosingReport | VictimEvent, entry: FrameEntry
) -> set[int]:
    """Accounts that made the decision, countersigned it, or signed the case off before it."""
    if isinstance(decided, Decision):
        accounts = (*decided.authors, decided.by_id, decided.read_by_id)
        return {account for account in accounts if account is not None}
    signed = Referral.objects.unscoped(RECONSIDERATION_PURPOSE).filter(
        suspects=entry.suspect_id, signed_off_by__isnull=False
    )
    by = {decided.by_id}
    if isinstance(decided, ClosingReport):
        by = conflicts.accounts_that_closed(decided)
    return {*by, *signed.values_list("signed_off_by", flat=True)}


def _panel_accounts(panel: Panel) -> set[int]:
    """Accounts that sit or sat on the panel, convene it, or did anything about it."""
    sat = PanelMember.objects.unscoped(RECONSIDERATION_PURPOSE).filter(panel=panel)
    did = PanelStep.objects.unscoped(RECONSIDERATION_PURPOSE).filter(panel=panel, by__isnull=False)
    did = did.exclude(verb="complete_learning_action")  # which any person may own
    convene = UnitGrant.objects.filter(
        content_object=panel.area_id, permission__codename=conflicts.CONVENE_PANELS
    )
    found = sat.values_list("user"), did.values_list("by"), convene.values_list("user")
    return {account for rows in found for (account,) in rows}


def independent_reviewers(look: SecondLook, *, at: datetime) -> QuerySet[User]:
    """The people of the deciding unit who may reconsider a decision, by name."""
    barred = {*look.deciders, *look.judges}
    if look.side == Side.POLICE:
        barred |= {look.case.officer_id} - {None}
    people = excluding_accounts(reviewers_for(look.case, Side(look.side), at=at), barred)
    return people.order_by("name", "pk")


@transaction.atomic
def name_for_second_look(
    *, second_look: SecondLook, by: Scope, at: datetime, person: User
) -> SecondLook:
    """Name who reconsiders the decision, or another person where the first cannot."""
    look = open_reconsideration_action("name_for_second_look", second_look, by=by, at=at)
    free = free_of_conflict(independent_reviewers(look, at=at), look.case_id)
    if not free.filter(pk=person.pk).exists():
        raise Refused(NOT_INDEPENDENT, is_stage=True)
    if person.pk == look.reviewer_id:
        raise Refused(REVIEWER_ALREADY_NAMED, is_stage=True)
    look.reviewer, look.named_by_id, look.named_at = person, by.user_id, at
    look.save(update_fields=["reviewer", "named_by", "named_at"])
    notices.notify_second_look_named(look, at=at)
    return look


@transaction.atomic
def take_second_look(
    *, second_look: SecondLook, by: Scope, at: datetime, outcome: str, reasons: str
) -> SecondLook:
    """
    Record the outcome and the reasons. The conveners read only the outcome and its day.

    An overturned CPS decision is set aside, as after a VRR review; what the police had closed is
    open again. For a decision of the police without a report, those who have the case act on it.
    """
    look = open_reconsideration_action("take_second_look", second_look, by=by, at=at)
    if not independent_reviewers(look, at=at).filter(pk=by.actor.id).exists():
        raise Refused(NOT_INDEPENDENT, is_stage=True)
    look.outcome, look.reasons, look.looked_at = SecondLookOutcome(outcome), reasons, at
    look.save(update_fields=["outcome", "reasons", "looked_at"])
    suspect = look.suspect
    suspect.case = look.case
    if look.outcome == SecondLookOutcome.CHANGED and look.side == Side.CPS:
        reopen_on_review(suspect=suspect, by=by, at=at, ground=ReversalGround.PANEL)
    elif look.outcome == SecondLookOutcome.CHANGED and look.closing:
        reopen_on_police_review(
            suspect=suspect, by=by, at=at, ground=ReopeningGround.PANEL, text=reasons
        )
    notices.notify_second_look_taken(look, at=at)
    drawn = look.panel_case
    add_panel_step(STEP_BY_OUTCOME[look.outcome], drawn.panel, panel_case=drawn, by=None, at=at)
    return look
