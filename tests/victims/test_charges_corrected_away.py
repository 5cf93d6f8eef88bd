"""A report of a charge about a victim that was an error: what they and their service hear."""

from datetime import timedelta

import pytest

from devtools.case_builder import cast
from tests.support.cases.charges import correct_report, report_charge_of
from tests.support.cases.counts import offence_with_code
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from tests.support.victims.duties import recomputed_duties, record_of, tell_victim
from tests.support.victims.left_out import leave_out, two_victims
from tests.support.victims.support_service import add_service, fresh_support, refer_and_accept
from victims.actions.letter_facts import facts_of_letter
from victims.queries.consent_sharing import facts_shown_to_service

pytestmark = pytest.mark.django_db

DECIDED = "Suspect 1: the CPS decided on no charge about the victim"


@module_fixture
def builder():
    """A charge about the first victim; the police report one about the second too."""
    made = two_victims(cast(), at=days_ago(9))
    leave_out(made, "charge")
    wrong = (made.second, offence_with_code("SX03007"))
    report_charge_of(made, charges=[*authorised(made), wrong], explanation="It was one night.")
    return made


def authorised(builder):
    first = builder.suspects[0].allegations.unscoped("test").filter(victim=builder.victim).get()
    return [(first.victim, first.offence)]


def put_right(builder):
    correct_report(builder, charges=authorised(builder))


def owed(builder):
    rows = recomputed_duties(builder)
    return {each.what for each in rows if each.is_open and each.record_id == builder.second.pk}


def test_one_who_was_told_nothing_hears_nothing_of_it(builder):
    assert "CHARGED" in owed(builder)
    put_right(builder)
    assert not owed(builder) & {"CHARGED", "ALTERED"}
    assert "NOT_AUTHORISED" in owed(builder)


def test_one_who_was_told_of_a_charge_hears_that_it_was_altered(builder):
    owed(builder)
    tell_victim(builder, builder.second, builder.suspect(), "CHARGED")
    builder.at += timedelta(minutes=5)
    put_right(builder)
    assert owed(builder) & {"CHARGED", "ALTERED"} == {"ALTERED"}
    known = facts_of_letter(
        "ALTERED", record_of(builder.second), builder.suspect(), side="CPS", language="ENGLISH"
    )
    assert len(known["before"]) == 1 and known["charges"] == []


def test_the_other_victim_hears_what_they_heard_before(builder):
    put_right(builder)
    rows = recomputed_duties(builder)
    first = {each.what for each in rows if each.record_id == builder.victim.pk}
    assert "CHARGED" in first and "ALTERED" not in first


def test_their_service_is_shown_no_charge(builder):
    builder.victim, builder.first = builder.second, builder.victim
    add_service(builder)
    row = refer_and_accept(builder, categories=["MILESTONES"])
    builder.victim = builder.first
    put_right(builder)
    found = facts_shown_to_service(fresh_support(row), at=builder.at)["MILESTONES"]
    assert [fact.text for fact in found if "sent to the CPS" not in fact.text] == [DECIDED]
