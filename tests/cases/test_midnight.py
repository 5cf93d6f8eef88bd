"""Half an hour after midnight in summer, when London's day is not yet UTC's."""

from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta

import pytest
from django import forms
from django.utils import timezone

from cases import deadlines
from cases.actions.open_case_action import check_past_dates
from cases.forms.dates import PastDateField
from cases.quality_reports.queries import plan_quality
from devtools.case_builder import CaseBuilder, cast, scope
from people.access.scopes import Refused
from tests.support.cases import pages
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
HALF_PAST = datetime(2026, 7, 14, 23, 30, tzinfo=UTC)  # 00:30 on Wednesday 15 July in London
TODAY, YESTERDAY, TOMORROW = date(2026, 7, 15), date(2026, 7, 14), date(2026, 7, 16)


@module_fixture
def people():
    return cast()


def test_which_day_it_is_is_asked_of_london():
    ahead = {day: deadlines.is_in_future(day, at=HALF_PAST) for day in (YESTERDAY, TODAY, TOMORROW)}
    over = {day: deadlines.has_passed(day, at=HALF_PAST) for day in (YESTERDAY, TODAY, TOMORROW)}
    assert ahead == {YESTERDAY: False, TODAY: False, TOMORROW: True}
    assert over == {YESTERDAY: True, TODAY: False, TOMORROW: False}
    assert deadlines.last_agreeable_date(at=HALF_PAST).day == TODAY.day


def test_the_window_to_dispute_an_assessment_made_after_midnight_is_of_the_new_month():
    new_month = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    later, sooner = (
        deadlines.dispute_window(at=at, area="")[0]
        for at in (new_month, new_month - timedelta(hours=1))
    )
    assert later - sooner > timedelta(days=20)


class DayForm(forms.Form):
    day = PastDateField(label="When was it?", what="The day")


def test_a_page_and_an_act_take_what_happened_today_and_not_what_is_said_of_tomorrow(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: HALF_PAST)
    for day, is_taken in ((YESTERDAY, True), (TODAY, True), (TOMORROW, False)):
        typed = pages.date_parts("day", day)
        assert DayForm(typed).is_valid() is is_taken, day
        with nullcontext() if is_taken else pytest.raises(Refused):
            check_past_dates(day, at=HALF_PAST)


def counts_of(people, at, month=""):
    period = plan_quality.month_filter_from_text(month)
    found = plan_quality.item_counts_by_group(scope(people.manager, at), period, "police")
    return found.get(people.police.pk, {"actions": 0, "n_was_due": 0, "n_was_due_first": 0})


def test_an_action_is_missed_once_its_day_in_london_is_over_and_not_before(people):
    CaseBuilder(people, at=HALF_PAST - timedelta(days=9)).allocate().plan({"due_on": TODAY})
    late_evening = datetime(2026, 7, 15, 22, 59, tzinfo=UTC)
    for at, missed in ((HALF_PAST, 0), (late_evening, 0), (late_evening + timedelta(minutes=1), 1)):
        figures = counts_of(people, at)
        assert (figures["n_was_due"], figures["n_was_due_first"]) == (missed, missed), at


def test_a_plan_set_after_midnight_is_of_the_month_that_has_begun_in_london(people):
    builder = CaseBuilder(people, at=datetime(2026, 6, 29, 9, tzinfo=UTC)).allocate()
    builder.at = datetime(
        2026, 6, 30, 22, 30, tzinfo=UTC
    )  # of the review; the plan is an hour later
    builder.plan({})
    months = {
        month: counts_of(people, builder.at, month)["actions"] for month in ("2026-06", "2026-07")
    }
    assert months == {"2026-06": 0, "2026-07": 1}
    assert plan_quality.months_with_plans(scope(people.manager, builder.at)) == [date(2026, 7, 1)]
