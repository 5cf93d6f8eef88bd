"""Whoever tells victims has a list of the hearings to come, by victim, the next day first."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.decisions.actions import court_facts
from devtools.case_builder import cast, person
from tests.support.cases.charge_stops import charge_two_victims, laid_about, stop_charges_of
from tests.support.cases.court_facts import record_in_court
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from timeliness.calendar import london_day

pytestmark = pytest.mark.django_db
LIST = reverse("see-victim-hearings")


@module_fixture
def builder():
    """Charges about two victims, and whoever tells victims on both sides."""
    made = charge_two_victims(cast())
    made.cast.contact = person(made.cast.police, "contact_victims")
    made.cast.liaison = person(made.cast.cps, "liaise_with_victims")
    return made


def heard(builder, kind, days, *charges, **facts):
    """The prosecutor records a hearing so many days from now."""
    on = london_day(timezone.now()) + timedelta(days=days)
    said = {"on": on, "detail": "Mention" if kind == "HEARING" else ""} | facts
    return record_in_court(builder, kind, *charges, **said)


def listed(builder, who="contact"):
    """[(number of the victim, the hearings ahead)] on the list."""
    page = client_for(getattr(builder.cast, who)).get(LIST)
    return [
        (row.number, [what for _day, what, _court in row.hearings]) for row in page.context["rows"]
    ]


@pytest.mark.parametrize("who", ["contact", "liaison", "officer", "supervisor", "prosecutor"])
def test_whoever_tells_victims_reaches_it_by_links_and_sees_what_is_to_come(builder, who):
    heard(builder, "TRIAL", 90, court="Bristol Crown Court")
    heard(builder, "HEARING", 30, detail="Plea and trial preparation")
    client = client_for(getattr(builder.cast, who))
    assert LIST in links_on_page(client.get(reverse("see-victims")))
    both = ["Another hearing", "Trial"]
    assert sorted(listed(builder, who)) == [(1, both), (2, both)]
    page = client.get(LIST)
    text = page_text(page)
    assert f"{builder.urn}, victim 1" in text and "Bristol Crown Court" in text
    for words in (builder.suspects[0].surname, "Plea and trial preparation"):
        assert words not in text  # they read about the victim, not the case
    assert page_url("see-duties", builder.victim) in links_on_page(page)


def test_one_that_has_been_or_fell_away_is_on_no_list(builder):
    heard(builder, "FIRST_HEARING", -1)
    trial = heard(builder, "TRIAL", 40)
    assert sorted(number for number, _days in listed(builder)) == [1, 2]
    builder.do(
        court_facts.correct_court_fact,
        "prosecutor",
        fact=trial,
        is_void=True,
        reason="It fell away.",
    )
    assert listed(builder) == []


def test_a_hearing_is_that_of_the_victim_of_its_charges(builder):
    heard(builder, "TRIAL", 40)
    heard(builder, "HEARING", 20, *laid_about(builder.suspects[0], builder.second))
    assert listed(builder) == [(2, ["Another hearing", "Trial"]), (1, ["Trial"])]


def test_whose_charges_have_all_ended_has_no_hearing(builder):
    heard(builder, "TRIAL", 40)
    stop_charges_of(builder, charges=laid_about(builder.suspects[0], builder.second))
    assert listed(builder) == [(1, ["Trial"])]


def test_a_hearing_of_a_charge_that_ended_is_not_to_come_while_another_goes_on(builder):
    first, second = laid_about(builder.suspects[0], builder.victim)
    heard(builder, "TRIAL", 40, first)
    heard(builder, "HEARING", 20, second)
    stop_charges_of(builder, charges=[first])
    assert listed(builder) == [(1, ["Another hearing"])]


@pytest.mark.parametrize("result", ["STOPPED", "ACQUITTED"])
def test_nor_is_one_after_the_court_has_decided_and_no_sentence_follows(builder, result):
    heard(builder, "TRIAL", 40)
    of_second = laid_about(builder.suspects[0], builder.second)
    record_in_court(builder, "OUTCOME", *of_second, result=result, on=builder.at.date())
    assert listed(builder) == [(1, ["Trial"])]


def test_after_a_conviction_its_hearings_go_on(builder):
    heard(builder, "HEARING", 40)
    record_in_court(builder, "OUTCOME", result="CONVICTED", on=builder.at.date())
    assert sorted(number for number, _days in listed(builder)) == [1, 2]


def test_whoever_tells_other_victims_does_not_see_it(builder):
    heard(builder, "TRIAL", 40)
    stranger = client_for(person(cast().police, "contact_victims"))
    assert stranger.get(LIST).context["rows"] == []


def test_its_queries_are_constant_in_rows(builder):
    client = client_for(builder.cast.contact)
    heard(builder, "TRIAL", 40)
    client.get(LIST)
    _page, few = page_and_queries(client, LIST)
    for days in range(2, 12):
        heard(builder, "HEARING", days)
    other = charge_two_victims(builder.cast)
    heard(other, "TRIAL", 50)
    page, many = page_and_queries(client, LIST)
    assert len(page.context["rows"]) == 4
    assert len(few) == len(many) <= 8
