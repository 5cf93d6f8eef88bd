"""
The side that owes something asks the other for a later due date; the other agrees or does not.

The date runs while they talk, and only an agreement of the other side moves it. The first due date
is kept, and figures of timeliness go by it (ADR 69).
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.actions.open_case_action import check_future_dates, open_case_action
from cases.deadlines import EXTENDABLE_RULES, has_passed
from cases.extensions.actions.extension_steps import (
    add_extension_step,
    end_extension,
    move_due_date,
    notify_side,
    other_side,
    save_extension,
)
from cases.models import (
    Extension,
    ExtensionAnswer,
    ExtensionStep,
    ExtensionStepKind,
    Suspect,
    Turn,
)
from cases.permissions.extensions import NOTHING_OWED
from cases.statuses import ExtensionStatus
from people.access.scopes import Refused, Scope
from people.text.dates import format_day
from timeliness.calendar import london_day
from timeliness.models import Clock

ASKED_ALREADY = _("An extension of this date has been asked for already. Open that one.")
NOT_LATER = _("Enter a date after %(day)s, the due date now.")
SAME_DATE = _("This is the date that the other side wants. Agree to it instead.")
OFFERED_DATE_PASSED = _("That date has passed. Offer another date, or do not agree.")
OWN_OFFER = _("You named this date under another account, so another person must agree.")


@transaction.atomic
def ask_for_extension(
    *, suspect: Suspect, by: Scope, at: datetime, proposed_on: date, text: str
) -> Extension:
    """
    Ask the other side for a later due date, with a reason. The due date stays until they agree.

    It is about every suspect who has this due date. Raises Refused while another extension of it
    is open, and for a date that is not later.
    """
    suspect = open_case_action("ask_for_extension", suspect, by=by, at=at)
    clock = _clock_to_extend(suspect, by)
    if Extension.objects.unscoped("one at a time").filter(clock=clock, ended_at=None).exists():
        raise Refused(ASKED_ALREADY, is_stage=True)
    check_later_date(clock, proposed_on, at=at)
    side, asked = by.actor.side, other_side(by.actor.side)
    extension = Extension(
        case=suspect.case, clock=clock, side=side, was_due_at=clock.due_at, by_id=by.actor.id,
        at=at, proposed_on=proposed_on, awaits=[asked], version=0,
    )  # fmt: skip
    suspects = save_extension(extension, "ask_for_extension", by=by, at=at, on=proposed_on)
    add_extension_step(extension, ExtensionStepKind.ASKED, text, by=by, at=at, on=proposed_on)
    notify_side(extension, asked, suspects, "date_change_asked", at=at)
    return extension


def _clock_to_extend(suspect: Suspect, by: Scope) -> Clock:
    """The clock of the suspect's turn. Raises Refused if its date cannot be moved by agreement."""
    turns = Turn.objects.unscoped("the due date of a suspect").filter(
        suspect=suspect, ended_at=None, clock__rule__in=EXTENDABLE_RULES[by.actor.side]
    )
    turn = turns.select_related("clock__recipient_unit").first()
    if turn is None or turn.clock is None:
        raise Refused(NOTHING_OWED, is_stage=True)
    return turn.clock


def check_later_date(clock: Clock, day: date, *, at: datetime) -> None:
    """Raise Refused unless the day is to come, and after the due date of now."""
    check_future_dates(day, at=at)
    due_on = london_day(clock.due_at)
    if day <= due_on:
        raise Refused(NOT_LATER % {"day": format_day(due_on)}, is_stage=True)


@transaction.atomic
def answer_extension(
    *, extension: Extension, by: Scope, at: datetime, answer: str, text: str,
    new_date: date | None = None, version: int | None = None,
) -> Extension:  # fmt: skip
    """
    Agree to the date that the other side wants, offer another, or do not agree; with a reason.

    new_date: the date that is offered instead; the other side then answers it in the same way.
    """
    answer = ExtensionAnswer(answer)
    extension = open_case_action("answer_extension", extension, by=by, at=at, version=version)
    on: date | None = None
    match answer:
        case ExtensionAnswer.AGREE:
            on, kind = extension.proposed_on, ExtensionStepKind.AGREED
            _agree(extension, by=by, at=at)
        case ExtensionAnswer.COUNTER:
            on, kind = new_date, ExtensionStepKind.COUNTERED
            _offer(extension, new_date, by=by, at=at)
        case ExtensionAnswer.REFUSE:
            kind = ExtensionStepKind.REFUSED
            extension.status, extension.awaits = ExtensionStatus.REFUSED, []
    add_extension_step(extension, kind, text, by=by, at=at, on=on)
    suspects = save_extension(extension, "answer_extension", by=by, at=at, on=on)
    notice = "date_change_asked" if answer == ExtensionAnswer.COUNTER else "date_change_answered"
    notify_side(extension, other_side(by.actor.side), suspects, notice, at=at)
    return extension


def _agree(extension: Extension, *, by: Scope, at: datetime) -> None:
    offers = ExtensionStep.objects.unscoped("who named the date").filter(
        extension=extension, kind__in=[ExtensionStepKind.ASKED, ExtensionStepKind.COUNTERED]
    )
    if offers.order_by("at", "pk").values_list("by_id", flat=True).last() in by.accounts:
        raise Refused(OWN_OFFER)
    if has_passed(extension.proposed_on, at=at):
        raise Refused(OFFERED_DATE_PASSED, is_stage=True)
    move_due_date(extension, extension.proposed_on, at=at)
    end_extension(extension, ExtensionStatus.AGREED, at=at)


def _offer(extension: Extension, day: date | None, *, by: Scope, at: datetime) -> None:
    if day is None:
        raise TypeError("Say which date is offered.")
    check_later_date(extension.clock, day, at=at)
    if day == extension.proposed_on:
        raise Refused(SAME_DATE, is_stage=True)
    extension.proposed_on, extension.status = day, ExtensionStatus.COUNTERED
    extension.awaits = [other_side(by.actor.side)]


@transaction.atomic
def withdraw_extension(
    *, extension: Extension, by: Scope, at: datetime, text: str = "", version: int | None = None
) -> Extension:
    """Withdraw the request, at any point before it is agreed or settled: the due date stays."""
    extension = open_case_action("withdraw_extension", extension, by=by, at=at, version=version)
    add_extension_step(extension, ExtensionStepKind.WITHDRAWN, text, by=by, at=at)
    end_extension(extension, ExtensionStatus.WITHDRAWN, at=at)
    suspects = save_extension(extension, "withdraw_extension", by=by, at=at)
    notify_side(
        extension, other_side(by.actor.side), suspects, "date_change_answered", at=at
    )  # fmt: skip
    return extension
