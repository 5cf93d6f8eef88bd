"""The timeline of a case, as each side sees it."""

from datetime import timedelta

import pytest

from cases.action_plans.actions import action_items
from cases.desk.queries import timeline
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast
from people.access import kept_statements
from tests.support.cases.pages import client_for, links_on_page, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@module_fixture
def people():
    return cast()


def build_started_case(people, **facts):
    """A case that was opened two days ago."""
    return CaseBuilder(people, at=days_ago(2), **facts)


def case_page(builder, who="officer"):
    return client_for(getattr(builder.cast, who)).get(page_url("see-case", builder.case))


def test_events_are_told_newest_first_with_agencies(people):
    builder = build_started_case(people).allocate().plan()
    builder.do(
        action_items.answer_item, "officer", item=builder.items[0], answer="DONE", text="Done."
    )
    events = case_page(builder).context["events"]
    assert [event.at for event in events] == sorted((e.at for e in events), reverse=True)
    assert [(str(e.title), str(e.by), e.text) for e in events[:3]] == [
        ("Back with the prosecutor: the actions are answered", "the system", ""),
        ("Action answered", "Olive Officer, Avon and Somerset Police", "Action 1"),
        ("Action plan set", "Pia Prosecutor, CPS South West", "1 action"),
    ]


def test_police_only_events_are_not_in_the_cps_timeline(people):
    builder = build_started_case(people).submit()
    police = {str(event.title) for event in case_page(builder).context["events"]}
    cps = {str(event.title) for event in case_page(builder, "assistant").context["events"]}
    adding = {"Suspect added", "Victim added", "Allegation added"}
    assert police - cps == {*adding, "Referral written"}


def test_an_event_about_some_suspects_names_them_and_one_about_all_names_none(people):
    builder = build_started_case(people, suspects=3)
    builder.suspects = builder.suspects[:2]
    builder.write()
    first, second = builder.suspects
    event = case_page(builder).context["events"][0]
    assert event.title == f"Referral written: {first.name}, {second.name}"
    of_all = build_started_case(people, suspects=2).write()
    assert case_page(of_all).context["events"][0].title == "Referral written"


def test_a_long_timeline_is_cut_and_the_rest_is_one_link_away(people, monkeypatch):
    monkeypatch.setattr(timeline, "RECENT_EVENTS", 3)
    monkeypatch.setattr(kept_statements, "KEPT", {})  # each holds its limit
    builder = build_started_case(people).write()
    page = case_page(builder)
    assert len(page.context["events"]) == 3
    assert "?events=all#events" in links_on_page(page)
    page = client_for(people.officer).get(page_url("see-case", builder.case), {"events": "all"})
    assert len(page.context["events"]) == 5
    assert "?events=all#events" not in links_on_page(page)


def test_why_a_referral_was_returned_is_told_in_words(people):
    builder = build_started_case(people).submit()
    builder.do(
        referrals.return_referral, "assistant", referral=builder.referral,
        reasons={"no_mg3": "", "exhibits_missing": ""}, reply_by=(builder.at + 5 * DAY).date(),
    )  # fmt: skip
    event = case_page(builder).context["events"][0]
    assert (str(event.title), event.text) == (
        "Referral returned at triage", "No MG3\nNo or missing exhibits",
    )  # fmt: skip
