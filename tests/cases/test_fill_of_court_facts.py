"""Court facts recorded before they had a decision to charge get that of a charge they name."""

from importlib import import_module

import pytest
from django.db import connection

from cases.decisions.actions import court_facts
from cases.models import CourtFact, Decision
from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.charge_stops import laid_against
from tests.support.cases.charges import authorise_charge_of, report_charge_of
from tests.support.cases.second_prosecution import charge_again, set_prosecution_aside
from tests.support.recent_moments import days_ago
from timeliness.calendar import london_day

pytestmark = pytest.mark.django_db

START = days_ago(20)
FILL = import_module("cases.migrations.0004_decisions_of_court_facts").FILL


@pytest.fixture
def charged_twice():
    """A suspect charged twice; a plea recorded during the second, about all, and its correction."""
    made = CaseBuilder(cast(), at=START).allocate()
    authorise_charge_of(made)
    report_charge_of(made)
    [made.first_charge, *_rest] = laid_against(made.suspects[0])
    set_prosecution_aside(made)
    charge_again(made)
    made.plea = made.do(
        court_facts.record_court_fact, "prosecutor", suspect=made.suspects[0], kind="PLEA",
        result="GUILTY", on=london_day(made.at),
    )  # fmt: skip
    made.corrected = made.do(
        court_facts.correct_court_fact, "prosecutor", fact=made.plea, result="NOT_GUILTY",
        on=made.plea.on, reason="The clerk wrote the wrong one down.",
    )  # fmt: skip
    return made


def fill(*named):
    """Fill the decisions as the migration does; named: (fact, charge) that the facts name."""
    rows = [
        f"INSERT INTO cases_courtfactcharge (fact_id, charge_id) VALUES ('{fact.pk}', {charge.pk})"
        for fact, charge in named
    ]
    with connection.cursor() as cursor:
        for statement in [*rows, FILL]:  # there were no triggers yet
            cursor.execute("SELECT for_tests.run_past_triggers(%s)", [statement])


def decision_of(fact):
    return CourtFact.objects.unscoped("test").get(pk=fact.pk).decision_id


def test_a_chain_is_of_the_charge_that_a_correction_names(charged_twice):
    fill((charged_twice.corrected, charged_twice.first_charge))
    first = charged_twice.first_charge.report.decision_id
    assert {decision_of(charged_twice.plea), decision_of(charged_twice.corrected)} == {first}


def test_one_that_names_none_is_of_the_decision_in_force_when_it_was_recorded(charged_twice):
    fill()
    live = Decision.objects.unscoped("test").get(suspect=charged_twice.suspects[0], status="LIVE")
    assert {decision_of(charged_twice.plea), decision_of(charged_twice.corrected)} == {live.pk}
