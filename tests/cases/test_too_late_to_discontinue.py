"""
A charge is discontinued by notice only before an indictment, or before the evidence of a trial.

Prosecution of Offences Act 1985 ss.23 and 23A, as the note to Criminal Procedure Rules 2020 r.12.1
has them.
"""

import pytest

from devtools.case_builder import cast
from tests.support.cases.charge_stops import (
    charge_read_twice,
    charge_two_victims,
    countersign_stop_of,
    day_since_charge,
    days_later,
    laid_against,
    stop_charges_of,
)
from tests.support.cases.court_facts import correct_in_court, record_in_court
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.refusals import why_not
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
TOO_LATE = "A trial of one of these charges is recorded for"
WARNING = "Is it too late for a notice?"


@module_fixture
def builder():
    """Three charges, laid nine days ago."""
    return days_later(charge_two_victims(cast()), 9)


@module_fixture
def read_twice():
    return days_later(charge_read_twice(cast()), 9)


@pytest.fixture
def laid(builder):
    return laid_against(builder.suspects[0])


def stop_page(builder):
    address = page_url("stop-charges", builder.suspects[0])
    return page_text(client_for(builder.cast.prosecutor).get(address))


def test_not_after_a_trial_of_it_took_place(builder, laid):
    record_in_court(builder, "TRIAL", laid[0], on=day_since_charge(builder, 3))
    told = why_not(stop_charges_of, builder, charges=[laid[0]], kind="DISCONTINUED")
    assert told.startswith(TOO_LATE) and "sections 23 and 23A" in told


@pytest.mark.parametrize("kind", ["NO_EVIDENCE", "ON_FILE"])
def test_it_ends_in_another_way_then(builder, laid, kind):
    record_in_court(builder, "TRIAL", laid[0], on=day_since_charge(builder, 3))
    assert stop_charges_of(builder, charges=[laid[0]], kind=kind).status == "IN_FORCE"


def test_a_trial_of_another_charge_does_not_matter(builder, laid):
    record_in_court(builder, "TRIAL", laid[0], on=day_since_charge(builder, 3))
    assert stop_charges_of(builder, charges=[laid[1]], kind="DISCONTINUED").status == "IN_FORCE"


def test_nor_does_one_that_is_only_listed_or_did_not_take_place(builder, laid):
    record_in_court(builder, "TRIAL", laid[0], on=day_since_charge(builder, 30))
    fact = record_in_court(builder, "TRIAL", laid[1], on=day_since_charge(builder, 3))
    assert stop_charges_of(builder, charges=[laid[0]], kind="DISCONTINUED").status == "IN_FORCE"
    correct_in_court(builder, fact, is_void=True)
    assert stop_charges_of(builder, charges=[laid[1]], kind="DISCONTINUED").status == "IN_FORCE"


def test_nor_does_a_notice_on_the_day_of_the_trial(builder, laid):
    record_in_court(builder, "TRIAL", laid[0], on=day_since_charge(builder, 3))
    stop = stop_charges_of(
        builder, charges=[laid[0]], kind="DISCONTINUED", on=day_since_charge(builder, 3)
    )
    assert stop.status == "IN_FORCE"


def test_nobody_countersigns_one_of_which_a_trial_was_recorded_since(read_twice):
    [charge, *_others] = laid_against(read_twice.suspects[0])
    stop_charges_of(read_twice, charges=[charge], kind="DISCONTINUED")
    record_in_court(read_twice, "TRIAL", charge, on=day_since_charge(read_twice, 3))
    assert why_not(countersign_stop_of, read_twice).startswith(TOO_LATE)


@pytest.mark.parametrize(("kind", "warns"), [("DISCONTINUED", True), ("NO_EVIDENCE", False)])
def test_whoever_reads_a_notice_is_warned_too(read_twice, kind, warns):
    [charge, *_others] = laid_against(read_twice.suspects[0])
    record_in_court(
        read_twice, "PLEA", charge, on=day_since_charge(read_twice, 3), result="NOT_GUILTY"
    )
    stop_charges_of(read_twice, charges=[charge], kind=kind)
    reader = client_for(read_twice.cast.other_prosecutor)
    page = page_text(reader.get(page_url("countersign-stop", read_twice.suspects[0])))
    assert (WARNING in page) == warns


@pytest.mark.parametrize("result", ["GUILTY", "NOT_GUILTY"])
def test_of_a_plea_the_page_warns_and_nothing_is_refused(builder, laid, result):
    assert WARNING not in stop_page(builder)
    record_in_court(builder, "PLEA", laid[0], on=day_since_charge(builder, 3), result=result)
    assert WARNING in stop_page(builder)
    assert stop_charges_of(builder, charges=[laid[0]], kind="DISCONTINUED").status == "IN_FORCE"
