"""Actions agreed at a meeting with a victim: record them, notify their owners, mark them done."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.actions.open_case_action import check_past_dates
from cases.deadlines import DATE_TOO_FAR, last_agreeable_date
from people.access.scopes import Refused, Scope
from people.models import Side, User
from people.text.dates import format_day
from timeliness.calendar import london_day
from victims import notices
from victims.actions.encrypted_words import reencrypt_row_words
from victims.actions.meeting_notices import notify_isva_of_meeting
from victims.actions.open_victim_action import open_victim_action
from victims.models import Agreed, AgreedActionOwner, AgreedDone, Meeting
from victims.queries.agreed_actions import possible_action_owners
from victims.queries.known_support import support_of_isva

DUE_BEFORE_MEETING = _("What was agreed is to be done on the day of the meeting or later.")
OWNER_NOT_ON_CASE = _("Select someone who works on the case.")
AGREED_ACTION_NOTICE = "agreed_to_do"
OWNER_BY_SIDE: dict[str, AgreedActionOwner] = {
    Side.POLICE: AgreedActionOwner.POLICE, Side.CPS: AgreedActionOwner.CPS,
    Side.SUPPORT: AgreedActionOwner.SERVICE,
}  # fmt: skip


def save_agreed_actions(
    meeting: Meeting, actions: Iterable[tuple[str, User, date]], *, by: Scope, at: datetime
) -> None:
    """
    Record the agreed actions and notify each owner once; a recorder who is an owner is not
    notified.

    A person in conflict with the case may be named as an owner, but is not notified. Raises Refused
    where a person may not be named, or a due day is before the meeting or too far ahead.
    """
    rows = list(actions)
    people = {each.pk for each in possible_action_owners(meeting.record, at=at)} if rows else set()
    for number, (what, person, due_on) in enumerate(rows, start=1):
        _check_action_due_day(meeting, due_on, at=at)
        if person.pk not in people:
            raise Refused(OWNER_NOT_ON_CASE, is_stage=True)
        row = Agreed(
            case_id=meeting.case_id, record_id=meeting.record_id, meeting=meeting, number=number,
            owner=OWNER_BY_SIDE[person.agency.side], person=person, due_on=due_on,
        )  # fmt: skip
        row.said = reencrypt_row_words(row, b"", {"agreed": what})
        row.save(force_insert=True)
    _notify_action_owners({person for _what, person, _day in rows}, meeting, by=by, at=at)


def _notify_action_owners(people: set[User], meeting: Meeting, *, by: Scope, at: datetime) -> None:
    """Notify each of these people once, whatever number of actions they own."""
    others = {each for each in people if each.pk not in {by.user_id, *by.accounts}}
    isvas = {each for each in others if each.agency.side == Side.SUPPORT}
    staff = [each.pk for each in others - isvas]
    notices.notify_people_about_victim(meeting.record, staff, notice=AGREED_ACTION_NOTICE, at=at)
    for isva in isvas:
        support = support_of_isva(meeting.record, isva.pk, at=at)
        notify_isva_of_meeting(support, notice=AGREED_ACTION_NOTICE, at=at)


def _check_action_due_day(meeting: Meeting, due_on: date, *, at: datetime) -> None:
    if meeting.meets_at and due_on < london_day(meeting.meets_at):
        raise Refused(DUE_BEFORE_MEETING, is_stage=True)
    last = last_agreeable_date(at=at)
    if due_on > last:
        raise Refused(DATE_TOO_FAR % {"last": format_day(last)}, is_stage=True)


@transaction.atomic
def finish_agreed(*, agreed: Agreed, by: Scope, at: datetime, done_on: date) -> Agreed:
    """
    Record the day on which an agreed action was done: not before the meeting, not in the future.
    """
    agreed = open_victim_action("finish_agreed", agreed, by=by, at=at, operation="collection")
    met_at = agreed.meeting.meets_at or at  # a meeting without a time has no agreed actions
    check_past_dates(done_on, at=at, since=london_day(met_at))
    AgreedDone.objects.unscoped("what was agreed is done").create(
        case_id=agreed.case_id, record_id=agreed.record_id, agreed=agreed, done_on=done_on,
        by_id=by.actor.id, at=at,
    )  # fmt: skip
    return agreed
