"""Whether a victim supports the case: recorded answers, consistent with a withdrawal."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from devtools.case_builder import MONDAY, CaseBuilder, cast, force_unit, person, scope
from people.access.scopes import Refused
from people.models import AuditEntry
from tests.support.cases.pages import client_for, date_parts, page_text, page_url, submit_form
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from tests.victims.test_withdrawals import CONFIRMED, record_withdrawal_of
from victims.actions.case_support import record_case_support
from victims.actions.withdrawals import confirm_victim_withdrawal, take_back_victim_withdrawal
from victims.models import CaseSupport, VictimRecord, Withdrawal
from victims.queries import case_support as queries

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
TYPED = {"answer": "YES", "asked_by": "POLICE", "spoke_to": "VICTIM"}


@module_fixture
def builder():
    builder = CaseBuilder(cast()).submit()
    builder.cast.liaison = person(builder.cast.cps, "liaise_with_victims", name="Lia Liaison")
    return builder


def record_of(builder):
    return VictimRecord.objects.unscoped("test").get(pk=builder.victim.pk)


def record_answer(builder, answer="YES", on=TODAY, who="officer", **facts):
    return builder.do(
        record_case_support, who, record=record_of(builder), answer=answer, on=on,
        **{"asked_by": "POLICE", "spoke_to": "VICTIM"} | facts,
    )  # fmt: skip


def answers_known(builder, who="officer"):
    """(the current answer, all answers, newest first)."""
    reader, record = scope(getattr(builder.cast, who)), record_of(builder)
    gone = Withdrawal.objects.for_scope(reader).filter(record=record)
    answers = queries.case_support_rows(record, reader, gone.select_related("taken_back_by"))
    return str(queries.current_case_support_text(record, answers)), [each.what for each in answers]


def test_no_answer_is_not_taken_for_a_no(builder):
    assert answers_known(builder) == ("It is not recorded that the victim was asked.", [])


def test_the_answer_of_the_last_day_stands_whenever_it_was_written_down(builder):
    record_answer(builder, "NOT_SURE")
    record_answer(builder, "YES", on=TODAY - timedelta(days=3), who="liaison", asked_by="CPS")
    assert answers_known(builder) == ("Is not sure", ["Is not sure", "Supports the case"])
    record_answer(builder, "NO")
    assert answers_known(builder, "liaison")[0] == "Does not support the case"


def test_an_answer_is_never_rewritten_and_is_in_the_log(builder):
    made = record_answer(builder)
    for change in (made.delete, made.save):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    logged = AuditEntry.objects.get(verb="record_case_support")
    assert (logged.user_id, logged.case_id) == (builder.cast.officer.pk, builder.case.pk)


def test_an_answer_on_a_future_day_is_refused(builder):
    with pytest.raises(Refused, match="not come yet"):
        record_answer(builder, on=TODAY + timedelta(days=3))


def test_a_withdrawal_is_the_one_truth_until_it_is_taken_back(builder):
    record_answer(builder)
    withdrawal = record_withdrawal_of(builder)
    assert answers_known(builder)[0] == "A withdrawal is recorded that the victim has not confirmed"
    with pytest.raises(Refused, match="A withdrawal is already recorded"):
        record_answer(builder, "NO")
    builder.do(confirm_victim_withdrawal, "liaison", withdrawal=withdrawal, **CONFIRMED)
    assert answers_known(builder)[0] == "Has withdrawn"
    builder.do(take_back_victim_withdrawal, "liaison", withdrawal=withdrawal, on=TODAY)
    assert answers_known(builder) == ("Supports the case", ["Supports the case"] * 2)
    record_answer(builder, "NOT_SURE")
    assert answers_known(builder)[0] == "Is not sure"


def test_the_page_asks_once_and_shows_who_said_it(builder):
    liaison, record = client_for(builder.cast.liaison), record_of(builder)
    assert "was asked" in page_text(liaison.get(page_url("see-court-support", record)))
    address = page_url("record-case-support", record)
    page = page_text(liaison.post(address, {"answer": ""}))
    for wanted in ("what the victim said", "who asked", "who answered"):
        assert f"Select {wanted}" in page
    page = page_text(submit_form(liaison, address, **TYPED, **date_parts("on", TODAY)))
    assert "Supports the case" in page
    assert "Asked by: The police. Answered by: The victim. Recorded by Lia Liaison" in page
    record_withdrawal_of(builder)
    page = liaison.get(page_url("see-court-support", record))
    assert address not in page.text and liaison.get(address).status_code == 403


def test_a_person_without_the_victim_s_record_reads_and_writes_no_answer(builder):
    record_answer(builder)
    stranger = client_for(person(force_unit(), "refer_cases", "contact_victims"))
    address = page_url("record-case-support", record_of(builder))
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, TYPED | date_parts("on", TODAY)).status_code == 404
    reader = client_for(builder.cast.prosecutor)
    assert reader.get(address).status_code == 403
    VictimRecord.objects.unscoped("test").filter(pk=builder.victim.pk).update(only_side="POLICE")
    assert (
        client_for(builder.cast.liaison)
        .get(page_url("see-court-support", record_of(builder)))
        .status_code
        == 404
    )
    reader = scope(builder.cast.liaison)
    assert not CaseSupport.objects.for_scope(reader).exists()


def test_the_page_takes_the_same_queries_for_any_answer(builder):
    address = page_url("see-court-support", record_of(builder))
    _, none = page_and_queries(client_for(builder.cast.officer), address)
    for _ in range(3):
        record_answer(builder)
    _, now = page_and_queries(client_for(builder.cast.officer), address)
    assert len(now) == len(none) <= 12
