"""What a victim's service is shown once the charges about the victim were stopped."""

from datetime import timedelta

import pytest

from cases.decisions.actions import court_facts
from devtools.case_builder import cast
from tests.support.cases.charge_stops import (
    charge_two_victims,
    laid_about,
    replace_charge_of,
    stop_charges_of,
)
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from tests.support.victims.support_service import add_service, fresh_support, refer_and_accept
from victims.queries.consent_sharing import facts_shown_to_service

pytestmark = pytest.mark.django_db

STOPPED = "Suspect 1: the CPS stopped the charges about the victim"


@module_fixture
def builder():
    """Three charges, a hearing that was and a trial to come; a service supports the victim."""
    made = charge_two_victims(cast(), at=days_ago(9))
    for kind, days in (("FIRST_HEARING", 0), ("TRIAL", 40)):
        made.do(
            court_facts.record_court_fact, "prosecutor", suspect=made.suspects[0], kind=kind,
            on=made.at.date() + timedelta(days=days),
        )  # fmt: skip
    add_service(made)
    made.row = refer_and_accept(made, categories=["MILESTONES", "COURT_DATES"])
    return made


def shown(builder):
    found = facts_shown_to_service(fresh_support(builder.row), at=builder.at)
    return [fact.text for facts in found.values() for fact in facts]


def test_while_a_charge_about_the_victim_goes_on_the_trial_is_shown(builder):
    laid = laid_about(builder.suspects[0], builder.victim)
    stop_charges_of(builder, charges=laid[:1])
    replace_charge_of(builder, laid[1])
    found = shown(builder)
    assert STOPPED not in found and any("Trial" in text for text in found)


def test_once_all_were_stopped_that_is_shown_and_no_trial(builder):
    laid = laid_about(builder.suspects[0], builder.victim)
    stop_charges_of(builder, charges=laid)
    found = shown(builder)
    assert STOPPED in found
    assert not any("Trial" in text for text in found)
    assert any("First hearing" in text for text in found)
