"""Entries, versions and closing of an action item, shared by its verbs; the case is locked."""

from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.functional import Promise

from cases import notices
from cases.action_plans.action_item_fields import amendable_values
from cases.actions.open_case_action import add_timeline_event, save_next_version, suspects_of_row
from cases.models import (
    ActionItem,
    Challenge,
    EntryKind,
    ItemEntry,
    ItemVersion,
    Suspect,
    VictimRequest,
)
from cases.statuses import ChallengeStatus, ItemStatus
from people.access.scopes import Scope
from people.models import Side
from people.models.nullable import not_null
from timeliness.actions import clocks


def add_item_entry(
    item: ActionItem,
    kind: EntryKind,
    *,
    by: Scope,
    at: datetime,
    text: str | Promise = "",
    date: date | None = None,
    quoted: str = "",
) -> ItemEntry:
    """
    Add an entry to the item log. quoted: the text the item has, is proposed to have, or now gets.
    """
    return ItemEntry.objects.unscoped("say something about an action").create(
        case=item.case, item=item, kind=kind, text=str(text), date=date, quoted=quoted,
        side=by.actor.side, by_id=by.actor.id, at=at,
    )  # fmt: skip


def notify_item_parties(
    item: ActionItem,
    verb: str,
    capacities: tuple[str, ...],
    notice: str,
    *,
    by: Scope,
    at: datetime,
) -> None:
    """Add a timeline event about the item, and notify the named roles."""
    suspects = add_item_event(item, verb, by=by, at=at)
    notices.notify_named_roles(capacities, item.case, suspects, notice=notice, at=at)


def add_item_event(item: ActionItem, verb: str, *, by: Scope, at: datetime) -> list[Suspect]:
    """Add a timeline event about the item. Returns the item's suspects."""
    suspects = list(suspects_of_row(item))
    add_timeline_event(verb, item.case, by=by, at=at, suspects=suspects, made=str(item.number))
    return suspects


def other_side_capacities(by: Scope) -> tuple[str, ...]:
    """Named roles to notify on the other side."""
    return notices.OFFICER_ROLES if by.side == Side.CPS else notices.PROSECUTOR_ROLES


def save_item_version(
    item: ActionItem, *, by: Scope, at: datetime, reason: str = "", side: str = ""
) -> None:
    """
    Save what the item asks now as an ItemVersion. side: whose wish it was, if not that of `by`.
    """
    rows = item.versions.unscoped("number a version")
    ItemVersion.objects.unscoped("keep a version").create(
        case=item.case, item=item, number=1 + rows.count(), due_on=item.due_on, reason=reason,
        side=side or by.actor.side, by_id=by.actor.id, at=at, **amendable_values(item),
    )  # fmt: skip


def close_action_item(
    item: ActionItem, status: ItemStatus, verb: str, *, by: Scope, at: datetime
) -> None:
    """Close an item: set its status, drop open requests and challenges, and stop its clock."""
    item.status, item.are_bounds_wanted = status, False
    drop_date_request(item, at=at)
    drop_challenge(item, at=at)
    save_next_version(item, verb, by=by, at=at)
    clocks.stop_clock(item.clock, at=at)
    drop_promised_notice(item, at=at)


def drop_promised_notice(item: ActionItem, *, at: datetime) -> None:
    """
    Stop the reminders of a notice that is not owed, and of an exception to it, because no request
    was made.
    """
    rows = VictimRequest.objects.unscoped("a notice nobody owes").filter(
        item=item, requested_on=None
    )
    for request in rows.select_related("notice_clock", "exception_clock"):
        stop_promised_notices(request, at=at)


def stop_promised_notices(request: VictimRequest, *, at: datetime) -> None:
    """Stop the reminders of a request's promised notice, and of an exception relied on."""
    for clock in (request.notice_clock, request.exception_clock):
        if clock is not None:
            clocks.stop_clock(clock, at=at)
    if request.exception_again_on:
        request.exception_again_on = None
        request.save(update_fields=["exception_again_on"])


def resume_promised_notice(item: ActionItem, *, at: datetime) -> None:
    """
    Let the exception to a notice that was relied on, or else the promised notice, be waited for
    again, because its action is open again.
    """
    rows = VictimRequest.objects.unscoped("a notice is owed again").filter(
        item=item, requested_on=None
    )
    rows = rows.select_for_update(of=("self",), no_key=True)
    for request in rows.select_related("notice_clock", "exception_clock"):
        notices_given = request.notices.unscoped("whether an exception stands")
        newest = notices_given.order_by("-at").first()
        if newest and newest.again_on:
            request.exception_again_on = newest.again_on
            request.save(update_fields=["exception_again_on"])
            clocks.resume_clock(not_null(request.exception_clock), at=at)
        elif request.is_notice_owed:
            clocks.resume_clock(not_null(request.notice_clock), at=at)


def drop_date_request(item: ActionItem, *, at: datetime) -> None:
    """Close open date requests of an item that is closing, as not agreed."""
    for request in item.date_requests.unscoped("drop a date").filter(answered_at=None):
        request.is_agreed, request.answered_at = False, at
        request.save()
    item.date_asked_by = ""


def drop_challenge(item: ActionItem, *, at: datetime) -> None:
    """End open challenges of an item that is closing."""
    for challenge in open_challenges_of_item(item):
        end_challenge(item, challenge, ChallengeStatus.DROPPED, at=at)
    item.challenge = ""


def open_challenges_of_item(item: ActionItem) -> QuerySet[Challenge]:
    """The item's open challenge with its clock; one row at most."""
    rows = Challenge.objects.unscoped("the question about a locked action")
    return rows.select_related("clock").filter(item=item, ended_at=None)


def end_challenge(
    item: ActionItem, challenge: Challenge, status: ChallengeStatus, *, at: datetime
) -> None:
    """End the challenge, stop its clock and clear it on the item. Does not save the item."""
    challenge.status, challenge.ended_at = status, at
    item.challenge, item.asked_to_settle = "", []
    challenge.save(update_fields=["status", "ended_at"])
    clocks.stop_clock(challenge.clock, at=at)
