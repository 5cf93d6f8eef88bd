"""
What is said about an action, and what ends with it: for the verbs about actions, on a locked case.
"""

from cases import notices
from cases.actions.base import bump, happened, suspects_of
from cases.item_facts import amendable_facts
from cases.models import Challenge, ItemEntry, ItemVersion
from cases.statuses import ChallengeStatus
from people.models import Side
from timeliness.actions import clocks


def say(item, kind, *, by, at, text="", date=None, quoted=""):
    """One more entry of the conversation; quoted is what the action asks, proposed or now set."""
    return ItemEntry.objects.system("say something about an action").create(
        case=item.case, item=item, kind=kind, text=text, date=date, quoted=quoted, side=by.side,
        by_id=by.user_id, at=at,
    )  # fmt: skip


def tell(item, verb, capacities, notice, *, by, at):
    """Write on the timeline that it happened, and tell those named on the case."""
    suspects = record(item, verb, by=by, at=at)
    notices.tell_named(capacities, item.case, suspects, notice=notice, at=at)


def record(item, verb, *, by, at):
    """Write on the timeline that it happened, about which action; the suspects it is about."""
    suspects = list(suspects_of(item))
    happened(verb, item.case, by=by, at=at, suspects=suspects, note=str(item.number))
    return suspects


def other(by):
    """Who is told on the other side."""
    return notices.OFFICER if by.side == Side.CPS else notices.PROSECUTORS


def keep_version(item, *, by, at, reason="", side=""):
    """What the action asks from now on. side: whose wish the change was, where not the writer's."""
    rows = item.versions.system("number a version")
    ItemVersion.objects.system("keep a version").create(
        case=item.case, item=item, number=1 + rows.count(), due_on=item.due_on, reason=reason,
        side=side or by.side, by_id=by.user_id, at=at, **amendable_facts(item),
    )  # fmt: skip


def close(item, status, verb, *, by, at):
    """Nothing more is asked of the police: what was still open about the action ends with it."""
    item.status = status
    drop_date_request(item, at=at)
    drop_challenge(item, at=at)
    bump(item, verb, by=by, at=at)
    clocks.stop(item.clock, at=at)


def drop_date_request(item, *, at):
    """An action that is answered or cancelled needs no other date any more."""
    for request in item.date_requests.system("drop a date").filter(answered_at=None):
        request.is_agreed, request.answered_at = False, at
        request.save()
    item.date_asked_by = ""


def drop_challenge(item, *, at):
    """Whoever answers an action, or cancels it, has no question about it left."""
    for challenge in open_challenges(item):
        end_challenge(item, challenge, ChallengeStatus.DROPPED, at=at)
    item.challenge = ""


def open_challenges(item):
    """The question that lasts, if there is one, with its clock."""
    rows = Challenge.objects.system("the question about a locked action")
    return rows.select_related("clock").filter(item=item, ended_at=None)


def end_challenge(item, challenge, status, *, at):
    """The question has ended, and the action no longer says that it is questioned."""
    challenge.status, challenge.ended_at = status, at
    item.challenge, item.asked_to_settle = "", []
    challenge.save(update_fields=["status", "ended_at"])
    clocks.stop(challenge.clock, at=at)
