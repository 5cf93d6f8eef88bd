"""Figures of duties: n of m victims told in time, and how, each with its list."""

from datetime import timedelta

import pytest

from devtools.case_builder import CaseBuilder, cast, person, scope
from tests.support.cases.charges import authorise_charge_of, report_charge_of
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import duties_owed, recomputed_duties, record_of, tell_victim
from victims.actions.records import record_wishes
from victims.models import Contact
from victims.queries import duty_figures as figures

pytestmark = pytest.mark.django_db


@module_fixture
def people():
    """
    Four victims of charges.

    Two were told in time, one not at all; the third was sent a letter a week late, not known to
    have arrived. The first wants calls and the second texts; both were called.
    """
    people = cast()
    builders = [CaseBuilder(people).allocate() for _n in range(4)]
    for n, builder in enumerate(builders):
        authorise_charge_of(builder)
        report_charge_of(builder)
        recomputed_duties(builder)
        wants = {"channel": ("PHONE", "TEXT", "NOT_ASKED", "PHONE")[n]}
        builder.do(record_wishes, "officer", record=record_of(builder.victim), version=1, **wants)
        builder.at += timedelta(days=7) if n == 2 else timedelta(0)
        how = {"isva_told": ("YES", "NO", "", "")[n]}
        if n == 2:
            how = {"outcome": "SENT", "channel": "LETTER", "spoke_to": "",
                   "is_identity_checked": None, "reason": "Nothing else was left."}  # fmt: skip
        if n < 3:
            tell_victim(builder, builder.victim, builder.suspect(), "CHARGED", **how)
    people.reader = person(people.police, "supervise_cases")
    people.builders = builders
    return people


def share_counts(people, month="", after=timedelta(days=30)):
    """{figure: (true, among)} of the police unit."""
    found = figures.duty_figure_report(
        scope(people.reader, at=people.builders[0].at + after), month=month
    )
    [ours] = [group for group in found.groups if group.pk == people.police.pk]
    return {share.figure.name: (share.true, share.among) for share in ours.shares}


def test_each_figure_says_of_how_many_it_is(people):
    assert share_counts(people) == {
        "in-time": (2, 4), "got-through": (2, 2), "as-preferred": (1, 2), "isva-told": (1, 2),
    }  # fmt: skip


def test_beside_what_was_in_time_its_quality_is_counted_as_by_hand(people):
    """Counted from the rows, without the page's queries."""
    kept = [duty for builder in people.builders for duty in duties_owed(builder) if duty.told_id]
    kept = [duty for duty in kept if duty.clock.recipient_unit_id == people.police.pk]
    calls = [Contact.objects.unscoped("test").get(told=duty.told_id) for duty in kept]
    wants = [duty.record.channel for duty in kept]
    said = [(call, way) for call, way in zip(calls, wants, strict=True)
            if way != "NOT_ASKED" and call.outcome == "REACHED"]  # fmt: skip
    with_isva = [call.isva_told for call in calls if call.isva_told in ("YES", "NO")]
    by_hand = {
        "got-through": (sum(call.outcome == "REACHED" for call in calls), len(calls)),
        "as-preferred": (sum(call.channel == way for call, way in said), len(said)),
        "isva-told": (with_isva.count("YES"), len(with_isva)),
    }
    found = share_counts(people)
    assert {name: found[name] for name in by_hand} == by_hand


def test_duties_not_due_yet_or_ended_are_in_no_figure(people):
    before = people.builders[3].at + timedelta(hours=1) - people.builders[0].at
    assert share_counts(people, after=before)["in-time"] == (2, 2)
    assert {d.ended_because for d in duties_owed(people.builders[0], what="RELEASED")} == {
        "OVER_BEFORE"
    }


def test_a_duty_is_of_the_month_in_which_it_was_due(people):
    assert share_counts(people, month="2026-03")["in-time"] == (2, 4)
    empty = figures.duty_figure_report(scope(people.reader), month="2026-04")
    assert empty.groups == []


@pytest.mark.parametrize("name", figures.DUTY_FIGURES_BY_NAME)
def test_behind_every_number_is_a_list_of_just_so_many(people, name):
    expected, now = share_counts(people)[name], people.builders[0].at + timedelta(days=30)
    for among, number in zip((False, True), expected, strict=True):
        found = figures.duties_behind_figure(
            scope(people.reader, at=now), name=name, unit=people.police.pk, month="", among=among
        )
        assert found.total == len(found.lines) == number


def test_the_page_leads_to_the_lists_and_a_figure_that_is_none_is_missing(people):
    browser = client_for(people.reader)
    page = browser.get(page_url("see-duty-figures"))
    assert "Told in time Of news told, or still to be told and overdue." in page_text(page)
    assert "2 of 4" in page_text(page)
    [behind] = [to for to in links_on_page(page) if "in-time" in to and "among" in to
                and f"unit={people.police.pk}&" in to]  # fmt: skip
    text = page_text(browser.get(behind.replace("&amp;", "&")))
    assert "4 counted" in text and "victim 1: The suspect was charged: suspect 1" in text
    assert browser.get("/duties/figures/nonsense/").status_code == 404
