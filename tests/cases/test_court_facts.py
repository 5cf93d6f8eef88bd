"""Court facts: dated facts after a charge, which are never edited and may be corrected."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from cases.decisions.actions import court_facts
from cases.models import CourtFact
from cases.permissions.court_facts import why_court_date_is_wrong
from devtools.case_builder import MONDAY, CaseBuilder, cast, scope
from people.access.scopes import Refused
from tests.support.cases.charges import (
    authorise_charge_of,
    report_charge_of,
    report_unauthorised_charge,
)
from tests.support.cases.concurrency import run_at_once
from timeliness.models import Delivery

CHARGED = MONDAY.date()


def day_of(days):
    return CHARGED + timedelta(days=days)


# Valid dates


@pytest.mark.parametrize(
    ("kind", "days", "others", "told"),
    [
        ("FIRST_HEARING", 0, [], None),
        ("FIRST_HEARING", 30, [], None),  # a hearing may be in the future
        ("TRIAL", 300, [("FIRST_HEARING", 2)], None),
        ("PLEA", 5, [("FIRST_HEARING", 2)], None),
        ("PLEA", 5, [("PLEA", 4)], None),  # of another charge
        ("FIRST_HEARING", -1, [], "The suspect was charged on 2 March 2026. Enter that date or a"),
        ("TRIAL", -1, [], "The suspect was charged on 2 March 2026."),
        ("PLEA", 11, [], "This date has not come yet."),
        ("OUTCOME", 11, [], "This date has not come yet."),
        ("TRIAL", 9999, [], "This date is too far ahead."),
        ("PLEA", 1, [("FIRST_HEARING", 2)], "The first hearing is on 4 March 2026."),
        ("OUTCOME", 1, [("FIRST_HEARING", 2)], "The first hearing is on 4 March 2026."),
        ("FIRST_HEARING", 5, [("TRIAL", 9), ("PLEA", 4)], "Something is recorded for 6 March"),
        ("FIRST_HEARING", 3, [("PLEA", 4)], None),
        ("FIRST_HEARING", 3, [("FIRST_HEARING", 2)], "A first hearing is recorded already."),
    ],
)
def test_dates_follow_one_another(kind, days, others, told):
    known = [(other, day_of(n)) for other, n in others]
    why = why_court_date_is_wrong(
        kind, day_of(days), charged_on=CHARGED, others=known, at=MONDAY + timedelta(days=10)
    )
    assert (why is None) if told is None else str(why).startswith(told)


# Actions


@pytest.fixture
def builder(db):
    builder = CaseBuilder(cast()).allocate()
    authorise_charge_of(builder)
    report_charge_of(builder)
    return builder


def record_fact(builder, kind="FIRST_HEARING", days=1, who="assistant", **facts):
    return builder.do(
        court_facts.record_court_fact, who, suspect=builder.suspects[0], kind=kind, on=day_of(days),
        **facts,
    )  # fmt: skip


def correct_fact(builder, fact, who="prosecutor", **facts):
    said = {"reason": "The court moved it."} | facts
    return builder.do(court_facts.correct_court_fact, who, fact=fact, **said)


def refusal_text(act, *arguments, **more):
    with pytest.raises(Refused) as refusal:
        act(*arguments, **more)
    assert refusal.value.is_stage
    return str(refusal.value)


def current_facts():
    rows = CourtFact.objects.unscoped("test").filter(is_current=True, is_void=False)
    return [(fact.result_text, fact.on) for fact in rows.order_by("on")]


def test_facts_are_recorded_and_the_police_are_told(builder):
    record_fact(builder)
    record_fact(builder, "TRIAL", 60)
    builder.at += timedelta(days=5)
    record_fact(builder, "PLEA", 3, result="NOT_GUILTY")
    assert current_facts() == [
        ("First hearing", day_of(1)), ("Plea: Not guilty", day_of(3)), ("Trial", day_of(60)),
    ]  # fmt: skip
    deliveries = Delivery.objects.filter(notice="court_fact").values_list(
        "recipient__name", flat=True
    )
    assert set(deliveries) == {"Olive Officer"}


@pytest.mark.django_db
def test_nothing_is_recorded_before_a_charge_and_a_difference_does_not_stop_it():
    builder = CaseBuilder(cast()).allocate()
    authorise_charge_of(builder)
    told = "There is nothing to record in court before the suspect has been charged."
    assert refusal_text(record_fact, builder) == told
    report_unauthorised_charge(builder)
    assert record_fact(builder).kind == "FIRST_HEARING"


def test_a_date_that_cannot_be_right_is_refused_and_nothing_written(builder):
    assert refusal_text(record_fact, builder, days=-1).startswith(
        "The suspect was charged on 2 March 2026."
    )
    record_fact(builder, days=2)
    told = "A first hearing is recorded already. Correct that one."
    assert refusal_text(record_fact, builder, days=3) == told
    assert CourtFact.objects.unscoped("test").count() == 1


@pytest.mark.parametrize(
    ("kind", "result"), [("PLEA", ""), ("PLEA", "CONVICTED"), ("OUTCOME", "GUILTY")]
)
def test_a_plea_and_an_outcome_have_a_result_of_theirs(builder, kind, result):
    with pytest.raises(ValueError, match="is not a valid"):
        record_fact(builder, kind, 0, result=result)


def test_a_correction_keeps_what_was_said_before(builder):
    first = record_fact(builder)
    correct_fact(builder, first, on=day_of(4))
    assert current_facts() == [("First hearing", day_of(4))]
    assert CourtFact.objects.unscoped("test").count() == 2
    told = "This has been corrected already. Look at what it says now."
    assert refusal_text(correct_fact, builder, first, on=day_of(5)) == told


def test_a_correction_is_judged_without_the_date_it_replaces(builder):
    first = record_fact(builder, days=2)
    trial = record_fact(builder, "TRIAL", 9)
    assert refusal_text(correct_fact, builder, first, on=day_of(10)).startswith(
        "Something is recorded for 11 March"
    )
    assert correct_fact(builder, first, on=day_of(1)).on == day_of(1)
    assert refusal_text(correct_fact, builder, trial, on=day_of(9)) == (
        "Nothing has changed. Change what was recorded, or go back."
    )


def test_a_fact_that_did_not_take_place_is_void_and_another_may_be_recorded(builder):
    first = record_fact(builder)
    void = correct_fact(builder, first, is_void=True)
    assert current_facts() == []
    record_fact(builder, days=6)
    assert current_facts() == [("First hearing", day_of(6))]
    assert refusal_text(correct_fact, builder, void, on=day_of(1)) == (
        "A first hearing is recorded already. Correct that one."
    )


@pytest.mark.django_db(transaction=True)
def test_two_corrections_at_once_make_one():
    builder = CaseBuilder(cast()).allocate()
    authorise_charge_of(builder)
    report_charge_of(builder)
    fact, at = record_fact(builder), builder.at
    by = [scope(builder.cast.prosecutor, at), scope(builder.cast.manager, at)]
    facts = {"fact": fact, "at": at, "reason": "x"}
    outcomes = run_at_once(
        builder.case,
        lambda: court_facts.correct_court_fact(by=by[0], on=day_of(5), **facts),
        lambda: court_facts.correct_court_fact(by=by[1], on=day_of(6), **facts),
    )
    [_refusal] = [each for each in outcomes if isinstance(each, Refused)]
    assert len(current_facts()) == 1


def test_the_database_keeps_what_was_recorded(builder):
    fact = record_fact(builder)
    rows = CourtFact.objects.unscoped("test").filter(pk=fact.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(on=date(2026, 5, 1))
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
