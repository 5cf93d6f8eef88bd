"""Special measures and personal statements: their steps and dates."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from devtools.case_builder import MONDAY, Road, cast, person, scope
from people.access.scopes import Refused
from tests.support.cases.pages import as_, at, day, follow, said
from tests.support.module_fixtures import standing
from victims.actions.court_support import record_personal_statement, record_special_measure
from victims.models import VictimRecord
from victims.queries import court_support as queries
from victims.special_measures import NEXT_MEASURE_STEPS, SpecialMeasureStep

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()


@standing
def road():
    road = Road(cast()).submit()
    road.cast.liaison = person(road.cast.cps, "liaise_with_victims", name="Lia Liaison")
    return road


def record_of(road):
    return VictimRecord.objects.unscoped("test").get(pk=road.victim.pk)


def step(road, name, on=TODAY, measure="SCREENS"):
    facts = {"measure": measure, "step": name, "on": on}
    return road.do(record_special_measure, "liaison", record=record_of(road), **facts)


def test_a_measure_goes_from_what_she_wants_to_what_the_court_says(road):
    for name in ("WANTED", "APPLIED", "REFUSED", "APPLIED", "GRANTED", "NOT_WANTED"):
        made = step(road, name)
    step(road, "WANTED", measure="RECORDED_CROSS")
    screens, cross = queries.special_measures_of_victim(record_of(road), scope(road.cast.officer))
    assert screens[1] == made and [each.step for each in screens[2]] == [
        "GRANTED", "APPLIED", "REFUSED", "APPLIED", "WANTED",
    ]  # fmt: skip
    assert cross[1].step == "WANTED" and cross[2] == []
    for change in (made.delete, made.save):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("before", "name", "told"),
    [
        (
            ["WANTED"],
            "WANTED",
            "The victim wants it cannot come next.*entry recorded is: The victim",
        ),
        (["GRANTED"], "APPLIED", "entry recorded is: Granted by the court"),
        (["WANTED", "APPLIED"], "WANTED", "entry recorded is: Applied for"),
    ],
)
def test_a_step_that_cannot_follow_is_refused(road, before, name, told):
    for earlier in before:
        step(road, earlier)
    with pytest.raises(Refused, match=told):
        step(road, name)


@pytest.mark.parametrize("before", [[], ["WANTED"], ["NOT_WANTED"], ["REFUSED"]])
@pytest.mark.parametrize("name", ["APPLIED", "GRANTED"])
def test_what_a_court_did_is_recorded_without_inventing_what_came_before(road, before, name):
    for earlier in before:
        step(road, earlier)
    step(road, name)


def test_dates_do_not_run_backwards_nor_ahead(road):
    step(road, "WANTED")
    with pytest.raises(Refused, match="before that of the step before it"):
        step(road, "APPLIED", on=date(2026, 3, 1))
    with pytest.raises(Refused, match="not come yet"):
        step(road, "APPLIED", on=date(2026, 3, 9))


def test_every_step_says_what_may_follow_it():
    assert set(NEXT_MEASURE_STEPS) == {None, *SpecialMeasureStep}


def test_what_became_of_a_statement_is_kept_and_never_what_it_says(road):
    record = record_of(road)
    facts = {"record": record, "on": TODAY}
    road.do(record_personal_statement, "officer", step="OFFERED", **facts)
    road.do(record_personal_statement, "officer", step="TAKEN", reading="HERSELF", **facts)
    found = queries.statement_entries_of_victim(record, scope(road.cast.liaison))
    assert [(each.step, each.reading) for each in found] == [
        ("TAKEN", "HERSELF"), ("OFFERED", "NOT_ASKED"),
    ]  # fmt: skip
    with pytest.raises(Refused, match="not read out"):
        road.do(record_personal_statement, "officer", step="DECLINED", reading="HERSELF", **facts)


def test_the_pages_of_support_in_court(road):
    liaison, record = as_(road.cast.liaison), record_of(road)
    page = said(liaison.get(at("see-court-support", record)))
    assert "Nothing is recorded yet" in page and "has not withdrawn" in page
    typed = {"measure": "WIGS", "step": "WANTED", **day("on", TODAY)}
    page = said(follow(liaison, at("record-special-measure", record), **typed))
    assert "Wigs and gowns removed (section 26)" in page and "The victim wants it" in page
    answer = liaison.post(at("record-special-measure", record), typed)
    assert answer.status_code == 409 and "cannot come next" in said(answer)
    typed = {"step": "OFFERED", "reading": "HERSELF", **day("on", TODAY)}
    page = said(follow(liaison, at("record-personal-statement", record), **typed))
    assert "Offered" in page and "Read out: Not asked yet" in page
