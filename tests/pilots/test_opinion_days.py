"""Members are notified of a panel and reminded of opinions; conveners, when all are in."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from people.text.dates import format_day
from pilots.actions import opinion_deadlines, opinions
from pilots.actions.panels import end_panel_member
from tests.pilots.test_opinions import SAID
from tests.support.cases.conflicts import add_conflict
from tests.support.module_fixtures import module_fixture
from tests.support.people.pages import response_text
from tests.support.pilots import panels
from tests.support.pilots.panels import fresh_panel, name_members, panel_cases, run_action
from timeliness import queries
from timeliness.actions import sweep
from timeliness.calendar import end_of_day, last_working_day, london_moment
from timeliness.models import Clock, Delivery
from timeliness.periods import period_in_force

pytestmark = pytest.mark.django_db
MEMBERS = ("police", "cps", "outside")


@module_fixture
def scene():
    """Two drawn cases with three members, not open yet; opinions will be due in two weeks."""
    scene = panels.build_drawn_panel()
    scene.until = scene.at.date() + timedelta(days=14)
    return scene


def open_panel_of(scene, **said):
    run_action(
        scene, opinions.open_panel, "convener", panel=scene.panel,
        **{"opinions_by": scene.until} | said,
    )  # fmt: skip


def give_opinions_of(scene, *members, n=None):
    for who in members:
        for row in panel_cases(scene.panel) if n is None else [panel_cases(scene.panel)[n]]:
            run_action(scene, opinions.give_opinion, who, panel_case=row, **SAID)


def recipients_of(scene, notice):
    """Recipients of a notice by name, once for each delivery."""
    people = {getattr(scene, who).pk: who for who in (*MEMBERS, "convener", "second", "late")
              if hasattr(scene, who)}  # fmt: skip
    rows = Delivery.objects.filter(notice=notice, about=scene.panel.pk)
    return sorted(people[pk] for pk in rows.values_list("recipient", flat=True))


def panel_clock(scene):
    return Clock.objects.get(panel=scene.panel)


def sweep_panel_clock(scene, stage="remind_at"):
    scene.at = getattr(panel_clock(scene), stage) + timedelta(minutes=1)
    for _ in range(2):
        sweep.sweep_clocks(at=scene.at)


def reminder_moment(scene, day=None):
    """When clocks remind on the last working day until the due day."""
    day = last_working_day(day or scene.until, {})
    return london_moment(day, period_in_force("speak_from", on=day).amount)


def run_deadline_tasks(scene):
    for _ in range(2):
        opinions.reveal_due_opinions(at=scene.at)
        opinion_deadlines.remind_on_opinion_day(at=scene.at)


class TestOpening:
    def test_each_member_is_told_once_and_until_when(self, scene, client):
        open_panel_of(scene)
        run_deadline_tasks(scene)
        assert recipients_of(scene, "panel_to_read") == sorted(MEMBERS)
        [said] = set(Delivery.objects.filter(about=scene.panel.pk).values_list("subject"))
        assert said == (f"{scene.panel.reference}, opinions by {format_day(scene.until)}",)
        client.force_login(scene.police)
        page = client.get(reverse("see-notices"))
        assert "A panel has something for you to read" in response_text(page)
        assert reverse("see-panel", args=[scene.panel.pk]) in page.content.decode()

    def test_a_member_who_may_read_none_of_its_cases_gets_no_notice(self, scene):
        for row in panel_cases(scene.panel):
            add_conflict(scene.outside, panels.case_of_row(row), at=scene.at)
        open_panel_of(scene)
        assert recipients_of(scene, "panel_to_read") == ["cps", "police"]

    def test_a_member_named_later_is_told_then(self, scene):
        open_panel_of(scene)
        scene.late = panels.panel_person(scene.area, scene.area)
        name_members(scene, scene.panel, "late")
        assert recipients_of(scene, "panel_to_read") == sorted((*MEMBERS, "late"))

    def test_before_it_opens_named_members_get_no_notice(self, scene):
        assert recipients_of(scene, "panel_to_read") == []

    def test_an_ended_member_is_told_nothing_more(self, scene):
        open_panel_of(scene)
        run_action(scene, end_panel_member, "convener", panel=scene.panel, member=scene.outside)
        [mine] = Delivery.objects.filter(recipient=scene.outside)
        assert queries.drop_reason(mine.reference, at=scene.at) == (
            "recipient may no longer be told"
        )  # fmt: skip
        sweep_panel_clock(scene)
        scene.at = reminder_moment(scene)
        run_deadline_tasks(scene)
        run_action(scene, opinions.close_panel, "convener", panel=scene.panel)
        assert Delivery.objects.filter(recipient=scene.outside).get() == mine


class TestReminding:
    def test_a_member_with_opinions_to_give_is_reminded_before_and_on_the_day(self, scene):
        open_panel_of(scene)
        give_opinions_of(scene, "police")
        give_opinions_of(scene, "cps", n=0)
        sweep_panel_clock(scene)
        assert recipients_of(scene, "before_due") == ["cps", "outside"]
        give_opinions_of(scene, "cps", n=1)
        scene.at = reminder_moment(scene) - timedelta(seconds=1)
        run_deadline_tasks(scene)
        assert recipients_of(scene, "opinion_due") == []
        scene.at += timedelta(seconds=1)
        run_deadline_tasks(scene)
        assert recipients_of(scene, "opinion_due") == ["outside"]

    def test_a_reminder_is_not_sent_to_who_has_given_theirs_meanwhile(self, scene):
        open_panel_of(scene)
        sweep_panel_clock(scene)
        give_opinions_of(scene, "cps")
        rows = Delivery.objects.filter(notice="before_due")
        kept = {
            row.recipient for row in rows if not queries.drop_reason(row.reference, at=scene.at)
        }
        assert kept == {scene.police, scene.outside}

    def test_a_short_clock_speaks_on_the_day_and_nothing_is_said_twice(self, scene):
        scene.at = london_moment(
            last_working_day(scene.until, {}) - timedelta(days=1), reminder_moment(scene).time()
        )
        scene.until = last_working_day(scene.until, {})
        open_panel_of(scene)
        assert panel_clock(scene).remind_at == reminder_moment(scene)
        sweep_panel_clock(scene)
        run_deadline_tasks(scene)
        assert (
            recipients_of(scene, "before_due") == sorted(MEMBERS)
            and recipients_of(scene, "opinion_due") == []
        )

    def test_a_member_in_conflict_is_not_reminded_of_that_case(self, scene):
        open_panel_of(scene)
        give_opinions_of(scene, "outside", n=1)
        add_conflict(scene.outside, panels.case_of_row(panel_cases(scene.panel)[0]), at=scene.at)
        sweep_panel_clock(scene)
        assert recipients_of(scene, "before_due") == ["cps", "police"]

    def test_the_clock_stops_with_the_last_opinion_and_no_member_is_reminded(self, scene):
        open_panel_of(scene)
        give_opinions_of(scene, *MEMBERS)
        assert panel_clock(scene).closed_at == scene.at
        scene.at = reminder_moment(scene)
        sweep.sweep_clocks(at=scene.at)
        run_deadline_tasks(scene)
        assert recipients_of(scene, "before_due") == recipients_of(scene, "opinion_due") == []

    def test_a_new_member_is_waited_for_again(self, scene):
        open_panel_of(scene)
        give_opinions_of(scene, "police", "cps")
        run_action(scene, end_panel_member, "convener", panel=scene.panel, member=scene.outside)
        run_deadline_tasks(scene)
        assert panel_clock(scene).closed_at == scene.at
        scene.at += timedelta(hours=1)
        scene.late = panels.panel_person(scene.area, scene.area)
        name_members(scene, scene.panel, "late")
        sweep_panel_clock(scene)
        assert recipients_of(scene, "before_due") == ["late"]

    def test_whether_the_day_is_written_down_says_nothing_of_who_has_given(self, scene):
        open_panel_of(scene)
        give_opinions_of(scene, "police", "cps")
        run_action(scene, end_panel_member, "convener", panel=scene.panel, member=scene.outside)
        run_deadline_tasks(scene)
        scene.at = reminder_moment(scene)
        run_deadline_tasks(scene)
        steps = scene.panel.steps.unscoped("test").filter(verb=opinion_deadlines.OPINIONS_DUE_STEP)
        assert steps.count() == 1 and recipients_of(scene, "opinion_due") == []


class TestAllIn:
    def test_the_conveners_hear_once_that_findings_can_be_recorded(self, scene):
        open_panel_of(scene)
        give_opinions_of(scene, "police", "cps")
        give_opinions_of(scene, "outside", n=0)
        run_deadline_tasks(scene)
        assert recipients_of(scene, "panel_opinions_in") == []
        give_opinions_of(scene, "outside", n=1)
        run_deadline_tasks(scene)
        assert recipients_of(scene, "panel_opinions_in") == ["convener", "second"]
        scene.at = end_of_day(scene.until) + timedelta(seconds=1)
        run_deadline_tasks(scene)
        assert recipients_of(scene, "panel_opinions_in") == ["convener", "second"]

    def test_the_convener_hears_when_the_day_is_over_and_the_clock_stops(self, scene):
        open_panel_of(scene)
        give_opinions_of(scene, "police")
        scene.at = end_of_day(scene.until)
        run_deadline_tasks(scene)
        assert recipients_of(scene, "panel_opinions_in") == []
        scene.at += timedelta(seconds=1)
        run_deadline_tasks(scene)
        assert recipients_of(scene, "panel_opinions_in") == ["convener", "second"]
        assert panel_clock(scene).closed_at == scene.at

    def test_nothing_that_others_are_told_changes_when_one_more_is_given(self, scene):
        open_panel_of(scene)
        give_opinions_of(scene, "police")
        before = list(Delivery.objects.order_by("pk").values())
        give_opinions_of(scene, "cps")
        run_deadline_tasks(scene)
        assert list(Delivery.objects.order_by("pk").values()) == before


class TestClosing:
    def test_closing_is_told_once_to_all_but_its_author_and_ends_reminders(self, scene):
        open_panel_of(scene)
        run_action(scene, opinions.close_panel, "convener", panel=scene.panel)
        run_deadline_tasks(scene)
        assert recipients_of(scene, "panel_closed") == sorted((*MEMBERS, "second"))
        assert panel_clock(scene).closed_at == scene.at
        assert fresh_panel(scene.panel).status == "CLOSED"
        client = Client()
        client.force_login(scene.outside)
        page = response_text(client.get(reverse("see-notices")))
        assert "A panel is closed" in page and scene.panel.reference in page
