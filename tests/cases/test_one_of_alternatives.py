"""Of a charge and its alternative only one is convicted, sentenced or pleaded guilty to."""

from datetime import timedelta

import pytest

from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.charge_stops import laid_against, replace_charge_of
from tests.support.cases.charges import report_charge_of
from tests.support.cases.counts import (
    NIGHT,
    charge_with_counts,
    count_alleged,
    count_not_alleged,
    offence_with_code,
)
from tests.support.cases.court_facts import correct_in_court, record_in_court
from tests.support.cases.refusals import why_not
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

ASSAULT, CAUSING = "SX03007", "SX03009"
SELECT = "Some of these charges are in the alternative"
KNOWN = "A conviction or a sentence of the alternative to one of these charges is recorded."
PLEA_KNOWN = "A plea of guilty, a conviction or a sentence of the alternative to one"


def charged(**second):
    """One suspect charged with two counts, nine days ago. second: facts of the second."""
    made = CaseBuilder(cast(), at=days_ago(9)).allocate().review()
    charge_with_counts(made, count_alleged(made), count_not_alleged(made, **second))
    laid = [(row.victim, row.offence) for row in counts_of(made)]
    report_charge_of(made, charges=laid)
    return made


def counts_of(builder):
    [decision] = builder.suspects[0].decisions.unscoped("test")
    return decision.charges.order_by("pk")


@module_fixture
def authorised():
    """The second count is in the alternative to the first."""
    return charged(alternative_to=1)


@module_fixture
def replaced():
    """The first of two counts was replaced by an offence and its alternative."""
    made = charged()
    first, _second = laid_against(made.suspects[0])
    replace_charge_of(made, first, code=ASSAULT, alternative=offence_with_code(CAUSING))
    return made


@pytest.fixture(params=["authorised", "replaced"])
def builder(request, authorised, replaced):
    return {"authorised": authorised, "replaced": replaced}[request.param]


def pair_of(builder):
    """A charge and its alternative, and the charges beside them."""
    going_on = [row for row in laid_against(builder.suspects[0]) if not row.stopped.exists()]
    pair = [row for row in going_on if row.altered_by_id] or going_on
    return pair, [row for row in going_on if row not in pair]


CONVICTED = {"kind": "OUTCOME", "result": "CONVICTED"}
GUILTY = {"kind": "PLEA", "result": "GUILTY"}
BOTH = pytest.mark.parametrize("said", [CONVICTED, GUILTY])


@BOTH
def test_no_fact_says_it_of_both_whether_they_are_named_or_not(builder, said):
    pair, others = pair_of(builder)
    for named in (pair, [*pair, *others], []):
        told = why_not(record_in_court, builder, said["kind"], *named, result=said["result"])
        assert told.startswith(SELECT)
    about = [pair[1], *others]
    fact = record_in_court(builder, said["kind"], *about, result=said["result"])
    assert {row.charge for row in fact.about.all()} == set(about)


def test_an_acquittal_is_of_both(builder):
    pair, _others = pair_of(builder)
    assert record_in_court(builder, "OUTCOME", *pair, result="ACQUITTED").result == "ACQUITTED"


@BOTH
def test_nor_do_two_facts(builder, said):
    (first, second), _others = pair_of(builder)
    known = KNOWN if said["kind"] == "OUTCOME" else PLEA_KNOWN
    record_in_court(builder, said["kind"], first, result=said["result"])
    told = why_not(record_in_court, builder, said["kind"], second, result=said["result"])
    assert told.startswith(known)


def test_nor_a_correction(builder):
    (first, second), _others = pair_of(builder)
    record_in_court(builder, "OUTCOME", first, result="CONVICTED")
    fact = record_in_court(builder, "OUTCOME", second, result="ACQUITTED")
    assert why_not(correct_in_court, builder, fact, result="CONVICTED").startswith(KNOWN)
    plea = record_in_court(builder, "PLEA", first, second, result="NOT_GUILTY")
    assert why_not(correct_in_court, builder, plea, result="GUILTY").startswith(SELECT)


def test_a_conviction_that_is_corrected_makes_room_for_the_other(builder):
    (first, second), _others = pair_of(builder)
    wrong = record_in_court(builder, "OUTCOME", first, result="CONVICTED")
    correct_in_court(builder, wrong, result="ACQUITTED")
    assert record_in_court(builder, "OUTCOME", second, result="CONVICTED").result == "CONVICTED"


def test_a_sentence_is_not_of_the_one_that_was_not_convicted(builder):
    """A plea to the lesser that was not accepted stands beside a conviction of the other."""
    (first, second), _others = pair_of(builder)
    record_in_court(builder, "PLEA", second, result="GUILTY")
    record_in_court(builder, "OUTCOME", first, result="CONVICTED")
    told = why_not(record_in_court, builder, "SENTENCE", second, detail="Six years.")
    assert told.startswith(KNOWN)
    assert record_in_court(builder, "SENTENCE", first, detail="Six years.").detail == "Six years."


def test_nor_does_a_conviction_follow_a_sentence_for_the_other(builder):
    (first, second), _others = pair_of(builder)
    record_in_court(builder, "PLEA", second, result="GUILTY")
    record_in_court(builder, "SENTENCE", second, detail="Six years.")
    assert why_not(record_in_court, builder, "OUTCOME", first, result="CONVICTED").startswith(KNOWN)


def test_what_replaces_the_alternative_is_in_the_alternative_too(replaced):
    (first, second), _others = pair_of(replaced)
    stop = replace_charge_of(replaced, second, code=CAUSING, from_on=NIGHT - timedelta(days=1))
    record_in_court(replaced, "OUTCOME", first, result="CONVICTED")
    new = stop.replacements.get()
    assert why_not(record_in_court, replaced, "OUTCOME", new, result="CONVICTED").startswith(KNOWN)


def test_a_plea_that_was_changed_counts_no_more(builder):
    (first, second), _others = pair_of(builder)
    record_in_court(builder, "PLEA", first, result="GUILTY")
    builder.at += timedelta(days=1)
    record_in_court(builder, "PLEA", first, result="NOT_GUILTY")
    assert record_in_court(builder, "PLEA", second, result="GUILTY").result == "GUILTY"
