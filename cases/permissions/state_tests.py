"""Tests of a row's state, and the reasons shown when a row is past it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import (
    Suspect,
)
from cases.states import (
    CHARGE_STATES,
    CONSULTATION_STATES,
    MOVES,
    OPEN_STATES,
    State,
    state_label,
)
from people.access.scopes import Standing, refusal_reason

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class HasStatus(Protocol):
    """A row with a status, also in other apps."""

    @property
    def status(self) -> str: ...


StatusRowT = TypeVar("StatusRowT", bound=HasStatus)

DECIDED_TEXT: dict[str, "StrOrPromise"] = {
    State.CHARGE_AUTHORISED: _("A charge has already been authorised for suspect %(n)s."),
    State.CHARGED: _("Suspect %(n)s has already been charged."),
    State.NO_FURTHER_ACTION: _("No further action has already been decided on suspect %(n)s."),
    State.DISPOSAL_AUTHORISED: _(
        "An out-of-court disposal has already been authorised for suspect %(n)s."
    ),
    State.DISPOSAL_REVERSAL: _(
        "An out-of-court disposal is authorised for suspect %(n)s. A second reader has still to "
        "read why it should be withdrawn. Wait before you give it. If it has been given, report it."
    ),
    State.DISPOSAL_CONDITIONS: _(
        "Suspect %(n)s has been cautioned, and the conditions have still to be met."
    ),
    State.OUT_OF_COURT: _("Suspect %(n)s has been dealt with out of court."),
    State.CHARGE_REVERSAL: _(
        "A charge is authorised for suspect %(n)s. A second reader has still to read why it should "
        "be withdrawn. Wait before you charge. If they have been charged, report it."
    ),
    State.CHARGE_STOP: _(
        "Suspect %(n)s has been charged. A second reader has still to read why charges should be "
        "stopped, replaced or added."
    ),
    State.STOPPED: _("The prosecution of suspect %(n)s was stopped."),
    State.NFA_REVERSAL: _(
        "No further action on suspect %(n)s is in force. A second reader has still to read why it "
        "should be reconsidered."
    ),
    State.CLOSED: _(
        "The police have closed the investigation of suspect %(n)s, and must reopen it first."
    ),
    State.FINALISED: _("Suspect %(n)s was finalised administratively, and must be reopened first."),
}
# The CPS has what was sent and has not decided: what the police add to the allegations reaches it
# at once.
BEFORE_CPS_STATES = CONSULTATION_STATES | {State.TRIAGE, State.READY_TO_ALLOCATE}
OTHER_STATE_TEXT = _("Suspect %(n)s is at another stage now: %(state)s.")


def why_suspect_is_closed(who: Standing, suspect: Suspect) -> str | Promise:
    """Reason why the suspect's state closes a verb."""
    values = {"n": suspect.number, "state": state_label(suspect.state, who.side)}
    return DECIDED_TEXT.get(suspect.state, OTHER_STATE_TEXT) % values


def is_in_state_for(verb: str) -> Callable[[Standing, Suspect], bool]:
    """Return a test that MOVES has the verb for the suspect's state."""

    @refusal_reason(
        why_suspect_is_closed,
        stage=True,
        refuses_when="The suspect is at another stage (see the moves above).",
    )
    def is_move_open(who: Standing, suspect: Suspect) -> bool:
        return suspect.state in MOVES[verb]

    return is_move_open


@refusal_reason(
    why_suspect_is_closed, stage=True, refuses_when="A decision has been made about the suspect."
)
def is_suspect_open(who: Standing, suspect: Suspect) -> bool:
    return suspect.state in OPEN_STATES


def is_charge_to_be_reviewed(suspect: Suspect) -> bool:
    """
    Whether a charge stands on the Threshold Test and is to be reviewed again: what is awaited can
    still be asked for, and said to bear on it.
    """
    return suspect.state in CHARGE_STATES and suspect.is_to_be_reviewed_again


def awaits_review(suspect: Suspect) -> bool:
    """Whether a review is asked for; once a suspect is charged, one can be recorded unasked."""
    return suspect.state == State.WITH_PROSECUTOR or is_charge_to_be_reviewed(suspect)


@refusal_reason(
    why_suspect_is_closed,
    stage=True,
    refuses_when="A decision has been made about the suspect, and it is not that of a charge under "
    "the Threshold Test, which is to be reviewed again.",
)
def is_open_to_proof(who: Standing, suspect: Suspect) -> bool:
    """Whether what bears on the suspect, and what is missing, can still be recorded."""
    return suspect.state in OPEN_STATES or is_charge_to_be_reviewed(suspect)


@refusal_reason(
    why_suspect_is_closed,
    stage=True,
    refuses_when="A decision has been made about the suspect, and it is not that of a charge.",
)
def is_open_or_charged(who: Standing, suspect: Suspect) -> bool:
    return suspect.state in OPEN_STATES or suspect.state in (State.CHARGED, State.STOPPED)


def has_status(
    *statuses: str, reason: str | Promise | Callable[[Standing, StatusRowT], str | Promise]
) -> Callable[[Standing, StatusRowT], bool]:
    """Return a test that the row has one of these statuses."""

    @refusal_reason(
        reason, stage=True, refuses_when="It is at another stage, which the sentence names."
    )
    def has_one_status(who: Standing, row: StatusRowT) -> bool:
        return row.status in statuses

    return has_one_status
