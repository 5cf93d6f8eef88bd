"""
The notice to the victim of a victim information request: given, left out, or late.

Source: Police, Crime, Sentencing and Courts Act 2022, s.44B: what it says (2); on or before the day
of the request, or as soon afterwards as is reasonably practicable (3); to whom it goes for a child
or an adult without capacity (4); the exception (5), whose grounds were not read.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.action_plans.actions.victim_request_steps import open_request_step, save_request_step
from cases.actions.open_case_action import check_future_dates, check_past_dates, suspects_of_row
from cases.deadlines import VICTIM_NOTICE_DATE
from cases.models import (
    PARTS,
    NoticeRecipient,
    Reach,
    Suspect,
    VictimNotice,
    VictimRequest,
)
from people.access.scopes import Refused, Scope
from people.models.nullable import not_null
from timeliness.actions import clocks

MUST_BE_TOLD = _("The owner of a device must be told in writing. There is no exception.")
EXCEPTION_RECORDED = _("The exception has been recorded already.")
LATE_RECORDED = _("Why the notice is late has been recorded already.")
NEVER_A_SUSPECT = _("A suspect of this case is never told in the victim’s place.")
NOT_WHOLE = _(
    "Enter what is sought, why, and how it will be dealt with, except the one part left out."
)


@dataclass(frozen=True)
class Notice:
    """
    What is recorded of a notice.

    Either given_on with its parts, of which an exception may leave one out; or an exception alone;
    or late_because, with the day by which it is promised. recipient_because: why somebody else than
    the victim gets it.
    """

    given_on: date | None = None
    what: str = ""
    why: str = ""
    handling: str = ""
    may_refuse: bool = False
    exception: str = ""
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
    request, item = open_request_step("record_notice", victim_request, by=by, at=at)
    _check_notice(request, notice, by=by, at=at)
    VictimNotice.objects.unscoped("record what the victim was told").create(
        case=request.case, request=request, reach=request.reach, by_id=by.actor.id, at=at,
        **vars(notice),
    )  # fmt: skip
    if notice.promised_on:
        request.notice_by = notice.promised_on
        request.notice_clock = clocks.start_agreed_clock(
            due_on=notice.promised_on, rule=VICTIM_NOTICE_DATE, about=request.case_id,
            subject=notices.notice_subject(request.case, list(suspects_of_row(item))),
            unit=request.case.police_unit, at=at,
        )  # fmt: skip
        fields = ["notice_by", "notice_clock"]
    elif notice.given_on:
        request.notified_on = notice.given_on
        fields = ["notified_on"]
        if request.notice_clock_id:
            clocks.stop_clock(not_null(request.notice_clock), at=at)
    else:
        request.is_excepted = True
        fields = ["is_excepted"]
    return save_request_step(request, item, "record_notice", *fields, by=by, at=at)


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
    elif request.is_excepted:
        raise Refused(EXCEPTION_RECORDED, is_stage=True)
    _check_recipient(request, notice)


def _check_recipient(request: VictimRequest, notice: Notice) -> None:
    """Raise Refused where a suspect would be told in the victim's place. A product rule."""
    if notice.recipient == NoticeRecipient.VICTIM:
        return
    suspects = Suspect.objects.unscoped("nobody is told in the victim's place who is suspected")
    names = {each.name.casefold() for each in suspects.filter(case=request.case_id)}
    if " ".join(notice.recipient_name.split()).casefold() in names:
        raise Refused(NEVER_A_SUSPECT, is_stage=True)
