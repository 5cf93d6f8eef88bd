"""A correction of what is recorded in court does not change when the court decided it."""

from datetime import timedelta

import pytest

from cases.decisions.actions import court_facts
from devtools.case_builder import cast
from tests.support.cases.charge_stops import charge_two_victims, laid_about, stop_charges_of
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import recomputed_duties, tell_victim

pytestmark = pytest.mark.django_db

NEWS = ("ALTERED", "STOPPED", "DISCONTINUED", "NO_EVIDENCE", "ON_FILE")
TOLD = pytest.mark.parametrize("is_told", [True, False])


@module_fixture
def builder():
    """Two charges about the first victim and one about the second, nine days ago."""
    made = charge_two_victims(cast())
    made.at += timedelta(days=9)
    return made


@pytest.fixture
def mine(builder):
    """The charges about the first victim."""
    return laid_about(builder.suspects[0], builder.victim)


def duties(builder):
    """{(news of an end, what it is about, the day it counts from): is open} of the first victim."""
    return {
        (each.what, each.source, each.happened_at): each.is_open
        for each in recomputed_duties(builder)
        if each.record_id == builder.victim.pk and each.what in NEWS
    }


def record(builder, result, *charges, kind="OUTCOME"):
    return builder.do(
        court_facts.record_court_fact, "prosecutor", suspect=builder.suspects[0], kind=kind,
        result=result, on=builder.at.date(), charges=charges,
    )  # fmt: skip


def correct(builder, fact, **facts):
    return builder.do(
        court_facts.correct_court_fact, "prosecutor", fact=fact, reason="Misread.",
        **{"on": fact.on} | facts,
    )  # fmt: skip


def pass_hours(builder, hours=2):
    builder.at += timedelta(hours=hours)


def tell(builder, is_told):
    recomputed_duties(builder)
    pass_hours(builder)
    if is_told:
        tell_victim(builder, builder.victim, builder.suspect(), "STOPPED", "ALTERED")
    pass_hours(builder)


@TOLD
@pytest.mark.parametrize("again", [
    {"result": "ACQUITTED"}, {"result": "CONVICTED", "on": -1},
])  # fmt: skip
def test_an_outcome_before_the_stop_is_still_before_it(builder, mine, again, is_told):
    fact = record(builder, "CONVICTED", *mine[:1])
    pass_hours(builder)
    stop_charges_of(builder, charges=mine[1:], kind="ON_FILE")
    tell(builder, is_told)
    before = duties(builder)
    assert [(what, is_open) for (what, *_rest), is_open in before.items()] == [
        ("ON_FILE", not is_told)
    ]
    on = fact.on + timedelta(days=again.get("on", 0))
    for _n in range(2):
        fact = correct(builder, fact, **again | {"on": on})
        pass_hours(builder)
        assert duties(builder) == before
        again, on = {"result": "CONVICTED"}, on - timedelta(days=1)


@TOLD
def test_what_the_court_stopped_before_the_cps_is_told_as_it_was(builder, mine, is_told):
    fact = record(builder, "STOPPED", *mine)
    pass_hours(builder)
    stop_charges_of(builder, charges=mine)
    tell(builder, is_told)
    before = {what: is_open for (what, *_rest), is_open in duties(builder).items()}
    assert before.get("STOPPED") == (not is_told) and not before.get("DISCONTINUED")
    pass_hours(builder)
    correct(builder, fact, result="STOPPED", on=fact.on - timedelta(days=1))
    open_now = {what for (what, *_rest), is_open in duties(builder).items() if is_open}
    assert open_now == (set() if is_told else {"STOPPED"})
