"""What came of a request to a holder, and when material or a device was given back."""

from datetime import date, datetime

from django.db import transaction

from cases.action_plans.actions.victim_request_steps import (
    add_request_event,
    item_of_request,
    notify_prosecutors,
)
from cases.actions import turns
from cases.actions.open_case_action import check_past_dates, open_case_action
from cases.models import HolderReply, VictimRequest
from people.access.scopes import Scope
from people.models.nullable import not_null


@transaction.atomic
def record_reply(
    *, victim_request: VictimRequest, by: Scope, at: datetime, replied_on: date, reply: str,
    held_where: str = "",
) -> VictimRequest:  # fmt: skip
    """
    Record that the holder has replied, and how. The time until then is that of others.

    held_where: where the police keep what came; never its text.
    """
    request = open_case_action("record_reply", victim_request, by=by, at=at)
    check_past_dates(replied_on, at=at, since=not_null(request.requested_on))
    request.replied_on, request.reply = replied_on, HolderReply(reply)
    request.held_where = held_where
    request.save(update_fields=["replied_on", "reply", "held_where"])
    request.item = item_of_request(request, by=by)
    turns.refresh_suspect_listing(request.case, by=by, at=at)
    notify_prosecutors(request, "record_reply", "holder_replied", by=by, at=at)
    return request


@transaction.atomic
def mark_given_back(
    *, victim_request: VictimRequest, by: Scope, at: datetime, returned_on: date
) -> VictimRequest:
    """Record that the material or the device was given back."""
    request = open_case_action("mark_given_back", victim_request, by=by, at=at)
    since = request.replied_on or not_null(request.requested_on)
    check_past_dates(returned_on, at=at, since=since)
    request.returned_on = returned_on
    request.save(update_fields=["returned_on"])
    request.item = item_of_request(request, by=by)
    add_request_event(request, "mark_given_back", by=by, at=at)
    return request
