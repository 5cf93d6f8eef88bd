"""What was agreed at a meeting with a victim: kept, its owner told, and done."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.actions.base import must_have_happened
from cases.deadlines import DATE_TOO_FAR, in_words, last_to_agree_on
from people.access import Refused, Scope
from people.models import Side, User
from timeliness.calendar import london_day
from victims import notices
from victims.actions.base import begin
from victims.actions.meetings_told import tell_isva_of_it
from victims.actions.sealed import sealed_again
from victims.models import Agreed, AgreedDone, Meeting, SeesToIt
from victims.queries.meetings_agreed import may_see_to_it
from victims.queries.support_known import support_of

BEFORE_IT = _("What was agreed is to be done on the day of the meeting or later.")
NOT_ON_IT = _("Select someone who works on the case.")
NOTICE = "agreed_to_do"
OWNER: dict[str, SeesToIt] = {
    Side.POLICE: SeesToIt.POLICE, Side.CPS: SeesToIt.CPS, Side.SUPPORT: SeesToIt.SERVICE,
}  # fmt: skip


def keep_agreed(
    meeting: Meeting, actions: Iterable[tuple[str, User, date]], *, by: Scope, at: datetime
) -> None:
    """
    Keep what was agreed and tell each owner once. Whoever records it for themselves knows it.

    Whoever is in conflict with the case may be named as anybody else, and is told nothing. Raises
    Refused where somebody may not be named, or a day lies before the meeting or absurdly far ahead.
    """
    rows = list(actions)
    people = {each.pk for each in may_see_to_it(meeting.record, at=at)} if rows else set()
    for number, (what, person, due_on) in enumerate(rows, start=1):
        _must_be_after(meeting, due_on, at=at)
        if person.pk not in people:
            raise Refused(NOT_ON_IT, is_stage=True)
        row = Agreed(
            case_id=meeting.case_id, record_id=meeting.record_id, meeting=meeting, number=number,
            owner=OWNER[person.agency.side], person=person, due_on=due_on,
        )  # fmt: skip
        row.said = sealed_again(row, b"", {"agreed": what})
        row.save(force_insert=True)
    _tell({person for _what, person, _day in rows}, meeting, by=by, at=at)


def _tell(people: set[User], meeting: Meeting, *, by: Scope, at: datetime) -> None:
    """Tell each of these people once, however much of it is theirs."""
    others = {each for each in people if each.pk not in {by.user_id, *by.accounts}}
    isvas = {each for each in others if each.agency.side == Side.SUPPORT}
    staff = [each.pk for each in others - isvas]
    notices.tell_people(meeting.record, staff, notice=NOTICE, at=at)
    for isva in isvas:
        support = support_of(meeting.record, isva.pk, at=at)
        tell_isva_of_it(support, notice=NOTICE, at=at)


def _must_be_after(meeting: Meeting, due_on: date, *, at: datetime) -> None:
    if meeting.meets_at and due_on < london_day(meeting.meets_at):
        raise Refused(BEFORE_IT, is_stage=True)
    last = last_to_agree_on(at=at)
    if due_on > last:
        raise Refused(DATE_TOO_FAR % {"last": in_words(last)}, is_stage=True)


@transaction.atomic
def finish_agreed(*, agreed: Agreed, by: Scope, at: datetime, done_on: date) -> Agreed:
    """Write down that it was done, and on which day: not before the meeting, nor ahead."""
    agreed = begin("finish_agreed", agreed, by=by, at=at, operation="collection")
    met_at = agreed.meeting.meets_at or at  # nothing is agreed at a meeting that has no time
    must_have_happened(done_on, at=at, since=london_day(met_at))
    AgreedDone.objects.system("what was agreed is done").create(
        case_id=agreed.case_id, record_id=agreed.record_id, agreed=agreed, done_on=done_on,
        by_id=by.user_id, at=at,
    )  # fmt: skip
    return agreed
