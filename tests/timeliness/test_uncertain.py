"""A due date in a year without known bank holidays is marked as uncertain."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from rasso import readiness
from timeliness import calendar, due_text, notices

LAST = date(2028, 12, 31)  # the end of the installed package's list, fixed by this test
DOUBT = "bank holidays in 2029 are not known yet"
AT = datetime(2028, 12, 20, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def holidays_until_2028(monkeypatch):
    """The list ends with 2028, whatever the installed package knows."""
    monkeypatch.setattr(calendar, "known_until", lambda: LAST)
    monkeypatch.setattr(readiness, "known_until", lambda: LAST)


def end_of(day):
    return calendar.end_of_day(day)


@pytest.mark.parametrize(("day", "is_said"), [(LAST, False), (LAST + timedelta(days=1), True)])
def test_every_due_day_says_so_from_the_first_unknown_one(day, is_said):
    text, tone = due_text.due_at_text(end_of(day), at=AT)
    assert (DOUBT in text) is is_said and tone == "later"
    assert text.startswith("Due in 1")
    assert (DOUBT in due_text.day_with_doubt(day)) is is_said
    assert bool(due_text.uncertainty_text(day)) is is_said


def test_a_late_one_says_so_too_and_hours_say_nothing_of_days():
    text, tone = due_text.due_at_text(
        end_of(date(2029, 1, 2)), at=datetime(2029, 1, 4, 9, tzinfo=UTC)
    )
    assert text == f"2 days overdue ({DOUBT})" and tone == "late"
    soon = datetime(2029, 1, 2, 15, tzinfo=UTC)
    assert DOUBT not in due_text.due_at_text(soon, at=soon - timedelta(hours=3))[0]


@pytest.mark.parametrize(("day", "is_said"), [(LAST, False), (date(2029, 1, 2), True)])
def test_a_reminder_says_so(day, is_said):
    reminder = SimpleNamespace(is_late=False, stage_at=AT, due_at=end_of(day))
    told = SimpleNamespace(
        notice="before_due", subject="62RS1, suspect 1", about=uuid4(), reminder=reminder
    )
    _subject, body = notices.notice_mail(told)
    assert (DOUBT in body) is is_said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("at", "is_well"),
    [
        (datetime(2028, 1, 1, 12, tzinfo=UTC), True),  # 2028 is a leap year: 365 days to its end
        (datetime(2028, 1, 2, 12, tzinfo=UTC), False),
        (datetime(2029, 3, 1, 12, tzinfo=UTC), False),
    ],
)
def test_the_operator_is_told_a_year_before_the_list_ends(at, is_well):
    assert ("bank holidays end within a year" not in readiness.readiness_problems(at=at)) is is_well
