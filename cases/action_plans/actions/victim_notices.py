"""
The notice to the victim of a victim information request: given, left out, or late.

Source: Police, Crime, Sentencing and Courts Act 2022, s.44B: what it says (2); on or before the day
of the request, or as soon afterwards as is reasonably practicable (3); to whom it goes for a child
or an adult without capacity (4); the exception (5), whose grounds are a setting.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.action_plans.actions.victim_request_steps import open_request_step, save_request_step
from cases.actions.open_case_action import check_future_dates, check_past_dates, suspects_of_row
from cases.deadlines import NOTICE_EXCEPTION_DATE, VICTIM_NOTICE_DATE
from cases.models import (
    PARTS,
    NoticeRecipient,
    Reach,
    Suspect,
    VictimNotice,
    VictimRequest,
)
from cases.victim_request_law import EXCEPTION_GROUNDS, are_of_list, entries_on
from people.access.scopes import Refused, Scope
from people.models.nullable import not_null
from people.text.dates import format_day
from timeliness.actions import clocks
from timeliness.calendar import london_day

MUST_BE_TOLD = _("The owner of a device must be told in writing. There is no exception.")
EXCEPTION_RECORDED = _(
    "The exception has been recorded already. It is looked at again on %(day)s; the notice can be "
    "given before."
)
AGAIN_AFTER_TODAY = _("Enter the day after today on which the exception is looked at again.")
TOLD_IN_PART = _(
    "The victim was told, without the part left out. Record that they were told all of it, or that "
    "the exception still applies."
)
LATE_RECORDED = _("Why the notice is late has been recorded already.")
NEVER_A_SUSPECT = _("A suspect of this case is never told in the victim’s place.")
GROUND = _("Select the ground on which the exception rests, of those that hold on this day.")
DECIDED_BY = _("Enter who decided that the exception applies.")
TITLES = {"mr", "mrs", "ms", "miss", "mx", "dr", "sir"}
NOT_WHOLE = _(
    "Enter what is sought, why, and how it will be dealt with, except the one part left out."
)


@dataclass(frozen=True)
class Notice:
    """
    What is recorded of a notice.

    Either given_on with its parts, of which an exception may leave one out; or an exception alone;
    or late_because, with the day by which it is promised. ground: the code of the exception's, once
    the grounds are listed. decided_by: who decided that the exception applies. again_on: when it is
    looked at again. recipient_because: why somebody else than the victim gets it.
    """

    given_on: date | None = None
    what: str = ""
    why: str = ""
    handling: str = ""
    may_refuse: bool = False
    exception: str = ""
    ground: str = ""
    decided_by: str = ""
    again_on: date | None = None
    left_out: str = ""
    late_because: str = ""
    promised_on: date | None = None
    recipient: str = NoticeRecipient.VICTIM
    recipient_name: str = ""
    recipient_because: str = ""


@transaction.atomic
def record_notice(
    *, victim_request: VictimRequest, by: Scope, at: datetime, **said: Any
) -> VictimRequest:
    """
    Record the written notice, the exception relied on, or why it comes later and by when.

    said: the fields of Notice.
    """
    notice = Notice(**said)
    request = open_request_step("record_notice", victim_request, by=by, at=at)
    _check_notice(request, notice, by=by, at=at)
    VictimNotice.objects.unscoped("record what the victim was told").create(
        case=request.case, request=request, reach=request.reach, by_id=by.actor.id, at=at,
        **vars(notice),
    )  # fmt: skip
    fields = _follow_exception(request, notice, at=at)
    if notice.promised_on:
        request.notice_by = notice.promised_on
        request.notice_clock = clocks.start_agreed_clock(
            due_on=notice.promised_on, rule=VICTIM_NOTICE_DATE, about=request.case_id,
            subject=_subject(request), unit=request.case.police_unit, at=at,
        )  # fmt: skip
        fields += ["notice_by", "notice_clock"]
    elif notice.given_on:
        request.notified_on = request.notified_on or notice.given_on
        fields += ["notified_on"]
    elif request.notified_on is None:  # else it is the exception to a part, which stands
        request.is_excepted = True
        fields += ["is_excepted"]
    return save_request_step(request, "record_notice", *fields, by=by, at=at)


def _subject(request: VictimRequest) -> str:
    """The case and the suspects of the action, as reminders name them."""
    suspects = list(suspects_of_row(request.item)) if request.item else []
    return notices.notice_subject(request.case, suspects)


def _follow_exception(request: VictimRequest, notice: Notice, *, at: datetime) -> list[str]:
    """
    Stop the reminders of what was promised, and of an exception that ends or was looked at, and
    start that of one relied on.

    Returns the fields that changed.
    """
    for clock in (request.exception_clock, request.notice_clock):
        if clock is not None:
            clocks.stop_clock(clock, at=at)
    request.exception_again_on = notice.again_on
    if notice.again_on:
        request.exception_clock = clocks.start_agreed_clock(
            due_on=notice.again_on, rule=NOTICE_EXCEPTION_DATE, about=request.case_id,
            subject=_subject(request), unit=request.case.police_unit, at=at,
        )  # fmt: skip
    return ["exception_again_on", "exception_clock"]


def _check_exception(request: VictimRequest, notice: Notice, day: date) -> None:
    """
    Raise Refused for an exception without a later day on which it is looked at again or without who
    decided it, or before the day of the one that is relied on; and for anything but these or the
    whole after a part.
    """
    if bool(notice.exception) != bool(notice.again_on) or (
        notice.again_on and notice.again_on <= day
    ):
        raise Refused(AGAIN_AFTER_TODAY, is_stage=True)
    if bool(notice.exception) != bool(notice.decided_by):
        raise Refused(DECIDED_BY, is_stage=True)
    if request.notified_on and (notice.left_out or notice.late_because):
        raise Refused(TOLD_IN_PART, is_stage=True)
    relied_on = request.exception_again_on
    if notice.exception and not notice.given_on and relied_on and day < relied_on:
        raise Refused(EXCEPTION_RECORDED % {"day": format_day(relied_on)}, is_stage=True)


def _check_notice(request: VictimRequest, notice: Notice, *, by: Scope, at: datetime) -> None:
    """Raise Refused for a notice that the Act does not know, or that was recorded before."""
    if request.reach == Reach.DEVICE and (notice.exception or notice.late_because):
        raise Refused(MUST_BE_TOLD, is_stage=True)
    if notice.given_on:
        check_past_dates(notice.given_on, at=at)
        said = {part for name, part in PARTS.items() if getattr(notice, name)}
        if said != set(PARTS.values()) - {notice.left_out} or bool(notice.left_out) != bool(
            notice.exception
        ):
            raise Refused(NOT_WHOLE, is_stage=True)
    elif notice.late_because:
        if request.notice_by:
            raise Refused(LATE_RECORDED, is_stage=True)
        check_future_dates(not_null(notice.promised_on), at=at)
    if notice.again_on:
        check_future_dates(notice.again_on, at=at)
    _check_exception(request, notice, london_day(at))
    _check_ground(notice, london_day(at))
    _check_recipient(request, notice)


def _check_ground(notice: Notice, day: date) -> None:
    """Raise Refused for an exception without one of the grounds of its day, once there are any."""
    listed = entries_on(EXCEPTION_GROUNDS, day, day) if notice.exception else []
    if not are_of_list({notice.ground} - {""}, listed):
        raise Refused(GROUND, is_stage=True)


def _check_recipient(request: VictimRequest, notice: Notice) -> None:
    """Raise Refused where a suspect would be told in the victim's place. A product rule."""
    if notice.recipient == NoticeRecipient.VICTIM:
        return
    suspects = Suspect.objects.unscoped("nobody is told in the victim's place who is suspected")
    typed = _name_words(notice.recipient_name)
    for each in suspects.filter(case=request.case_id):
        given, surname = _name_words(each.given_names), _name_words(each.surname)
        if surname <= typed and (given & typed or typed == surname):
            raise Refused(NEVER_A_SUSPECT, is_stage=True)


def _name_words(name: str) -> set[str]:
    """The words of a name, without case, punctuation and title, in any order."""
    words = {word.strip(".,").casefold() for word in name.replace("-", " ").split()}
    return words - TITLES - {""}
