"""The timeline of a case, as each side sees it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.action_plans.actions import action_items
from cases.desk.queries import timeline
from cases.referrals.actions import referrals
from devtools.case_builder import Road, cast
from tests.support.cases.pages import as_, at, links
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@standing
def people():
    return cast()


def begun(people, **facts):
    """A road that began two days ago."""
    return Road(people, at=timezone.now() - 2 * DAY, **facts)


def page_of(road, who="officer"):
    return as_(getattr(road.cast, who)).get(at("see-case", road.case))


def test_what_has_happened_is_told_newest_first_with_agencies(people):
    road = begun(people).allocate().plan()
    road.do(action_items.answer_item, "officer", item=road.items[0], answer="DONE", text="Done.")
    events = page_of(road).context["events"]
    assert [event.at for event in events] == sorted((e.at for e in events), reverse=True)
    assert [(str(e.title), str(e.by), e.text) for e in events[:3]] == [
        ("Back with the prosecutor: the actions are answered", "the system", ""),
        ("Action answered", "Olive Officer, Avon and Somerset Police", "Action 1"),
        ("Action plan set", "Pia Prosecutor, CPS South West", "1 action"),
    ]


def test_what_only_the_police_may_know_is_not_in_the_cps_timeline(people):
    road = begun(people).submit()
    police = {str(event.title) for event in page_of(road).context["events"]}
    cps = {str(event.title) for event in page_of(road, "assistant").context["events"]}
    adding = {"Suspect added", "Victim added", "Allegation added"}
    assert police - cps == {*adding, "Referral written"}


def test_an_event_names_its_suspects_where_the_case_has_several(people):
    road = begun(people, suspects=2).write()
    first, second = road.suspects
    event = page_of(road).context["events"][0]
    assert event.title == f"Referral written: {first.name}, {second.name}"


def test_a_long_timeline_is_cut_and_the_rest_is_one_link_away(people, monkeypatch):
    monkeypatch.setattr(timeline, "RECENT_EVENTS", 3)
    road = begun(people).write()
    page = page_of(road)
    assert len(page.context["events"]) == 3
    assert "?events=all#events" in links(page)
    page = as_(people.officer).get(at("see-case", road.case), {"events": "all"})
    assert len(page.context["events"]) == 5
    assert "?events=all#events" not in links(page)


def test_why_a_referral_was_returned_is_told_in_words(people):
    road = begun(people).submit()
    road.do(
        referrals.return_referral, "assistant", referral=road.referral,
        reasons={"no_mg3": "", "exhibits_missing": ""}, reply_by=(road.at + 5 * DAY).date(),
    )  # fmt: skip
    event = page_of(road).context["events"][0]
    assert (str(event.title), event.text) == (
        "Referral returned at triage", "No MG3\nNo or missing exhibits",
    )  # fmt: skip
