"""A charge whose outcome in court is recorded is not stopped, replaced or brought again."""

import pytest

from cases.decisions.actions import court_facts
from devtools.case_builder import cast
from tests.support.cases.charge_stops import (
    charge_read_twice,
    charge_two_victims,
    countersign_stop_of,
    decline_stop_of,
    laid_about,
    laid_against,
    replace_charge_of,
    stop_charges_of,
)
from tests.support.cases.charges import correct_report
from tests.support.cases.refusals import why_not
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db

KNOWN = "An outcome of one of these charges is recorded, so it cannot be stopped or replaced."


@module_fixture
def builder():
    """Three charges: two about the first victim, one about the second."""
    return charge_two_victims(cast())


@module_fixture
def read_twice():
    return charge_read_twice(cast())


def outcome_of(builder, result, *charges):
    return builder.do(
        court_facts.record_court_fact, "prosecutor", suspect=builder.suspects[0], kind="OUTCOME",
        result=result, on=builder.at.date(), charges=charges,
    )  # fmt: skip


@pytest.mark.parametrize("result", ["CONVICTED", "ACQUITTED"])
@pytest.mark.parametrize("is_named", [True, False])
def test_one_with_a_verdict_is_not_stopped(builder, result, is_named):
    first, second = laid_about(builder.suspects[0], builder.victim)
    outcome_of(builder, result, *([first] if is_named else []))
    assert why_not(stop_charges_of, builder, charges=[first]).startswith(KNOWN)
    assert why_not(replace_charge_of, builder, first).startswith(KNOWN)
    if is_named:
        stop_charges_of(builder, charges=[second])


def test_one_that_the_court_stopped_is_recorded_as_stopped_and_not_replaced(builder):
    first, _second = laid_about(builder.suspects[0], builder.victim)
    outcome_of(builder, "STOPPED", first)
    assert why_not(replace_charge_of, builder, first).startswith(KNOWN)
    assert stop_charges_of(builder, charges=[first]).status == "IN_FORCE"


def test_an_outcome_that_was_an_error_stands_against_nothing(builder):
    [first, *_rest] = laid_against(builder.suspects[0])
    fact = outcome_of(builder, "CONVICTED", first)
    builder.do(
        court_facts.correct_court_fact, "prosecutor", fact=fact, is_void=True, reason="Another."
    )
    assert stop_charges_of(builder, charges=[first]).status == "IN_FORCE"


def test_one_of_an_earlier_report_is_the_same_charge(builder):
    first, second = laid_about(builder.suspects[0], builder.victim)
    outcome_of(builder, "ACQUITTED", first)
    correct_report(builder)
    now = [
        row for row in laid_about(builder.suspects[0], builder.victim)
        if row.offence_id == first.offence_id
    ]  # fmt: skip
    assert now and why_not(stop_charges_of, builder, charges=now).startswith(KNOWN)
    other = next(
        row for row in laid_about(builder.suspects[0], builder.victim)
        if row.offence_id == second.offence_id
    )  # fmt: skip
    text = why_not(replace_charge_of, builder, other, code=first.offence_id)
    assert "an acquittal of it is recorded" in text


@pytest.mark.parametrize("result", ["CONVICTED", "STOPPED"])
def test_another_outcome_is_no_acquittal(builder, result):
    first, second = laid_about(builder.suspects[0], builder.victim)
    outcome_of(builder, result, first)
    assert replace_charge_of(builder, second, code=first.offence_id).status == "IN_FORCE"


def test_the_second_reader_is_told_of_an_outcome_since_it_was_proposed(read_twice):
    stop_charges_of(read_twice)
    outcome_of(read_twice, "ACQUITTED")
    text = why_not(countersign_stop_of, read_twice)
    assert text.startswith("An outcome of one of these charges has been recorded since")
    decline_stop_of(read_twice)
    assert read_twice.suspect().state == "CHARGED"
