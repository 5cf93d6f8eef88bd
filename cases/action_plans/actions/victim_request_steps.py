"""
Steps of a victim information request, recorded by the police as the authorised person.

Source: Police, Crime, Sentencing and Courts Act 2022, ss.37–39 (devices), 44A (when a request may
be made), 44B (notice to the victim), 44D (the code of practice).
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import notices
from cases.action_plans.actions.action_item_log import (
    add_item_entry,
    add_item_event,
    close_action_item,
    notify_item_parties,
)
from cases.action_plans.actions.action_plans import return_answered_suspects
from cases.actions.open_case_action import check_past_dates, open_case_action
from cases.models import (
    ActionItem,
    EntryKind,
    Reach,
    StatutoryDecision,
    VictimNotice,
    VictimRequest,
)
from cases.permissions import ITEM
from cases.statuses import ItemStatus
from people.access.scopes import Refused, Scope, standing_on
from people.text.dates import format_day

AGREEMENT_WITHDRAWN = _("The victim withdrew the agreement on %(day)s. Nothing more is taken.")
MUST_BE_TOLD = _("The owner of a device must be told in writing. There is no exception.")
PROBATIVE_VALUE = _("Enter why the notes are likely to have substantial probative value.")


@transaction.atomic
def record_authority(
    *, victim_request: VictimRequest, by: Scope, at: datetime, authorised_by: str,
    authorised_on: date, line_of_inquiry: str, necessity: str, other_means: str,
    probative_value: str = "",
) -> VictimRequest:  # fmt: skip
    """Record who authorised the request, when, and that each condition is met."""
    request, item = _open_request_step("record_authority", victim_request, by=by, at=at)
    check_past_dates(authorised_on, at=at)
    if (request.reach == Reach.COUNSELLING) != bool(probative_value):
        raise Refused(PROBATIVE_VALUE, is_stage=True)
    StatutoryDecision.objects.unscoped("record a statutory decision").create(
        case=request.case, request=request, reach=request.reach, authorised_by=authorised_by,
        authorised_on=authorised_on, line_of_inquiry=line_of_inquiry, necessity=necessity,
        other_means=other_means, probative_value=probative_value, by_id=by.actor.id, at=at,
    )  # fmt: skip
    request.authorised_on = authorised_on
    return _save_request_step(request, item, "record_authority", "authorised_on", by=by, at=at)


@transaction.atomic
def record_notice(
    *,
    victim_request: VictimRequest,
    by: Scope,
    at: datetime,
    given_on: date | None = None,
    what: str = "",
    why: str = "",
    handling: str = "",
    may_refuse: bool = False,
    exception: str = "",
) -> VictimRequest:
    """Record the written notice to the victim, or the exception relied on."""
    request, item = _open_request_step("record_notice", victim_request, by=by, at=at)
    if given_on:
        check_past_dates(given_on, at=at)
    if exception and (request.is_excepted or request.reach == Reach.DEVICE):
        raise Refused(
            MUST_BE_TOLD if request.reach == Reach.DEVICE else EXCEPTION_RECORDED, is_stage=True
        )
    VictimNotice.objects.unscoped("record what the victim was told").create(
        case=request.case, request=request, reach=request.reach, given_on=given_on, what=what,
        why=why, handling=handling, may_refuse=may_refuse, exception=exception, by_id=by.actor.id,
        at=at,
    )  # fmt: skip
    field = "is_excepted" if exception else "notified_on"
    setattr(request, field, True if exception else given_on)
    return _save_request_step(request, item, "record_notice", field, by=by, at=at)


EXCEPTION_RECORDED = _("The exception has been recorded already.")


@transaction.atomic
def record_agreement(
    *, victim_request: VictimRequest, by: Scope, at: datetime, agreed_on: date
) -> VictimRequest:
    """Record the victim's written agreement to hand over a device and to its extraction (s.39)."""
    request, item = _open_request_step("record_agreement", victim_request, by=by, at=at)
    check_past_dates(agreed_on, at=at)
    request.agreed_on = agreed_on
    return _save_request_step(request, item, "record_agreement", "agreed_on", by=by, at=at)


@transaction.atomic
def mark_requested(
    *, victim_request: VictimRequest, by: Scope, at: datetime, requested_on: date
) -> VictimRequest:
    """Record that the request was made, or the device taken in, on or after all earlier steps."""
    request, item = _open_request_step("mark_requested", victim_request, by=by, at=at)
    before = (request.authorised_on, request.notified_on, request.agreed_on)
    check_past_dates(requested_on, at=at, since=max(day for day in before if day))
    request.requested_on = requested_on
    return _save_request_step(request, item, "mark_requested", "requested_on", by=by, at=at)


@transaction.atomic
def record_withdrawal(
    *, victim_request: VictimRequest, by: Scope, at: datetime, withdrawn_on: date
) -> VictimRequest:
    """
    Record that the victim withdrew the agreement: nothing more is taken, an open item is cancelled.
    """
    request = open_case_action("record_withdrawal", victim_request, by=by, at=at)
    assert request.agreed_on is not None
    check_past_dates(withdrawn_on, at=at, since=request.agreed_on)
    item = _item_of_request(request, by=by)
    request.withdrawn_on = withdrawn_on
    request.save(update_fields=["withdrawn_on"])
    if item.status == ItemStatus.OPEN:
        text = str(AGREEMENT_WITHDRAWN % {"day": format_day(withdrawn_on)})
        add_item_entry(item, EntryKind.CANCELLED, by=by, at=at, text=text)
        close_action_item(item, ItemStatus.CANCELLED, "record_withdrawal", by=by, at=at)
    notify_item_parties(
        item, "record_withdrawal", notices.PROSECUTOR_ROLES, "agreement_withdrawn", by=by, at=at
    )
    return_answered_suspects(item.case, by=by, at=at)
    return request


def _open_request_step(
    verb: str, request: VictimRequest, *, by: Scope, at: datetime
) -> tuple[VictimRequest, ActionItem]:
    """Open a step. Raises Refused if the police can no longer answer the item."""
    request = open_case_action(verb, request, by=by, at=at)
    item = _item_of_request(request, by=by)
    ITEM.check(standing_on(by, item), "answer_item", item)
    return request, item


def _item_of_request(request: VictimRequest, *, by: Scope) -> ActionItem:
    item = ActionItem.objects.for_scope(by).select_related("clock").get(pk=request.item_id)
    item.case = request.case
    return item


def _save_request_step(
    request: VictimRequest, item: ActionItem, verb: str, field: str, *, by: Scope, at: datetime
) -> VictimRequest:
    request.save(update_fields=[field])
    add_item_event(item, verb, by=by, at=at)
    return request
