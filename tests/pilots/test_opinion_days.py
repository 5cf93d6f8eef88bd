"""Members are notified of a panel and reminded of opinions; conveners, when all are in."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from people.text.dates import format_day
from pilots.actions import opinion_deadlines, opinions
from pilots.actions.panels import end_panel_member
from tests.pilots.test_opinions import SAID
from tests.support.cases.conflicts import in_conflict
from tests.support.module_fixtures import standing
from tests.support.people.pages import text
from tests.support.pilots import panels
from tests.support.pilots.panels import cases, do, named, now
from timeliness import queries
from timeliness.actions import sweep
from timeliness.calendar import end_of_day, last_working_day, london_moment
from timeliness.models import Clock, Delivery
from timeliness.periods import period_in_force

pytestmark = pytest.mark.django_db
MEMBERS = ("police", "cps", "outside")


@standing
def there():
    """Two drawn cases with three members, not open yet; opinions will be due in two weeks."""
    there = panels.scene(decisions=2)
    there.at = panels.midnight()
    whole = {"until_on": there.at.date()}
    there.panel = panels.drawn(there, named(there, panels.begun(there, **whole)), size=2)
    there.until = there.at.date() + timedelta(days=14)
    return there


def opened(there, **said):
    do(
        there, opinions.open_panel, "convener", panel=there.panel,
        **{"opinions_by": there.until} | said,
    )  # fmt: skip


def give(there, *members, n=None):
    for who in members:
        for row in cases(there.panel) if n is None else [cases(there.panel)[n]]:
            do(there, opinions.give_opinion, who, panel_case=row, **SAID)


def told(there, notice):
    """Recipients of a notice by name, once for each delivery."""
    people = {getattr(there, who).pk: who for who in (*MEMBERS, "convener", "second", "late")
              if hasattr(there, who)}  # fmt: skip
    rows = Delivery.objects.filter(notice=notice, about=there.panel.pk)
    return sorted(people[pk] for pk in rows.values_list("recipient", flat=True))


def clock(there):
    return Clock.objects.get(panel=there.panel)


def swept(there, stage="remind_at"):
    there.at = getattr(clock(there), stage) + timedelta(minutes=1)
    for _ in range(2):
        sweep.sweep_clocks(at=there.at)


def morning(there, day=None):
    """When clocks remind on the last working day until the due day."""
    day = last_working_day(day or there.until, {})
    return london_moment(day, period_in_force("speak_from", on=day).amount)


def poked(there):
    for _ in range(2):
        opinions.reveal_due_opinions(at=there.at)
        opinion_deadlines.remind_on_opinion_day(at=there.at)


class TestOpening:
    def test_each_member_is_told_once_and_until_when(self, there, client):
        opened(there)
        poked(there)
        assert told(there, "panel_to_read") == sorted(MEMBERS)
        [said] = set(Delivery.objects.filter(about=there.panel.pk).values_list("subject"))
        assert said == (f"{there.panel.reference}, opinions by {format_day(there.until)}",)
        client.force_login(there.police)
        page = client.get(reverse("see-notices"))
        assert "A panel has something for you to read" in text(page)
        assert reverse("see-panel", args=[there.panel.pk]) in page.content.decode()

    def test_who_may_read_none_of_its_cases_is_told_nothing(self, there):
        for row in cases(there.panel):
            in_conflict(there.outside, panels.case_of(row), at=there.at)
        opened(there)
        assert told(there, "panel_to_read") == ["cps", "police"]

    def test_a_member_named_later_is_told_then(self, there):
        opened(there)
        there.late = panels.sitting(there.area, there.area)
        named(there, there.panel, "late")
        assert told(there, "panel_to_read") == sorted((*MEMBERS, "late"))

    def test_before_it_opens_whoever_is_named_is_told_nothing(self, there):
        assert told(there, "panel_to_read") == []

    def test_an_ended_member_is_told_nothing_more(self, there):
        opened(there)
        do(there, end_panel_member, "convener", panel=there.panel, member=there.outside)
        [mine] = Delivery.objects.filter(recipient=there.outside)
        assert queries.drop_reason(mine.reference, at=there.at) == (
            "recipient may no longer be told"
        )  # fmt: skip
        swept(there)
        there.at = morning(there)
        poked(there)
        do(there, opinions.close_panel, "convener", panel=there.panel)
        assert Delivery.objects.filter(recipient=there.outside).get() == mine


class TestReminding:
    def test_who_has_not_given_all_of_theirs_is_reminded_before_and_on_the_day(self, there):
        opened(there)
        give(there, "police")
        give(there, "cps", n=0)
        swept(there)
        assert told(there, "before_due") == ["cps", "outside"]
        give(there, "cps", n=1)
        there.at = morning(there) - timedelta(seconds=1)
        poked(there)
        assert told(there, "opinion_due") == []
        there.at += timedelta(seconds=1)
        poked(there)
        assert told(there, "opinion_due") == ["outside"]

    def test_a_reminder_is_not_sent_to_who_has_given_theirs_meanwhile(self, there):
        opened(there)
        swept(there)
        give(there, "cps")
        rows = Delivery.objects.filter(notice="before_due")
        kept = {
            row.recipient for row in rows if not queries.drop_reason(row.reference, at=there.at)
        }
        assert kept == {there.police, there.outside}

    def test_a_short_clock_speaks_on_the_day_and_nothing_is_said_twice(self, there):
        there.at = london_moment(last_working_day(there.until, {}) - timedelta(days=1), morning(
            there).time())  # fmt: skip
        there.until = last_working_day(there.until, {})
        opened(there)
        assert clock(there).remind_at == morning(there)
        swept(there)
        poked(there)
        assert told(there, "before_due") == sorted(MEMBERS) and told(there, "opinion_due") == []

    def test_nobody_in_conflict_is_reminded_of_that_case(self, there):
        opened(there)
        give(there, "outside", n=1)
        in_conflict(there.outside, panels.case_of(cases(there.panel)[0]), at=there.at)
        swept(there)
        assert told(there, "before_due") == ["cps", "police"]

    def test_the_clock_stops_with_the_last_opinion_and_nobody_is_reminded(self, there):
        opened(there)
        give(there, *MEMBERS)
        assert clock(there).closed_at == there.at
        there.at = morning(there)
        sweep.sweep_clocks(at=there.at)
        poked(there)
        assert told(there, "before_due") == told(there, "opinion_due") == []

    def test_a_new_member_is_waited_for_again(self, there):
        opened(there)
        give(there, "police", "cps")
        do(there, end_panel_member, "convener", panel=there.panel, member=there.outside)
        poked(there)
        assert clock(there).closed_at == there.at
        there.at += timedelta(hours=1)
        there.late = panels.sitting(there.area, there.area)
        named(there, there.panel, "late")
        swept(there)
        assert told(there, "before_due") == ["late"]

    def test_whether_the_day_is_written_down_says_nothing_of_who_has_given(self, there):
        opened(there)
        give(there, "police", "cps")
        do(there, end_panel_member, "convener", panel=there.panel, member=there.outside)
        poked(there)
        there.at = morning(there)
        poked(there)
        steps = there.panel.steps.unscoped("test").filter(verb=opinion_deadlines.OPINIONS_DUE_STEP)
        assert steps.count() == 1 and told(there, "opinion_due") == []


class TestAllIn:
    def test_the_conveners_hear_once_that_findings_can_be_recorded(self, there):
        opened(there)
        give(there, "police", "cps")
        give(there, "outside", n=0)
        poked(there)
        assert told(there, "panel_opinions_in") == []
        give(there, "outside", n=1)
        poked(there)
        assert told(there, "panel_opinions_in") == ["convener", "second"]
        there.at = end_of_day(there.until) + timedelta(seconds=1)
        poked(there)
        assert told(there, "panel_opinions_in") == ["convener", "second"]

    def test_the_convener_hears_when_the_day_is_over_and_the_clock_stops(self, there):
        opened(there)
        give(there, "police")
        there.at = end_of_day(there.until)
        poked(there)
        assert told(there, "panel_opinions_in") == []
        there.at += timedelta(seconds=1)
        poked(there)
        assert told(there, "panel_opinions_in") == ["convener", "second"]
        assert clock(there).closed_at == there.at

    def test_nothing_that_others_are_told_changes_when_one_more_is_given(self, there):
        opened(there)
        give(there, "police")
        before = list(Delivery.objects.order_by("pk").values())
        give(there, "cps")
        poked(there)
        assert list(Delivery.objects.order_by("pk").values()) == before


class TestClosing:
    def test_everybody_but_who_closed_it_is_told_once_and_nobody_is_reminded(self, there):
        opened(there)
        do(there, opinions.close_panel, "convener", panel=there.panel)
        poked(there)
        assert told(there, "panel_closed") == sorted((*MEMBERS, "second"))
        assert clock(there).closed_at == there.at
        assert now(there.panel).status == "CLOSED"
        client = Client()
        client.force_login(there.outside)
        page = text(client.get(reverse("see-notices")))
        assert "A panel is closed" in page and there.panel.reference in page
