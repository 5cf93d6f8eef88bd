"""
What is said about an action, and what ends with it: for the verbs about actions, on a locked case.
"""

from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.functional import Promise

from cases import notices
from cases.action_item_fields import amendable_values
from cases.actions.open_case_action import add_timeline_event, save_next_version, suspects_of_row
from cases.models import ActionItem, Challenge, EntryKind, ItemEntry, ItemVersion, Suspect
from cases.statuses import ChallengeStatus, ItemStatus
from people.access.scopes import Scope
from people.models import Side
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
    """One more entry of the conversation; quoted is what the action asks, proposed or now set."""
    return ItemEntry.objects.system("say something about an action").create(
        case=item.case, item=item, kind=kind, text=text, date=date, quoted=quoted, side=by.side,
        by_id=by.user_id, at=at,
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
    """Write on the timeline that it happened, and tell those named on the case."""
    suspects = add_item_event(item, verb, by=by, at=at)
    notices.notify_named_roles(capacities, item.case, suspects, notice=notice, at=at)


def add_item_event(item: ActionItem, verb: str, *, by: Scope, at: datetime) -> list[Suspect]:
    """Write on the timeline that it happened, about which action; the suspects it is about."""
    suspects = list(suspects_of_row(item))
    add_timeline_event(verb, item.case, by=by, at=at, suspects=suspects, note=str(item.number))
    return suspects


def other_side_capacities(by: Scope) -> tuple[str, ...]:
    """Who is told on the other side."""
    return notices.OFFICER_ROLES if by.side == Side.CPS else notices.PROSECUTOR_ROLES


def save_item_version(
    item: ActionItem, *, by: Scope, at: datetime, reason: str = "", side: str = ""
) -> None:
    """What the action asks from now on. side: whose wish the change was, where not the writer's."""
    rows = item.versions.system("number a version")
    ItemVersion.objects.system("keep a version").create(
        case=item.case, item=item, number=1 + rows.count(), due_on=item.due_on, reason=reason,
        side=side or by.side, by_id=by.user_id, at=at, **amendable_values(item),
    )  # fmt: skip


def close_action_item(
    item: ActionItem, status: ItemStatus, verb: str, *, by: Scope, at: datetime
) -> None:
    """Nothing more is asked of the police: what was still open about the action ends with it."""
    item.status = status
    drop_date_request(item, at=at)
    drop_challenge(item, at=at)
    save_next_version(item, verb, by=by, at=at)
    clocks.stop_clock(item.clock, at=at)


def drop_date_request(item: ActionItem, *, at: datetime) -> None:
    """An action that is answered or cancelled needs no other date any more."""
    for request in item.date_requests.system("drop a date").filter(answered_at=None):
        request.is_agreed, request.answered_at = False, at
        request.save()
    item.date_asked_by = ""


def drop_challenge(item: ActionItem, *, at: datetime) -> None:
    """Whoever answers an action, or cancels it, has no question about it left."""
    for challenge in open_challenges_of_item(item):
        end_challenge(item, challenge, ChallengeStatus.DROPPED, at=at)
    item.challenge = ""


def open_challenges_of_item(item: ActionItem) -> QuerySet[Challenge]:
    """The question that lasts, if there is one, with its clock."""
    rows = Challenge.objects.system("the question about a locked action")
    return rows.select_related("clock").filter(item=item, ended_at=None)


def end_challenge(
    item: ActionItem, challenge: Challenge, status: ChallengeStatus, *, at: datetime
) -> None:
    """The question has ended, and the action no longer says that it is questioned."""
    challenge.status, challenge.ended_at = status, at
    item.challenge, item.asked_to_settle = "", []
    challenge.save(update_fields=["status", "ended_at"])
    clocks.stop_clock(challenge.clock, at=at)
