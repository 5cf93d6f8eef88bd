"""Court facts: dated facts after a charge, which are never edited and may be corrected."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from cases.decisions.actions import court_facts
from cases.models import CourtFact
from cases.permissions.court_facts import why_court_date_is_wrong
from devtools.case_builder import MONDAY, Road, cast, scope
from people.access.scopes import Refused
from tests.support.cases.charges import charge, otherwise, report
from tests.support.cases.concurrency import at_once
from timeliness.models import Delivery

CHARGED = MONDAY.date()


def on(days):
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
    known = [(other, on(n)) for other, n in others]
    why = why_court_date_is_wrong(
        kind, on(days), charged_on=CHARGED, others=known, at=MONDAY + timedelta(days=10)
    )
    assert (why is None) if told is None else str(why).startswith(told)


# Actions


@pytest.fixture
def road(db):
    road = Road(cast()).allocate()
    charge(road)
    report(road)
    return road


def record(road, kind="FIRST_HEARING", days=1, who="assistant", **facts):
    return road.do(
        court_facts.record_court_fact, who, suspect=road.suspects[0], kind=kind, on=on(days),
        **facts,
    )  # fmt: skip


def correct(road, fact, who="prosecutor", **facts):
    said = {"reason": "The court moved it."} | facts
    return road.do(court_facts.correct_court_fact, who, fact=fact, **said)


def refused(act, *arguments, **more):
    with pytest.raises(Refused) as refusal:
        act(*arguments, **more)
    assert refusal.value.is_stage
    return str(refusal.value)


def standing():
    rows = CourtFact.objects.unscoped("test").filter(is_current=True, is_void=False)
    return [(fact.result_text, fact.on) for fact in rows.order_by("on")]


def test_facts_are_recorded_and_the_police_are_told(road):
    record(road)
    record(road, "TRIAL", 60)
    road.at += timedelta(days=5)
    record(road, "PLEA", 3, result="NOT_GUILTY")
    assert standing() == [
        ("First hearing", on(1)), ("Plea: Not guilty", on(3)), ("Trial", on(60)),
    ]  # fmt: skip
    deliveries = Delivery.objects.filter(notice="court_fact").values_list(
        "recipient__name", flat=True
    )
    assert set(deliveries) == {"Olive Officer"}


@pytest.mark.django_db
def test_nothing_is_recorded_before_a_charge_and_a_difference_does_not_stop_it():
    road = Road(cast()).allocate()
    charge(road)
    told = "There is nothing to record in court before the suspect has been charged."
    assert refused(record, road) == told
    otherwise(road)
    assert record(road).kind == "FIRST_HEARING"


def test_a_date_that_cannot_be_right_is_refused_and_nothing_written(road):
    assert refused(record, road, days=-1).startswith("The suspect was charged on 2 March 2026.")
    record(road, days=2)
    told = "A first hearing is recorded already. Correct that one."
    assert refused(record, road, days=3) == told
    assert CourtFact.objects.unscoped("test").count() == 1


@pytest.mark.parametrize(
    ("kind", "result"), [("PLEA", ""), ("PLEA", "CONVICTED"), ("OUTCOME", "GUILTY")]
)
def test_a_plea_and_an_outcome_have_a_result_of_theirs(road, kind, result):
    with pytest.raises(ValueError, match="is not a valid"):
        record(road, kind, 0, result=result)


def test_a_correction_keeps_what_was_said_before(road):
    first = record(road)
    correct(road, first, on=on(4))
    assert standing() == [("First hearing", on(4))]
    assert CourtFact.objects.unscoped("test").count() == 2
    told = "This has been corrected already. Look at what it says now."
    assert refused(correct, road, first, on=on(5)) == told


def test_a_correction_is_judged_without_the_date_it_replaces(road):
    first = record(road, days=2)
    trial = record(road, "TRIAL", 9)
    assert refused(correct, road, first, on=on(10)).startswith("Something is recorded for 11 March")
    assert correct(road, first, on=on(1)).on == on(1)
    assert refused(correct, road, trial, on=on(9)) == (
        "Nothing has changed. Change the date or the result, or go back."
    )


def test_what_did_not_take_place_is_void_and_another_may_be_recorded(road):
    first = record(road)
    void = correct(road, first, is_void=True)
    assert standing() == []
    record(road, days=6)
    assert standing() == [("First hearing", on(6))]
    assert refused(correct, road, void, on=on(1)) == (
        "A first hearing is recorded already. Correct that one."
    )


@pytest.mark.django_db(transaction=True)
def test_two_corrections_at_once_make_one():
    road = Road(cast()).allocate()
    charge(road)
    report(road)
    fact, at = record(road), road.at
    by = [scope(road.cast.prosecutor, at), scope(road.cast.manager, at)]
    facts = {"fact": fact, "at": at, "reason": "x"}
    outcomes = at_once(
        road.case,
        lambda: court_facts.correct_court_fact(by=by[0], on=on(5), **facts),
        lambda: court_facts.correct_court_fact(by=by[1], on=on(6), **facts),
    )
    [_refusal] = [each for each in outcomes if isinstance(each, Refused)]
    assert len(standing()) == 1


def test_the_database_keeps_what_was_recorded(road):
    fact = record(road)
    rows = CourtFact.objects.unscoped("test").filter(pk=fact.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(on=date(2026, 5, 1))
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
