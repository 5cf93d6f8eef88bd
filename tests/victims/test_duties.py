"""Duties to victims arise from facts of the cases, end with them, and are met by telling."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.case_details.actions import cases
from cases.case_details.actions.allegations import correct_allegation
from cases.permissions import NOT_OF_THIS_CASE
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from tests.support.cases.charges import allegations_against, authorise_charge_of, report_charge_of
from tests.support.cases.counts import charge_with_counts, count_not_alleged
from tests.support.cases.decisions import countersign_no_charge, propose_no_charge
from tests.support.cases.offences import offence_of_today
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import duties_owed, duty_keys, recomputed_duties, tell_victim
from timeliness.models import Clock
from victims.actions import duties
from victims.actions.duty_facts_sql import cases_with_unsettled_duties

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    return CaseBuilder(cast()).allocate()


@module_fixture
def two_victims():
    """Two victims and two suspects; each victim has an allegation against one of them."""
    builder = CaseBuilder(cast())
    builder.second = builder.do(cases.add_victim, "officer", case=builder.case)
    facts = {"custody": "NOT_ARRESTED", "given_names": "Sam"}
    other = builder.do(cases.add_suspect, "officer", case=builder.case, surname="Other", **facts)
    builder.do(
        cases.add_allegation, "officer", case=builder.case, victim=builder.second, suspect=other,
        offence=offence_of_today(), from_on=date(2026, 1, 10),
    )  # fmt: skip
    builder.suspects.append(other)
    builder.submit()
    builder.do(referrals.accept_referral, "assistant", referral=builder.referral)
    builder.give_case(builder.suspects)
    return builder


def record_custody_facts(builder, n=0, **facts):
    """The police change custody facts."""
    suspect = builder.suspect(n)
    known = {name: getattr(suspect, name) for name in cases.CUSTODY_FACTS}
    builder.do(
        cases.record_custody, "officer", suspect=suspect, version=suspect.version, **known | facts
    )


def test_news_from_before_the_case_was_opened_is_listed_and_not_counted(builder):
    [released] = recomputed_duties(builder)
    assert released.what == "RELEASED" and released.ended_because == "OVER_BEFORE"
    assert released.clock.closed_at  # within the same transaction, so nothing is ever sent


def test_nothing_more_arises_however_often_it_is_reckoned(builder):
    authorise_charge_of(builder)
    first = recomputed_duties(builder)
    assert duty_keys(first) == {(1, 1, "RELEASED"), (1, 1, "CHARGE_AUTHORISED")}
    assert cases_with_unsettled_duties() == []
    clocks = Clock.objects.count()
    duties.recompute_case_duties(case_id=builder.case.pk, at=builder.at)
    assert duty_keys(duties_owed(builder)) == duty_keys(first) and Clock.objects.count() == clocks


def test_a_case_whose_duties_are_as_they_should_be_is_asked_about_little(builder):
    with CaptureQueriesContext(connection) as asked:
        duties.recompute_case_duties(case_id=builder.case.pk, at=builder.at)
    assert duties_owed(builder)
    with CaptureQueriesContext(connection) as again:
        duties.recompute_case_duties(case_id=builder.case.pk, at=builder.at)
    # Savepoint and release, calendar, case, facts, duties and victims. This follows every action on
    # a case, and nobody waits for more.
    assert len(again) <= 7 < len(asked)


def test_a_run_that_was_killed_leaves_nothing_and_the_next_one_makes_it_all(builder):
    authorise_charge_of(builder)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        duties.recompute_case_duties(case_id=builder.case.pk, at=builder.at)
        raise ZeroDivisionError  # killed before the commit
    assert duties_owed(builder) == [] and not Clock.objects.filter(about=builder.victim.pk).exists()


def test_no_duty_is_about_a_suspect_not_alleged_to_have_harmed_the_victim(two_victims):
    for n in (0, 1):
        record_custody_facts(
            two_victims, n, custody="IN_CUSTODY", arrested_on=two_victims.at.date()
        )
        authorise_charge_of(two_victims, n)
    found = {
        each
        for each in duty_keys(recomputed_duties(two_victims))
        if each[2] in ("ARREST", "CHARGE_AUTHORISED")
    }
    assert found == {
        (1, 1, "ARREST"), (1, 1, "CHARGE_AUTHORISED"),
        (2, 2, "ARREST"), (2, 2, "CHARGE_AUTHORISED"),
    }  # fmt: skip
    with pytest.raises(Refused, match=str(NOT_OF_THIS_CASE)):
        tell_victim(two_victims, two_victims.victim, two_victims.suspect(1), "ARREST")
    tell_victim(two_victims, two_victims.victim, two_victims.suspect(0), "ARREST")
    kept = [row for row in duties_owed(two_victims) if row.kept_at]
    assert duty_keys(kept) == {(1, 1, "ARREST")}


def test_a_victim_named_in_an_allegation_by_mistake_gets_no_more_news_of_the_suspect():
    builder = CaseBuilder(cast())
    builder.second = builder.do(cases.add_victim, "officer", case=builder.case)
    record_custody_facts(builder, custody="IN_CUSTODY", arrested_on=builder.at.date())
    arrests = {
        duty.record.number: duty for duty in recomputed_duties(builder) if duty.what == "ARREST"
    }
    assert arrests.keys() == {1} and arrests[1].is_open
    [wrong] = allegations_against(builder.suspects[0])
    builder.do(
        correct_allegation, "officer", allegation=wrong, victim=builder.second, reason="Misread.",
        offence=wrong.offence, from_on=wrong.from_on,
    )  # fmt: skip
    arrests = {
        duty.record.number: duty for duty in recomputed_duties(builder) if duty.what == "ARREST"
    }
    assert arrests[1].ended_because == "CORRECTED" and arrests[2].is_open
    with pytest.raises(Refused):
        tell_victim(builder, builder.victim, builder.suspect(), "ARREST")


def test_an_action_asked_for_before_a_duty_arose_and_done_after_ends_it_at_once(builder):
    """It waited for the lock of the case: its own moment is before what came about meanwhile."""
    record_custody_facts(builder, custody="IN_CUSTODY", arrested_on=builder.at.date())
    [arrest] = [duty for duty in recomputed_duties(builder) if duty.what == "ARREST"]
    record_custody_facts(builder, custody="NOT_ARRESTED", arrested_on=None)
    asked_for = arrest.happened_at - timedelta(seconds=30)
    duties.recompute_case_duties(case_id=builder.case.pk, at=asked_for)
    arrest.refresh_from_db()
    assert arrest.ended_because == "CORRECTED"
    assert arrest.ended_at >= arrest.arose_at >= arrest.happened_at
    assert arrest.clock.closed_at == arrest.ended_at


def test_a_victim_about_whom_nothing_is_charged_is_told_so(two_victims):
    """Suspect 1 is accused by both; the charge is about the first victim only."""
    suspect = two_victims.suspect(0)
    pk = uuid4()
    made = suspect.allegations.unscoped("test").create(
        pk=pk, first_id=pk, case=two_victims.case, suspect=suspect, victim=two_victims.second,
        from_on=date(2026, 1, 9),
        offence=offence_of_today(), added_by=two_victims.cast.officer,
        added_at=two_victims.at, only_side="",
    )  # fmt: skip
    alleged = suspect.allegations.unscoped("test").exclude(pk=made.pk)
    authorise_charge_of(two_victims, allegations=list(alleged))
    report_charge_of(two_victims, charges=[(each.victim, each.offence) for each in alleged])
    found = {each for each in duty_keys(recomputed_duties(two_victims)) if each[1] == 1}
    assert {(1, 1, "CHARGE_AUTHORISED"), (1, 1, "CHARGED"), (2, 1, "NOT_AUTHORISED")} <= found
    assert (2, 1, "CHARGED") not in found and (2, 1, "CHARGE_AUTHORISED") not in found


def test_a_decision_not_to_charge_is_told_once_it_is_in_force(builder):
    propose_no_charge(builder, builder.suspects[0])
    assert "NFA" not in {row.what for row in recomputed_duties(builder)}
    countersign_no_charge(builder, builder.suspects[0])
    [told] = [row for row in recomputed_duties(builder) if row.what == "NFA"]
    assert told.owed_by == "CPS" and told.clock.recipient_unit == builder.cast.cps
    assert told.happened_at == builder.at - timedelta(hours=1)  # countersigned, not proposed
    assert told.clock.about == builder.victim.pk
    assert told.clock.subject == f"{builder.case.urn}, victim 1"


def test_a_change_of_bail_is_told_from_the_day_it_is_recorded_and_so_is_a_change_back(builder):
    today = builder.at.date()
    first, later = today + timedelta(days=28), today + timedelta(days=56)
    record_custody_facts(builder, custody="ON_BAIL", bailed_on=today, bail_ends_on=first)
    [bail] = [row for row in recomputed_duties(builder) if row.what == "BAIL"]
    builder.at += timedelta(days=7)
    record_custody_facts(builder, custody="ON_BAIL", bailed_on=today, bail_ends_on=later)
    old, new = (row for row in recomputed_duties(builder) if row.what == "BAIL")
    assert old.pk == bail.pk and old.ended_because == "CORRECTED"
    assert new.happened_at == builder.at - timedelta(hours=1) and new.is_open
    builder.at += timedelta(days=7)
    record_custody_facts(builder, custody="ON_BAIL", bailed_on=today, bail_ends_on=first)
    assert [row.is_open for row in recomputed_duties(builder) if row.what == "BAIL"] == [
        False,
        False,
        True,
    ]


def test_a_count_that_the_police_did_not_allege_is_told_to_its_victim(builder):
    """The allegation is about the first victim; the only count is not the one alleged."""
    charge_with_counts(builder, count_not_alleged(builder))
    found = duty_keys(recomputed_duties(builder))
    assert (1, 1, "CHARGE_AUTHORISED") in found and (1, 1, "NOT_AUTHORISED") not in found


def test_what_the_cps_was_not_sent_makes_no_duty_of_its_decision(builder):
    """Victim 2 is added while the prosecutor has the suspect."""
    second = builder.do(cases.add_victim, "officer", case=builder.case)
    builder.do(
        cases.add_allegation, "officer", case=builder.case, victim=second,
        suspect=builder.suspects[0], offence=offence_of_today(), from_on=date(2026, 1, 12),
    )  # fmt: skip
    record_custody_facts(builder, custody="UNDER_INVESTIGATION", released_on=builder.at.date())
    propose_no_charge(builder, builder.suspects[0])
    countersign_no_charge(builder, builder.suspects[0])
    found = duty_keys(recomputed_duties(builder))
    assert {(1, 1, "NFA"), (1, 1, "RELEASED"), (2, 1, "RELEASED")} <= found
    assert (2, 1, "NFA") not in found


def test_a_victim_is_told_of_a_decision_on_what_was_sent_about_them(builder):
    """The police correct the allegation to a victim whom the CPS does not know."""
    second = builder.do(cases.add_victim, "officer", case=builder.case)
    [wrong] = allegations_against(builder.suspects[0])
    builder.do(
        correct_allegation, "officer", allegation=wrong, victim=second, reason="Misread.",
        offence=wrong.offence, from_on=wrong.from_on,
    )  # fmt: skip
    propose_no_charge(builder, builder.suspects[0])
    countersign_no_charge(builder, builder.suspects[0])
    found = duty_keys(recomputed_duties(builder))
    assert {key for key in found if key[2] == "NFA"} == {(1, 1, "NFA")}
