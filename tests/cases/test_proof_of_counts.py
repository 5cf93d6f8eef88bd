"""The points to prove of counts that are charged otherwise than the police allege."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cases.case_details.actions import allegations
from cases.decisions.counts import count_as_alleged
from cases.models import OffencePoints
from cases.proof.actions import entries
from devtools.case_builder import CaseBuilder, cast
from people.models import Unit
from tests.support.api.token_callers import Caller
from tests.support.cases.charge_stops import laid_against, replace_charge_of
from tests.support.cases.charges import allegations_against, report_charge_of
from tests.support.cases.counts import (
    NIGHT,
    WHAT,
    charge_with_counts,
    count_alleged,
    count_not_alleged,
    offence_with_code,
)
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db

RAPE, ATTEMPT, ASSAULT, NO_POINTS = "SX03001", "SX03001A", "SX03007", "SX03001B"
WEPT = "Statement of the friend: she wept."
TAXI = "Statement of the taxi driver."


@module_fixture
def builder():
    """A suspect of one rape, with something on a point of it and a gap, and a review."""
    made = CaseBuilder(cast(), suspects=1).allocate().review()
    [alleged] = allegations_against(made.suspects[0])
    made.places = [f"{alleged.first_id}:{point.pk}" for point in points_of(alleged.offence_id)]
    record(made, entries.add_bearing, 0, bears="FOR", text=WEPT)
    record(made, entries.add_gap, 2, weight="ESSENTIAL", text=TAXI)
    return made


@module_fixture
def attempt():
    """A suspect of one attempted rape, without anything on its points."""
    made = CaseBuilder(cast(), suspects=1)
    [alleged] = allegations_against(made.suspects[0])
    made.alleged = made.do(
        allegations.correct_allegation, "officer", allegation=alleged, victim=alleged.victim,
        offence=offence_with_code(ATTEMPT), from_on=alleged.from_on, reason="It was an attempt.",
    )  # fmt: skip
    return made.allocate().review()


def points_of(code):
    row = OffencePoints.objects.get(codes__contains=[code], is_current=True)
    return list(row.points.order_by("place"))


def record(builder, action, place, **facts):
    return builder.do(
        action, "prosecutor", suspect=builder.suspect(), points=[builder.places[place]],
        material="STATEMENT", **facts,
    )  # fmt: skip


def page_of(builder, who="prosecutor"):
    page = client_for(getattr(builder.cast, who)).get(page_url("see-proof", builder.case))
    assert page.status_code == 200
    return page


def counts_on(builder, who="prosecutor"):
    """{number of a charge that is not as alleged: how its points stand}, of the page."""
    return {
        each.number: [row.state for row in each.rows]
        for each in page_of(builder, who).context["page"].counts
    }


def test_what_is_charged_as_alleged_has_no_part_of_its_own(builder):
    charge_with_counts(builder, count_alleged(builder))
    assert counts_on(builder) == {}


def test_other_days_of_the_offence_show_what_the_allegation_has(builder):
    count = count_alleged(builder)
    charge_with_counts(builder, replace(count, to_on=count.from_on + timedelta(days=1)))
    assert counts_on(builder) == {1: ["COVERED", "NOT_COVERED", "NOT_COVERED", "NOT_COVERED"]}
    text = page_text(page_of(builder))
    assert "It differs from allegation 1, from which it comes." in text
    part = text.split("Points covered: 1 of 4.")[1].split("What undermines the case")[0]
    assert WEPT in part and TAXI in part and "Remove" not in part and "Close" not in part


def test_one_that_is_not_alleged_shows_what_has_the_same_point(builder):
    charge_with_counts(
        builder, count_alleged(builder),
        count_not_alleged(builder, offence=offence_with_code(ASSAULT), from_on=NIGHT),
    )  # fmt: skip
    states = counts_on(builder)
    assert set(states) == {2} and "COVERED" not in states[2]
    assert len(states[2]) == len(points_of(ASSAULT))
    text = page_text(page_of(builder))
    assert "Charge 2: Sexual assault" in text and "It is not alleged." in text
    assert f"Points covered: 0 of {len(states[2])}." in text


def test_a_further_count_of_the_same_offence_has_the_same_points(builder):
    charge_with_counts(
        builder, count_alleged(builder),
        count_not_alleged(builder, offence=offence_with_code(RAPE), alternative_to=1),
    )  # fmt: skip
    assert counts_on(builder) == {2: ["COVERED", "NOT_COVERED", "NOT_COVERED", "NOT_COVERED"]}
    assert "Charge 2, in the alternative to charge 1: " in page_text(page_of(builder))


def bearing_on(builder, text, *, is_intended):
    """Record something on a point that is, or is not, of what was meant."""
    rows = [
        row for row in page_of(builder).context["page"].matrix.subjects[0].rows
        if row.place and row.place.is_intended == is_intended
    ]  # fmt: skip
    builder.places = [rows[0].place.key]
    record(builder, entries.add_bearing, 0, bears="FOR", text=text)


def test_what_was_meant_is_not_what_was_done(attempt):
    bearing_on(attempt, WEPT, is_intended=True)
    charge_with_counts(
        attempt, count_as_alleged(attempt.alleged, WHAT),
        count_not_alleged(attempt, offence=offence_with_code(RAPE)),
    )  # fmt: skip
    assert "COVERED" not in counts_on(attempt)[2]


def test_nor_what_was_done_what_was_meant(builder):
    charge_with_counts(
        builder, count_alleged(builder),
        count_not_alleged(builder, offence=offence_with_code(ATTEMPT)),
    )  # fmt: skip
    assert "COVERED" not in counts_on(builder)[2]


def test_what_was_meant_is_what_was_meant(attempt):
    bearing_on(attempt, WEPT, is_intended=True)
    count = count_as_alleged(attempt.alleged, WHAT)
    charge_with_counts(attempt, replace(count, to_on=count.from_on + timedelta(days=1)))
    assert counts_on(attempt)[1].count("COVERED") == 1


def test_an_offence_without_points_says_none_yet(builder):
    charge_with_counts(
        builder, count_alleged(builder),
        count_not_alleged(builder, offence=offence_with_code(NO_POINTS)),
    )  # fmt: skip
    assert counts_on(builder) == {2: []}
    assert "None yet: no points to prove are recorded" in page_text(page_of(builder))


def test_what_the_cps_keeps_is_not_in_what_the_police_see(builder):
    record(builder, entries.add_bearing, 1, bears="FOR", text="Ours alone.", is_kept=True)
    charge_with_counts(
        builder, count_alleged(builder),
        count_not_alleged(builder, offence=offence_with_code(RAPE)),
    )  # fmt: skip
    assert counts_on(builder)[2][:2] == ["COVERED", "COVERED"]
    assert counts_on(builder, "officer")[2][:2] == ["COVERED", "NOT_COVERED"]
    assert "Ours alone." not in page_text(page_of(builder, "officer"))


def test_a_proposed_charge_is_seen_by_its_second_reader_and_not_by_the_police(builder):
    Unit.objects.filter(pk=builder.cast.cps.pk).update(charges_are_read_twice=True)
    charge_with_counts(
        builder, count_alleged(builder),
        count_not_alleged(builder, offence=offence_with_code(RAPE)),
    )  # fmt: skip
    assert set(counts_on(builder, "other_prosecutor")) == {2}
    assert counts_on(builder, "officer") == {}


def test_the_api_says_the_same(builder):
    charge_with_counts(
        builder, count_alleged(builder),
        count_not_alleged(builder, offence=offence_with_code(RAPE)),
        count_not_alleged(
            builder, offence=offence_with_code(NO_POINTS), alternative_to=2,
            to_on=NIGHT + timedelta(days=1),
        ),
    )  # fmt: skip
    answer = Caller(builder.cast.cps).get(f"/api/cases/{builder.case.pk}/proof/").json()
    first, second = answer["counts"]
    [alleged] = answer["allegations"]
    assert (first["number"], first["offence"], first["allegations"]) == (
        2, RAPE, [alleged["allegation"]],
    )  # fmt: skip
    assert [each["state"] for each in first["points"]] == counts_on(builder)[2]
    assert [each["text"] for each in first["points"][0]["bearings"]] == [WEPT]
    assert (second["number"], second["points"], second["is_reviewed"]) == (3, [], False)
    assert (first["victim"], first["from_on"], first["to_on"], first["alternative_to"]) == (
        1, NIGHT.isoformat(), None, None,
    )  # fmt: skip
    assert (second["to_on"], second["alternative_to"]) == ("2026-01-11", 2)


def test_once_a_charge_was_replaced_the_page_says_that_it_shows_what_was_authorised(builder):
    charge_with_counts(builder, count_alleged(builder))
    report_charge_of(builder)
    said = "What is shown here is as authorised."
    assert said not in page_text(page_of(builder))
    replace_charge_of(builder, laid_against(builder.suspects[0])[0])
    for who in ("prosecutor", "officer"):
        assert said in page_text(page_of(builder, who))


def test_it_costs_the_same_for_many_as_for_one(builder):
    counts = [
        count_not_alleged(builder, offence=offence_with_code(code))
        for code in (RAPE, ASSAULT, NO_POINTS)
    ]
    charge_with_counts(builder, count_alleged(builder), *counts)
    browser = client_for(builder.cast.prosecutor)
    browser.get(page_url("see-proof", builder.case))
    page, queries = page_and_queries(browser, page_url("see-proof", builder.case))
    assert len(page.context["page"].counts) == 3 and len(queries) <= 20, queries
