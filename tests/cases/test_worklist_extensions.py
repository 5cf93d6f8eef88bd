"""What a worklist's row says of each side while a due date is to be moved, was moved or passed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.action_plans.actions import action_items
from cases.models import Suspect
from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.extensions import answer_extension_of, ask_to_extend, clock_of, due_day
from tests.support.cases.pages import client_for, page_text
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from timeliness.models import Clock

pytestmark = pytest.mark.django_db
EXTENSION = "Answer a request for an extension"
REVIEW = "Review and decide"


@module_fixture
def people():
    return cast()


def review_of(people, *, days=2):
    """With the prosecutor, who owes a decision."""
    return CaseBuilder(people, at=days_ago(days)).allocate()


def review_beside_action(people, *, days=2):
    """With the prosecutor, who owes a decision; the police owe an answer, due earlier."""
    builder = review_of(people, days=days).plan({"weight": "DESIRABLE"})
    assert builder.suspect().state == "WITH_PROSECUTOR"
    assert builder.items[0].due_on < due_day(builder)
    return builder


def in_words(day):
    year = "" if day.year == timezone.localdate().year else f" {day.year}"
    return f"{day.day} {day:%B}{year}"


def row_on(builder, who, name="mine"):
    """(next step, what is owed besides, whose turn, due day) of the case's row on a list."""
    client = client_for(getattr(builder.cast, who))
    rows = client.get(reverse("see-worklist", args=[name])).context["rows"]
    [row] = [row for row in rows if row[3] == builder.urn]
    return str(row[6]), [*map(str, row[7])], str(row[9]), row[13] and timezone.localdate(row[13])


# An extension is open


def test_a_request_is_the_turn_of_the_side_that_answers_it_and_has_no_date(people):
    builder = review_of(people)
    ask_to_extend(builder, "prosecutor")
    day = due_day(builder)
    beside = [f"CPS: {REVIEW}, due {in_words(day)}"]
    assert row_on(builder, "officer") == (EXTENSION, beside, "You", None)
    assert row_on(builder, "supervisor", "unit") == (EXTENSION, beside, people.police.name, None)
    assert row_on(builder, "prosecutor") == (REVIEW, [f"Police: {EXTENSION}"], "You", day)


def test_a_request_stands_beside_the_action_and_each_side_s_date_is_its_own(people):
    builder = review_beside_action(people)
    ask_to_extend(builder, "prosecutor")
    decision, action = due_day(builder), builder.items[0].due_on
    beside = [f"Also: {EXTENSION}", f"CPS: {REVIEW}, due {in_words(decision)}"]
    assert row_on(builder, "officer") == ("Answer an action", beside, "You", action)
    beside = [f"Police: Answer an action, due {in_words(action)}", f"Police: {EXTENSION}"]
    assert row_on(builder, "prosecutor") == (REVIEW, beside, "You", decision)


def test_a_side_that_answers_twice_is_told_of_both(people):
    builder = review_beside_action(people)
    builder.do(
        action_items.ask_for_date, "officer", item=builder.items[0], text="The lab.",
        proposed_on=builder.items[0].due_on + timedelta(days=20),
    )  # fmt: skip
    ask_to_extend(builder, "prosecutor")
    offered = due_day(builder) + timedelta(days=3)
    answer_extension_of(builder, "officer", "COUNTER", new_date=offered)
    beside = ["Also: Answer about an action", f"Also: {EXTENSION}"]
    assert row_on(builder, "prosecutor") == (REVIEW, beside, "You", due_day(builder))


# A date was moved


def says_moved(builder, who, name="mine"):
    client = client_for(getattr(builder.cast, who))
    return "Moved: first due" in page_text(client.get(reverse("see-worklist", args=[name])))


def test_that_a_date_was_moved_stands_under_no_other_date():
    people = cast()
    builder = review_beside_action(people)
    ask_to_extend(builder, "prosecutor")
    answer_extension_of(builder, "officer", "AGREE")
    assert row_on(builder, "officer")[3] == builder.items[0].due_on
    assert not says_moved(builder, "officer")
    assert row_on(builder, "prosecutor")[3] == due_day(builder)
    assert says_moved(builder, "prosecutor")


def test_a_side_that_only_waits_sees_the_moved_date_as_moved():
    builder = review_of(cast())
    ask_to_extend(builder, "prosecutor")
    answer_extension_of(builder, "officer", "AGREE")
    assert row_on(builder, "officer", "waiting")[3] == due_day(builder)
    assert says_moved(builder, "officer", "waiting")


# A date has passed


def test_a_row_is_on_the_overdue_list_for_what_it_says_is_overdue(people):
    builder = review_beside_action(people, days=20)
    late = (timezone.localdate() - builder.items[0].due_on).days
    assert late > 1
    for name in ("mine", "overdue"):
        beside = [f"Police: Answer an action, {late} days overdue"]
        assert row_on(builder, "prosecutor", name) == (REVIEW, beside, "You", due_day(builder))


def test_a_clock_of_hours_is_overdue_on_its_day(people):
    builder = review_beside_action(people)
    passed = timezone.now() - timedelta(seconds=1)
    Clock.objects.filter(pk=clock_of(builder).pk).update(due_at=passed, remind_at=None)
    Suspect.objects.unscoped("test").filter(pk=builder.suspect().pk).update(due_at=passed)
    assert row_on(builder, "officer")[1] == [f"CPS: {REVIEW}, overdue"]
