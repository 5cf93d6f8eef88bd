"""The court stops every charge about a victim, and the police correct their report between."""

import pytest

from tests.cases.test_custody_limits_by_charge import day_of, record_limit
from tests.cases.test_custody_limits_over_reports import DIFFERS, charged, laid_count
from tests.support.cases.charge_stops import laid_against
from tests.support.cases.charges import correct_report
from tests.support.cases.counts import count_alleged, count_not_alleged
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import record_of
from victims.actions.court_outcomes import court_outcomes_about

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    """Two charges about one victim; the court has stopped the first."""
    made = charged(count_alleged, count_not_alleged)
    record_limit(made, 15, laid_against(made.suspects[0])[0], kind="OUTCOME", result="STOPPED")
    correct_report(
        made, charges=[laid_count(made, 2), laid_count(made, 1)],
        **DIFFERS | {"charged_on": day_of(0)},
    )  # fmt: skip
    return made


def outcome_told(builder):
    return court_outcomes_about(record_of(builder.victim), builder.suspects)


def test_while_one_goes_on_there_is_none_and_then_there_is(builder):
    assert outcome_told(builder) == {}
    second = laid_against(builder.suspects[0])[0]
    fact = record_limit(builder, 16, second, kind="OUTCOME", result="STOPPED")
    assert outcome_told(builder) == {builder.suspects[0].pk: fact}
