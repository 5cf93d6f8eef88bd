"""
Triage corrects the urgency class of a referral.

The period of the new class counts from the same moment as that of the old one: when the referral
was received.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.actions import turns
from cases.actions.open_case_action import (
    add_timeline_event,
    open_case_action,
    save_next_version,
    suspects_of_row,
)
from cases.deadlines import PERIOD_OF_URGENCY, Urgency
from cases.models import Case, Referral, Suspect, Turn
from cases.states import State
from cases.statuses import ReferralStatus
from people.access.scopes import Refused, Scope
from people.models.nullable import not_null
from timeliness.actions import clocks
from timeliness.models import Clock

SAME_URGENCY = _("The referral has this urgency already. Select another.")
RUN_OUT = _(
    "The time of the present class has run out, so a class with more time is no longer possible."
)


@transaction.atomic
def correct_urgency(
    *, referral: Referral, by: Scope, at: datetime, urgency: str, reason: str,
    version: int | None = None,
) -> Referral:  # fmt: skip
    """
    Correct the urgency class of a referral at triage, with a reason, and its due date with it.

    Raises Refused for the class that it has, and for one with more time once the time of the
    present one has run out: nobody's lateness ends by their own act.
    """
    referral = open_case_action("correct_urgency", referral, by=by, at=at, version=version)
    new, was = Urgency(urgency), Urgency(referral.urgency)
    if new == was:
        raise Refused(SAME_URGENCY, is_stage=True)
    suspects = list(suspects_of_row(referral).filter(state=State.TRIAGE))
    referral.urgency = new
    save_next_version(referral, "correct_urgency", by=by, at=at)
    _replace_clocks(referral, suspects, at=at)
    for suspect in suspects:
        suspect.urgency = new
        suspect.save_without_historical_record(update_fields=["urgency"])
    turns.refresh_suspect_listing(referral.case, by=by, at=at)
    note = f"{was.label} → {new.label}. {reason}"
    add_timeline_event("correct_urgency", referral.case, by=by, at=at, suspects=suspects, note=note)
    notices.notify_named_roles(
        notices.OFFICER_ROLES, referral.case, suspects, notice="urgency_corrected", at=at
    )
    return referral


def _replace_clocks(referral: Referral, suspects: list[Suspect], *, at: datetime) -> None:
    """Start the clock of the new class from when the referral was received, and stop the old."""
    rows = Turn.objects.unscoped("the turns of a referral at triage").filter(
        suspect__in=suspects, ended_at=None, clock__isnull=False
    )
    held = list(rows.select_related("clock"))
    clock = clocks.start_clock(
        rule=PERIOD_OF_URGENCY[Urgency(referral.urgency)], about=referral.case_id,
        subject=notices.notice_subject(referral.case, suspects),
        unit=not_null(referral.case.cps_unit), at=not_null(referral.signed_off_at),
    )  # fmt: skip
    for turn in held:
        old: Clock = not_null(turn.clock)
        if old.due_at < min(at, clock.due_at):
            raise Refused(RUN_OUT, is_stage=True)
        turn.clock = clock
        turn.save(update_fields=["clock"])
        clocks.stop_clock(old, at=at)


def clear_urgency(suspects: Iterable[Suspect], case: Case, *, by: Scope, at: datetime) -> None:
    """
    Clear the suspects' urgency, or reset it to that of a returned referral that awaits a reply.
    """
    returned = case.referrals.unscoped("what a reply is still owed to").filter(
        status=ReferralStatus.RETURNED
    )
    for suspect in suspects:
        theirs = returned.filter(suspects=suspect).order_by("-number").first()
        suspect.urgency = theirs.urgency if theirs and suspect.state == State.RETURNED else ""
        suspect.save_without_historical_record()
    turns.refresh_suspect_listing(case, by=by, at=at)
