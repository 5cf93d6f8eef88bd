"""Each charge has its own custody time limit; the first that ends is the suspect's."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.decisions.actions import court_facts
from cases.models import CourtFact, LaidCharge
from devtools.case_builder import CaseBuilder, cast
from people.text.dates import format_day
from pilots.actions import measure_refresh
from pilots.models import Occasion
from tests.cases.test_custody_reminders import record_custody_of, running_clocks
from tests.support.cases.charge_stops import stop_charges_of
from tests.support.cases.charges import authorised_charges, report_charge_of
from tests.support.cases.counts import (
    PENETRATION,
    charge_with_counts,
    count_alleged,
    count_not_alleged,
    offence_with_code,
)
from tests.support.cases.pages import client_for, date_parts, page_text, page_url, submit_form
from tests.support.cases.refusals import why_not
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from tests.support.victims.duties import recomputed_duties
from timeliness.calendar import london_day
from timeliness.reminder_times import CUSTODY_LIMIT_ENDS

pytestmark = pytest.mark.django_db

START = days_ago(20)


@module_fixture
def builder():
    """One suspect, charged with two counts and remanded."""
    made = CaseBuilder(cast(), at=START).allocate().review()
    charge_with_counts(made, count_alleged(made), count_not_alleged(made))
    second = made.victim, offence_with_code(PENETRATION)
    report_charge_of(made, charges=[*authorised_charges(made.suspects[0]), second])
    record_custody_of(made, custody="REMANDED")
    return made


@pytest.fixture
def laid(builder):
    return list(LaidCharge.objects.order_by("pk"))


def day_of(n):
    """Day n of the case; today is day 20."""
    return london_day(START) + timedelta(days=n)


def record_limit(builder, n, *charges, kind="CUSTODY_LIMIT", **facts):
    said = {"kind": kind, "on": day_of(n), "charges": charges} | facts
    builder.at = max(builder.at, START + timedelta(days=19))
    return builder.do(
        court_facts.record_court_fact, "prosecutor", suspect=builder.suspects[0], **said
    )


def correct(builder, fact, **facts):
    said = {"reason": "The court extended it."} | facts
    return builder.do(court_facts.correct_court_fact, "prosecutor", fact=fact, **said)


def limit(builder):
    """The suspect's limit, and the day of the clock that reminds of it."""
    rows = running_clocks(builder).filter(rule=CUSTODY_LIMIT_ENDS)
    days = [london_day(row.due_at) for row in rows]
    ends = builder.suspect().first_limit_ends_on
    assert days == ([ends] if ends else [])
    return ends


def recorded_by_police(builder):
    return builder.suspect().custody_limit_ends_on


class TestFirstToEnd:
    def test_it_is_the_suspects(self, builder, laid):
        record_limit(builder, 90, laid[1])
        assert limit(builder) == day_of(90)
        record_limit(builder, 60, laid[0])
        assert limit(builder) == day_of(60)
        history = builder.suspect().history.order_by("-history_id")
        assert [row.first_limit_ends_on for row in history[:2]] == [day_of(60), day_of(90)]

    def test_of_all_charges_it_names_none(self, builder, laid):
        record_limit(builder, 60)
        assert limit(builder) == day_of(60)

    def test_extended_for_one_the_other_is_first(self, builder, laid):
        first = record_limit(builder, 60, laid[0])
        record_limit(builder, 70, laid[1])
        correct(builder, first, on=day_of(100))
        assert limit(builder) == day_of(70)

    def test_stopped_a_charge_has_none_any_more(self, builder, laid):
        record_limit(builder, 60, laid[0])
        record_limit(builder, 90, laid[1])
        stop_charges_of(builder, charges=laid[:1])
        assert limit(builder) == day_of(90)

    def test_ended_in_court_a_charge_has_none_any_more(self, builder, laid):
        record_limit(builder, 60, laid[0])
        record_limit(builder, 90, laid[1])
        record_limit(builder, 15, laid[0], kind="OUTCOME", result="ACQUITTED")
        assert limit(builder) == day_of(90)
        record_limit(builder, 15, laid[1], kind="OUTCOME", result="CONVICTED")
        assert limit(builder) is None

    def test_recorded_in_error_there_is_none(self, builder, laid):
        correct(builder, record_limit(builder, 60, laid[0]), is_void=True)
        assert limit(builder) is None

    def test_what_the_police_record_counts_while_a_charge_has_none(self, builder, laid):
        record_custody_of(builder, custody="REMANDED", custody_limit_ends_on=day_of(50))
        assert limit(builder) == day_of(50)
        record_limit(builder, 60, laid[0])
        assert limit(builder) == day_of(50)  # which may be that of the other charge
        record_limit(builder, 90, laid[1])
        assert limit(builder) == day_of(60)
        record_custody_of(builder, custody="REMANDED", custody_limit_ends_on=day_of(40))
        assert limit(builder) == day_of(60) and recorded_by_police(builder) == day_of(40)

    def test_with_one_of_all_charges_recorded_in_error_that_counts_again(self, builder, laid):
        record_custody_of(builder, custody="REMANDED", custody_limit_ends_on=day_of(50))
        wrong = record_limit(builder, 60)
        assert limit(builder) == day_of(60) and recorded_by_police(builder) == day_of(50)
        correct(builder, wrong, is_void=True)
        assert limit(builder) == day_of(50)
        record_custody_of(builder, custody="REMANDED", custody_limit_ends_on=day_of(80))
        assert limit(builder) == recorded_by_police(builder) == day_of(80)

    def test_the_case_page_says_both(self, builder, laid):
        record_custody_of(builder, custody="REMANDED", custody_limit_ends_on=day_of(80))
        record_limit(builder, 60)
        page = page_text(client_for(builder.cast.officer).get(page_url("see-case", builder.case)))
        first, other = format_day(day_of(60)), format_day(day_of(80))
        assert f"Custody time limit ends {first}." in page
        assert f"The police recorded a custody time limit that ends {other}" in page

    def test_bailed_and_remanded_again(self, builder, laid):
        record_limit(builder, 60, laid[0])
        record_custody_of(builder, custody="ON_BAIL", bailed_on=day_of(19))
        assert builder.suspect().first_limit_ends_on is None
        record_custody_of(builder, custody="REMANDED")
        assert limit(builder) == day_of(60)


class TestRefusals:
    def test_a_charge_has_one(self, builder, laid):
        record_limit(builder, 60, laid[0])
        text = why_not(record_limit, builder, 90, laid[0])
        assert text == (
            "A custody time limit of one of these charges is recorded. Correct that one."
        )

    def test_nobody_who_is_not_remanded_has_one(self, builder, laid):
        record_custody_of(builder, custody="ON_BAIL", bailed_on=day_of(0))
        assert why_not(record_limit, builder, 60).startswith("No remand of this suspect by a court")


class TestElsewhere:
    def test_it_is_no_hearing_and_nothing_in_court(self, builder, laid):
        record_limit(builder, 60, laid[0])
        assert builder.suspect().hearings_until is None
        owed = {each.what for each in recomputed_duties(builder)}
        assert not owed & {"FIRST_HEARING", "TRIAL", "OUTCOME"}
        measure_refresh.rebuild_all_figures(at=timezone.now())
        rows = Occasion.objects.filter(measure="suspects")
        assert "in-court:NO" in {each for row in rows for each in row.answers.split()}
        record_limit(builder, 0, kind="FIRST_HEARING")
        measure_refresh.rebuild_all_figures(at=timezone.now())
        rows = Occasion.objects.filter(measure="suspects")
        assert "in-court:YES" in {each for row in rows for each in row.answers.split()}

    def test_a_hearing_may_be_after_it_and_before_it(self, builder, laid):
        record_limit(builder, 60, laid[0])
        record_limit(builder, 18, kind="FIRST_HEARING")
        record_limit(builder, 70, kind="TRIAL")
        kept = CourtFact.objects.unscoped("test").order_by("on").values_list("kind", "on")
        assert list(kept) == [
            ("FIRST_HEARING", day_of(18)), ("CUSTODY_LIMIT", day_of(60)), ("TRIAL", day_of(70)),
        ]  # fmt: skip
        assert limit(builder) == day_of(60)

    def test_the_page_asks_which_charges(self, builder, laid):
        browser = client_for(builder.cast.prosecutor)
        address = page_url("record-court-fact", builder.suspects[0])
        told = page_text(submit_form(
            browser, address, kind="CUSTODY_LIMIT", charges=[laid[1].pk],
            **date_parts("on", day_of(60)),
        ))  # fmt: skip
        assert "Custody time limit ends" in told
        assert limit(builder) == day_of(60)
        [about] = CourtFact.objects.unscoped("test").get().about.all()
        assert about.charge == laid[1]
