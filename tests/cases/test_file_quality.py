"""File quality: the assessment, the police's answers, and a manager's decision."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cases.deadlines import dispute_window
from cases.file_quality import FAILURES, failures_by_group
from cases.models import Event, FailureEntry, FailureReason, FileFailure, FileQuality
from cases.referrals.actions import file_quality
from devtools.case_builder import CaseBuilder, cast, scope
from people.access import grants
from people.access.scopes import Refused
from people.models import Human, User
from tests.support.cases.sealed_rows import opened_values, update_in_sql
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db

FIRST, SECOND, *_REST = FAILURES


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2).allocate()


def assess_file_of(builder, who="prosecutor", failures=None):
    builder.referral.refresh_from_db()
    failures = {FIRST: "Nothing was sent."} if failures is None else failures
    return builder.do(file_quality.assess_file, who, referral=builder.referral, failures=failures)


def failure_of(builder, code=FIRST):
    return FileFailure.objects.unscoped("test").get(quality__case=builder.case, code=code)


def dispute_failure_of(builder, who="officer"):
    return builder.do(
        file_quality.dispute_failure, who, failure=failure_of(builder), text="It was there."
    )


def accept_failure_of(builder, who="officer"):
    return builder.do(file_quality.accept_failure, who, failure=failure_of(builder))


def decide_dispute_of(builder, who="manager", **said):
    said = {"is_upheld": True, "method": "PHONE", "reason": "They are right."} | said
    return builder.do(file_quality.decide_dispute, who, failure=failure_of(builder), **said)


def users_notified(notice):
    return [each.recipient for each in Delivery.objects.filter(notice=notice)]


def test_the_list_has_the_twenty_three_failures_in_four_groups():
    assert len(FAILURES) == 23
    sizes = {group: len(found) for group, found in failures_by_group().items()}
    assert sizes == {"Breach": 1, "Disclosure": 6, "Evidential": 13, "Victim and witness": 3}
    assert FAILURES["evidential_statements"].text == "Statement(s)"


def test_a_file_that_failed_is_told_to_the_officer(builder):
    quality = assess_file_of(builder, failures={FIRST: "Nothing was sent.", SECOND: "Half of it."})
    assert not quality.is_compliant
    assert quality.police_unit == builder.cast.police
    found = FileFailure.objects.unscoped("test").filter(quality=quality)
    assert dict(opened_values(found, "code", "comment")) == {
        FIRST: "Nothing was sent.",
        SECOND: "Half of it.",
    }
    assert users_notified("file_assessed") == [builder.cast.officer]
    assert Event.objects.unscoped("test").get(verb="assess_file").note == "2"


def test_a_compliant_file_sends_no_notice(builder):
    assert assess_file_of(builder, failures={}).is_compliant
    assert users_notified("file_assessed") == []


def test_a_file_is_assessed_once_by_any_person(builder):
    assess_file_of(builder)
    with pytest.raises(Refused, match="has been assessed already"):
        assess_file_of(builder)


def test_a_failure_off_the_list_or_without_words_is_refused(builder):
    for failures in ({"invented": "x"}, {FIRST: "  "}):
        with pytest.raises(Refused, match="what is wrong or missing"):
            assess_file_of(builder, failures=failures)
    assert not FileQuality.objects.unscoped("test").exists()


def test_a_referral_that_triage_has_not_accepted_has_no_file_to_assess():
    builder = CaseBuilder(cast(), suspects=1).submit()
    with pytest.raises(Refused):
        assess_file_of(builder, "assistant")


# Dispute windows


def utc_moment(*moment):
    return datetime(*moment, tzinfo=UTC)


@pytest.mark.parametrize(
    ("assessed_at", "closes_at"),
    [
        (utc_moment(2026, 3, 2, 9), utc_moment(2026, 5, 12, 22, 59, 59)),  # in summer time
        (utc_moment(2026, 3, 31, 22, 59, 59), utc_moment(2026, 5, 12, 22, 59, 59)),
        (
            utc_moment(2026, 3, 31, 23),
            utc_moment(2026, 6, 11, 22, 59, 59),
        ),  # already April in London
        (utc_moment(2026, 12, 31, 12), utc_moment(2027, 2, 11, 23, 59, 59)),
        (utc_moment(2027, 1, 1, 0), utc_moment(2027, 3, 14, 23, 59, 59)),
        (utc_moment(2028, 2, 29, 12), utc_moment(2028, 4, 11, 22, 59, 59)),
    ],
)
def test_the_window_closes_forty_two_days_after_the_month_in_london(assessed_at, closes_at):
    rule = "file_quality_dispute_window@always"
    assert dispute_window(at=assessed_at, area="") == (closes_at, rule)


def test_the_police_may_dispute_until_the_last_second_of_the_window(builder):
    quality = assess_file_of(builder)
    builder.at = quality.closes_at + timedelta(seconds=1)
    for act in (dispute_failure_of, accept_failure_of):
        with pytest.raises(Refused, match="window for disputes about that month has closed"):
            act(builder)
    builder.at = quality.closes_at
    assert dispute_failure_of(builder).status == "DISPUTED"
    with pytest.raises(Refused, match="window"):  # an hour later
        decide_dispute_of(builder)


# Answers


def test_the_police_accept_a_failure_and_that_is_the_end_of_it(builder):
    assess_file_of(builder)
    accept_failure_of(builder, "supervisor")
    assert failure_of(builder).status == "NOT_DISPUTED"
    with pytest.raises(Refused, match="The police have accepted this"):
        dispute_failure_of(builder)


def test_a_dispute_is_told_to_the_managers_and_its_outcome_to_the_officer(builder):
    assess_file_of(builder)
    dispute_failure_of(builder)
    assert users_notified("file_disputed") == [builder.cast.manager]
    decide_dispute_of(builder)
    assert failure_of(builder).status == "SUCCESSFUL"
    assert users_notified("file_decided") == [builder.cast.officer]


def test_a_dispute_may_fail(builder):
    assess_file_of(builder)
    dispute_failure_of(builder)
    decide_dispute_of(builder, is_upheld=False)
    assert failure_of(builder).status == "UNSUCCESSFUL"


def test_a_failure_is_answered_and_decided_once(builder):
    assess_file_of(builder)
    with pytest.raises(Refused, match="have not answered this yet"):
        decide_dispute_of(builder)
    dispute_failure_of(builder)
    with pytest.raises(Refused, match="already disputed"):
        dispute_failure_of(builder)
    decide_dispute_of(builder)
    with pytest.raises(Refused, match="the police were right"):
        decide_dispute_of(builder, is_upheld=False)
    assert FailureEntry.objects.unscoped("test").count() == 2


def test_the_assessor_of_a_file_does_not_decide_its_dispute_as_a_manager(builder):
    builder.cast.prosecutor = builder.cast.manager  # one person with both roles
    other = CaseBuilder(builder.cast, suspects=1).accept()
    grants.grant_capacity(
        "prosecute_cases",
        to=builder.cast.manager,
        on=builder.cast.cps,
        by=builder.cast.manager,
        at=other.at,
    )
    other.give_case(other.suspects, to="manager")
    assess_file_of(other, "manager")
    dispute_failure_of(other)
    with pytest.raises(Refused, match="another manager decides"):
        decide_dispute_of(other)


def test_an_assessor_does_not_decide_under_another_account_either(builder):
    assess_file_of(builder)
    dispute_failure_of(builder)
    human = Human.objects.create()
    both = [builder.cast.prosecutor.pk, builder.cast.manager.pk]
    User.objects.filter(pk__in=both).update(human=human)
    with pytest.raises(Refused, match="another manager decides"):
        decide_dispute_of(builder)


def test_the_reason_of_an_outcome_is_the_cps_s_alone(builder):
    assess_file_of(builder)
    dispute_failure_of(builder)
    decide_dispute_of(builder, reason="Talked over.")
    reasons = FailureReason.objects
    assert not reasons.for_scope(scope(builder.cast.officer, at=builder.at)).exists()
    assert (
        reasons.for_scope(scope(builder.cast.manager, at=builder.at)).get().text == "Talked over."
    )


def test_nothing_about_quality_moves_a_suspect(builder):
    before = [(s.state, s.due_at, s.turn_began_at) for s in map(builder.suspect, (0, 1))]
    assess_file_of(builder)
    dispute_failure_of(builder)
    decide_dispute_of(builder)
    assert [(s.state, s.due_at, s.turn_began_at) for s in map(builder.suspect, (0, 1))] == before


def test_the_database_keeps_what_was_found_and_said(builder):
    assess_file_of(builder)
    dispute_failure_of(builder)
    decide_dispute_of(builder)
    quality, one = FileQuality.objects.unscoped("test"), FileFailure.objects.unscoped("test")
    acts = [
        lambda: quality.update(is_compliant=True),
        lambda: update_in_sql(one, "comment", "x"),
        lambda: one.update(code=SECOND),
        one.all().delete,
        lambda: update_in_sql(FailureEntry.objects.unscoped("test"), "text", "x"),
        lambda: update_in_sql(FailureReason.objects.unscoped("test"), "text", "x"),
    ]
    for act in acts:
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_the_database_keeps_no_dispute_without_words_nor_outcome_without_method(builder):
    assess_file_of(builder)
    facts = {
        "case": builder.case,
        "failure": failure_of(builder),
        "by": builder.cast.officer,
        "at": builder.at,
    }
    for wrong in ({"status": "DISPUTED"}, {"status": "SUCCESSFUL"}, {"status": "REPORTED"}):
        with pytest.raises(IntegrityError, match="dispute_says_why"), transaction.atomic():
            FailureEntry.objects.unscoped("test").create(**facts, **wrong)
