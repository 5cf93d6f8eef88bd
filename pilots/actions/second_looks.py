"""A decision that a panel refers back is looked at again by somebody who had no part in it."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases.actions.reopenings import reopen_on_review
from cases.models import Decision, Referral
from cases.queries.allocations import apart_from, reviewers_for
from cases.queries.conflicts import free_of_conflict
from people.access import Refused, Scope
from people.models import Side, UnitGrant, User
from pilots import notices
from pilots.actions import conflicts
from pilots.actions.base import begin_on_case, step
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

FOR_A_LOOK = "who has no part in a decision that is looked at again"
NOT_INDEPENDENT = _(
    "Select someone of the unit who neither made this decision, countersigned it, "
    "signed the case off nor had a part in the panel, under any account, and is not "
    "the officer in the case."
)
NAMED_ALREADY = _("This person has already been asked to reconsider it.")
STOOD, CHANGED = "decision_stood", "decision_changed"  # what conveners read of it
STEP = {SecondLookOutcome.STANDS: STOOD, SecondLookOutcome.CHANGED: CHANGED}


def ask(finding: Finding, entry: FrameEntry, *, at: datetime) -> None:
    """Within the verb that records a finding: have the decision looked at again, and say so."""
    decided = entry.decision or entry.event
    assert decided is not None
    look = SecondLook.objects.system("a panel refers a decision back").create(
        case=entry.case, suspect_id=entry.suspect_id, panel_case_id=finding.panel_case_id,
        decision=entry.decision, event=entry.event, why=finding.text, at=at,
        side=Side.CPS if entry.decision else Side.POLICE,
        deciders=sorted(_deciders(decided, entry)), judges=sorted(_judges(finding.panel)),
    )  # fmt: skip
    notices.refer_back(look, at=at)


def _deciders(decided: Decision | VictimEvent, entry: FrameEntry) -> set[int]:
    """The accounts that made a decision, countersigned it, or signed the case off before it."""
    if entry.decision:
        return {*decided.authors, decided.by_id, decided.read_by_id} - {None}
    signed = Referral.objects.system(FOR_A_LOOK).filter(
        suspects=entry.suspect_id, signed_off_by__isnull=False
    )
    return {decided.by_id, *signed.values_list("signed_off_by", flat=True)}


def _judges(panel: Panel) -> set[int]:
    """The accounts that sat on the panel, ended or not, convene it, or did anything about it."""
    sat = PanelMember.objects.system(FOR_A_LOOK).filter(panel=panel)
    did = PanelStep.objects.system(FOR_A_LOOK).filter(panel=panel, by__isnull=False)
    did = did.exclude(verb="complete_learning_action")  # which anybody may be asked to do
    convene = UnitGrant.objects.filter(
        content_object=panel.area_id, permission__codename=conflicts.CONVENES
    )
    found = sat.values_list("user"), did.values_list("by"), convene.values_list("user")
    return {account for rows in found for (account,) in rows}


def independent(look: SecondLook, *, at: datetime) -> QuerySet[User]:
    """The people of the deciding unit who may look at a decision again, by name."""
    barred = {*look.deciders, *look.judges}
    if look.side == Side.POLICE:
        barred |= {look.case.officer_id} - {None}
    people = apart_from(reviewers_for(look.case, Side(look.side), at=at), barred)
    return people.order_by("name", "pk")


@transaction.atomic
def name_for_second_look(
    *, second_look: SecondLook, by: Scope, at: datetime, person: User
) -> SecondLook:
    """Name who looks at the decision again; another, where the one who was named cannot."""
    look = begin_on_case("name_for_second_look", second_look, by=by, at=at)
    free = free_of_conflict(independent(look, at=at), look.case_id)
    if not free.filter(pk=person.pk).exists():
        raise Refused(NOT_INDEPENDENT, is_stage=True)
    if person.pk == look.reviewer_id:
        raise Refused(NAMED_ALREADY, is_stage=True)
    look.reviewer, look.named_by_id, look.named_at = person, by.user_id, at
    look.save(update_fields=["reviewer", "named_by", "named_at"])
    notices.named_for_second_look(look, at=at)
    return look


@transaction.atomic
def take_second_look(
    *, second_look: SecondLook, by: Scope, at: datetime, outcome: str, reasons: str
) -> SecondLook:
    """
    Say what becomes of the decision, and why. The conveners read only that, and on which day.

    A prosecutor's decision that does not stand is set aside, as when a victim's review overturns
    it; of one of the police those are told who have the case, and who take it up again.
    """
    look = begin_on_case("take_second_look", second_look, by=by, at=at)
    if not independent(look, at=at).filter(pk=by.user_id).exists():
        raise Refused(NOT_INDEPENDENT, is_stage=True)
    look.outcome, look.reasons, look.looked_at = SecondLookOutcome(outcome), reasons, at
    look.save(update_fields=["outcome", "reasons", "looked_at"])
    suspect = look.suspect
    suspect.case = look.case
    if look.outcome == SecondLookOutcome.CHANGED and look.side == Side.CPS:
        reopen_on_review(suspect=suspect, by=by, at=at)
    notices.second_look_taken(look, at=at)
    drawn = look.panel_case
    step(STEP[look.outcome], drawn.panel, panel_case=drawn, by=None, at=at)
    return look
