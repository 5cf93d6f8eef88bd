"""Shared steps of the early-advice verbs: move suspects, save the step, notify."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from cases import notices
from cases.actions import turns
from cases.actions.open_case_action import add_timeline_event, suspects_of_row
from cases.early_advice.queries.early_advice import suspects_still_in_request
from cases.models import AdviceStep, EarlyAdvice, Suspect
from cases.permissions import MOVED_ON
from cases.states import MOVES
from cases.statuses import AdviceStatus
from people.access import grants
from people.access.scopes import Refused, Scope
from timeliness.models import Clock

# Other fields never change after the request is written.
SAVED_FIELDS = ("status", "number", "only_side", "sent_at", "checks", "adviser", "planned_method")


def suspects_to_move(advice: EarlyAdvice, verb: str) -> list[Suspect]:
    """Suspects that the verb moves, of a locked request. Raises Refused if there are none."""
    rows = [
        each
        for each in suspects_still_in_request(advice, suspects_of_row(advice))
        if each.state in MOVES[verb]
    ]
    if not rows:
        raise Refused(MOVED_ON, is_stage=True)
    return rows


def take_advice_step(
    advice: EarlyAdvice,
    verb: str,
    suspects: Collection[Suspect],
    *,
    status: str,
    by: Scope,
    at: datetime,
    text: str = "",
    only_side: str = "",
    clock: Clock | None = None,
    **said: Any,
) -> None:
    """Save the request's status, move the suspects, and record the step and a timeline event."""
    save_advice_status(advice, status)
    for suspect in suspects:
        turns.advance_suspect(suspect, verb, by=by, at=at, clock=clock)
    add_advice_step(advice, verb, by=by, at=at, text=text, only_side=only_side, **said)
    named = said.get("to")
    name = named.name if named else ""
    note = "\n".join(filter(None, [name, text])) if text else ""
    add_timeline_event(
        verb, advice.case, by=by, at=at, suspects=suspects, note=note, made=name,
        only_side=only_side,
    )  # fmt: skip


def save_advice_status(advice: EarlyAdvice, status: str) -> None:
    """Save the status and what goes with it; the text of a request never changes."""
    advice.status = status
    advice.save(update_fields=SAVED_FIELDS)


def add_advice_step(
    advice: EarlyAdvice,
    verb: str,
    *,
    by: Scope,
    at: datetime,
    text: str,
    only_side: str = "",
    **said: Any,
) -> None:
    """Record one step about a request. said: further fields of AdviceStep."""
    AdviceStep.objects.unscoped("a step about a request").create(
        case=advice.case, advice=advice, verb=verb, text=text, side=by.actor.side,
        only_side=only_side, by_id=by.actor.id, at=at, **said,
    )  # fmt: skip


def revoke_adviser(advice: EarlyAdvice, *, by: Scope, at: datetime) -> None:
    """Revoke the adviser's named role, unless another request on the case waits for the adviser."""
    if advice.adviser_id is None:
        return
    waiting = EarlyAdvice.objects.unscoped("what an adviser still has to answer").filter(
        case=advice.case_id, adviser=advice.adviser_id, status=AdviceStatus.WITH_ADVISER
    )
    if not waiting.exclude(pk=advice.pk).exists():
        grants.revoke_capacity("early_adviser", of=advice.adviser, on=advice.case, by=by, at=at)


HOLDER_CAPACITIES: dict[str, str] = {
    AdviceStatus.SUBMITTED: "triage_cases",
    AdviceStatus.RETURNED: "triage_cases",
    AdviceStatus.WITH_MANAGER: "manage_early_advice",
    AdviceStatus.REFUSED: "manage_early_advice",
    AdviceStatus.ESCALATED: "manage_early_advice",
    AdviceStatus.TO_LEGAL_MANAGER: "allocate_cases",
    AdviceStatus.TAKEN_ON: "manage_early_advice",
}


def notify_advice_holders(
    advice: EarlyAdvice, status: str, suspects: Collection[Suspect], *, notice: str, at: datetime
) -> None:
    """Notify the CPS holder of a request at this status; no one if it was never sent."""
    case = advice.case
    if status == AdviceStatus.WITH_ADVISER:
        assert advice.adviser is not None
        notices.notify_person(advice.adviser, case, suspects, notice=notice, at=at)
    elif status in HOLDER_CAPACITIES:
        notices.notify_unit(
            HOLDER_CAPACITIES[status], case.cps_unit_id, case, suspects, notice=notice, at=at
        )
