"""What the verbs of an extension share: its steps, its due date, its events and its notices."""

from datetime import date, datetime

from cases import notices
from cases.actions import turns
from cases.actions.open_case_action import add_timeline_event
from cases.models import Extension, ExtensionStep, ExtensionStepKind, Suspect, Turn
from cases.states import State
from cases.statuses import ExtensionStatus
from people.access.scopes import Scope
from people.models import Side
from people.text.dates import format_day
from timeliness.actions import clocks
from timeliness.models import Clock

# Whom a request of the police reaches: those who asked for the reply that is owed.
ASKED_FOR_REPLY = {State.ADVICE_REFUSED: "manage_early_advice"}


def other_side(side: str) -> Side:
    """The side that answers what `side` asks."""
    return Side.CPS if side == Side.POLICE else Side.POLICE


def add_extension_step(
    extension: Extension, kind: ExtensionStepKind, text: str, *, by: Scope, at: datetime,
    on: date | None = None,
) -> None:  # fmt: skip
    """Add what one side said. on: the date it named."""
    ExtensionStep.objects.unscoped("say something about an extension").create(
        case=extension.case, extension=extension, kind=kind, date=on, text=text,
        side=by.actor.side, by_id=by.actor.id, at=at,
    )  # fmt: skip


def move_due_date(extension: Extension, on: date, *, at: datetime) -> None:
    """Move the due date to a day that both sides agreed to; the first due time is kept."""
    clocks.extend_clock(extension.clock, due_on=on, at=at)


def end_extension(extension: Extension, status: ExtensionStatus, *, at: datetime) -> None:
    """End the extension. Does not save it."""
    extension.status, extension.ended_at = status, at
    extension.awaits, extension.asked_to_settle = [], []


def save_extension(
    extension: Extension, verb: str, *, by: Scope, at: datetime, on: date | None = None
) -> list[Suspect]:
    """Save the next version, the listing of its suspects and an event. Returns the suspects."""
    extension.version += 1
    extension.save()
    turns.refresh_suspect_listing(extension.case, by=by, at=at)
    suspects = suspects_of_clock(extension.clock)
    note = format_day(on) if on else ""
    add_timeline_event(verb, extension.case, by=by, at=at, suspects=suspects, made=note)
    return suspects


def suspects_of_clock(clock: Clock) -> list[Suspect]:
    """The suspects about whom something is owed by this clock."""
    rows = Suspect.objects.unscoped("whose due date it is")
    return list(rows.filter(turns__clock=clock, turns__ended_at=None).order_by("pk"))


def notify_side(
    extension: Extension, side: str, suspects: list[Suspect], notice: str, *, at: datetime
) -> None:
    """
    Notify those of a side who deal with the extension.

    Of the police, the officer in the case. Of the CPS, the person who asked for the extension, or
    those who asked the police for the reply.
    """
    case = extension.case
    if side == Side.POLICE:
        notices.notify_named_roles(
            notices.OFFICER_ROLES, case, suspects, notice=notice, at=at
        )  # fmt: skip
    elif extension.side == Side.CPS:
        notices.notify_person(extension.by, case, suspects, notice=notice, at=at)
    else:
        began = Turn.objects.unscoped("who asked for the reply").filter(clock=extension.clock)
        state = began.order_by("began_at").values_list("state", flat=True).first() or ""
        capacity = ASKED_FOR_REPLY.get(State(state), "triage_cases")
        notices.notify_unit(capacity, case.cps_unit_id, case, suspects, notice=notice, at=at)
