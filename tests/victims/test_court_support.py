"""Special measures and personal statements: their steps and dates."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from devtools.case_builder import MONDAY, CaseBuilder, cast, person, scope
from people.access.scopes import Refused
from tests.support.cases.pages import client_for, date_parts, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from victims.actions.court_support import record_personal_statement, record_special_measure
from victims.models import VictimRecord
from victims.queries import court_support as queries
from victims.special_measures import NEXT_MEASURE_STEPS, SpecialMeasureStep

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()


@module_fixture
def builder():
    builder = CaseBuilder(cast()).submit()
    builder.cast.liaison = person(builder.cast.cps, "liaise_with_victims", name="Lia Liaison")
    return builder


def record_of(builder):
    return VictimRecord.objects.unscoped("test").get(pk=builder.victim.pk)


def record_measure_step(builder, name, on=TODAY, measure="SCREENS"):
    facts = {"measure": measure, "step": name, "on": on}
    return builder.do(record_special_measure, "liaison", record=record_of(builder), **facts)


def test_a_measure_goes_from_the_victim_s_wish_to_the_court_s_decision(builder):
    for name in ("WANTED", "APPLIED", "REFUSED", "APPLIED", "GRANTED", "NOT_WANTED"):
        made = record_measure_step(builder, name)
    record_measure_step(builder, "WANTED", measure="RECORDED_CROSS")
    screens, cross = queries.special_measures_of_victim(
        record_of(builder), scope(builder.cast.officer)
    )
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
def test_a_step_that_cannot_follow_is_refused(builder, before, name, told):
    for earlier in before:
        record_measure_step(builder, earlier)
    with pytest.raises(Refused, match=told):
        record_measure_step(builder, name)


@pytest.mark.parametrize("before", [[], ["WANTED"], ["NOT_WANTED"], ["REFUSED"]])
@pytest.mark.parametrize("name", ["APPLIED", "GRANTED"])
def test_a_court_s_result_is_recorded_without_inventing_earlier_steps(builder, before, name):
    for earlier in before:
        record_measure_step(builder, earlier)
    record_measure_step(builder, name)


def test_dates_do_not_run_backwards_nor_ahead(builder):
    record_measure_step(builder, "WANTED")
    with pytest.raises(Refused, match="before that of the step before it"):
        record_measure_step(builder, "APPLIED", on=date(2026, 3, 1))
    with pytest.raises(Refused, match="not come yet"):
        record_measure_step(builder, "APPLIED", on=date(2026, 3, 9))


def test_a_step_of_a_statement_is_not_before_the_last_one(builder):
    facts = {"record": record_of(builder)}
    builder.do(record_personal_statement, "officer", step="TAKEN", on=TODAY, **facts)
    with pytest.raises(Refused, match="before that of the step before it"):
        builder.do(
            record_personal_statement, "officer", step="OFFERED", on=TODAY - timedelta(days=7),
            **facts,
        )  # fmt: skip


def test_every_step_says_what_may_follow_it():
    assert set(NEXT_MEASURE_STEPS) == {None, *SpecialMeasureStep}


def test_the_result_of_a_statement_is_kept_and_never_its_text(builder):
    record = record_of(builder)
    facts = {"record": record, "on": TODAY}
    builder.do(record_personal_statement, "officer", step="OFFERED", **facts)
    builder.do(record_personal_statement, "officer", step="TAKEN", reading="HERSELF", **facts)
    found = queries.statement_entries_of_victim(record, scope(builder.cast.liaison))
    assert [(each.step, each.reading) for each in found] == [
        ("TAKEN", "HERSELF"), ("OFFERED", "NOT_ASKED"),
    ]  # fmt: skip
    with pytest.raises(Refused, match="not read out"):
        builder.do(
            record_personal_statement, "officer", step="DECLINED", reading="HERSELF", **facts
        )


def test_the_pages_of_support_in_court(builder):
    liaison, record = client_for(builder.cast.liaison), record_of(builder)
    page = page_text(liaison.get(page_url("see-court-support", record)))
    assert "Nothing is recorded yet" in page and "has not withdrawn" in page
    typed = {"measure": "WIGS", "step": "WANTED", **date_parts("on", TODAY)}
    page = page_text(submit_form(liaison, page_url("record-special-measure", record), **typed))
    assert "Wigs and gowns removed (section 26)" in page and "The victim wants it" in page
    answer = liaison.post(page_url("record-special-measure", record), typed)
    assert answer.status_code == 409 and "cannot come next" in page_text(answer)
    typed = {"step": "OFFERED", "reading": "HERSELF", **date_parts("on", TODAY)}
    page = page_text(submit_form(liaison, page_url("record-personal-statement", record), **typed))
    assert "Offered" in page and "Read out: Not asked yet" in page
