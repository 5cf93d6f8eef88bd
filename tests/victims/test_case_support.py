"""Whether a victim supports the case: recorded answers, consistent with a withdrawal."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from devtools.case_builder import MONDAY, Road, cast, force_unit, person, scope
from people.access.scopes import Refused
from people.models import AuditEntry
from tests.support.cases.pages import as_, at, day, follow, said
from tests.support.cases.query_counter import questions
from tests.support.module_fixtures import standing
from tests.victims.test_withdrawals import CONFIRMED, withdrawn
from victims.actions.case_support import record_case_support
from victims.actions.withdrawals import confirm_victim_withdrawal, take_back_victim_withdrawal
from victims.models import CaseSupport, VictimRecord, Withdrawal
from victims.queries import case_support as queries

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
TYPED = {"answer": "YES", "asked_by": "POLICE", "spoke_to": "VICTIM"}


@standing
def road():
    road = Road(cast()).submit()
    road.cast.liaison = person(road.cast.cps, "liaise_with_victims", name="Lia Liaison")
    return road


def record_of(road):
    return VictimRecord.objects.unscoped("test").get(pk=road.victim.pk)


def ask(road, answer="YES", on=TODAY, who="officer", **facts):
    return road.do(
        record_case_support, who, record=record_of(road), answer=answer, on=on,
        **{"asked_by": "POLICE", "spoke_to": "VICTIM"} | facts,
    )  # fmt: skip


def known(road, who="officer"):
    """(the current answer, all answers, newest first)."""
    reader, record = scope(getattr(road.cast, who)), record_of(road)
    gone = Withdrawal.objects.for_scope(reader).filter(record=record)
    answers = queries.case_support_rows(record, reader, gone.select_related("taken_back_by"))
    return str(queries.current_case_support_text(record, answers)), [each.what for each in answers]


def test_no_answer_is_not_taken_for_a_no(road):
    assert known(road) == ("It is not recorded that the victim was asked.", [])


def test_the_answer_of_the_last_day_stands_whenever_it_was_written_down(road):
    ask(road, "NOT_SURE")
    ask(road, "YES", on=TODAY - timedelta(days=3), who="liaison", asked_by="CPS")
    assert known(road) == ("Is not sure", ["Is not sure", "Supports the case"])
    ask(road, "NO")
    assert known(road, "liaison")[0] == "Does not support the case"


def test_what_was_said_is_never_rewritten_and_is_in_the_log(road):
    made = ask(road)
    for change in (made.delete, made.save):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    logged = AuditEntry.objects.get(verb="record_case_support")
    assert (logged.user_id, logged.case_id) == (road.cast.officer.pk, road.case.pk)


def test_nobody_was_asked_on_a_day_to_come(road):
    with pytest.raises(Refused, match="not come yet"):
        ask(road, on=TODAY + timedelta(days=3))


def test_a_withdrawal_is_the_one_truth_until_it_is_taken_back(road):
    ask(road)
    withdrawal = withdrawn(road)
    assert known(road)[0] == "A withdrawal is recorded that the victim has not confirmed"
    with pytest.raises(Refused, match="A withdrawal is already recorded"):
        ask(road, "NO")
    road.do(confirm_victim_withdrawal, "liaison", withdrawal=withdrawal, **CONFIRMED)
    assert known(road)[0] == "Has withdrawn"
    road.do(take_back_victim_withdrawal, "liaison", withdrawal=withdrawal, on=TODAY)
    assert known(road) == ("Supports the case", ["Supports the case"] * 2)
    ask(road, "NOT_SURE")
    assert known(road)[0] == "Is not sure"


def test_the_page_asks_once_and_shows_who_said_it(road):
    liaison, record = as_(road.cast.liaison), record_of(road)
    assert "was asked" in said(liaison.get(at("see-court-support", record)))
    address = at("record-case-support", record)
    page = said(liaison.post(address, {"answer": ""}))
    for wanted in ("what the victim said", "who asked", "who answered"):
        assert f"Select {wanted}" in page
    page = said(follow(liaison, address, **TYPED, **day("on", TODAY)))
    assert "Supports the case" in page
    assert "Asked by: The police. Answered by: The victim. Recorded by Lia Liaison" in page
    withdrawn(road)
    page = liaison.get(at("see-court-support", record))
    assert address not in page.text and liaison.get(address).status_code == 403


def test_who_reads_no_record_of_hers_reads_and_writes_nothing_of_it(road):
    ask(road)
    stranger = as_(person(force_unit(), "refer_cases", "contact_victims"))
    address = at("record-case-support", record_of(road))
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, TYPED | day("on", TODAY)).status_code == 404
    reader = as_(road.cast.prosecutor)
    assert reader.get(address).status_code == 403
    VictimRecord.objects.unscoped("test").filter(pk=road.victim.pk).update(only_side="POLICE")
    assert as_(road.cast.liaison).get(at("see-court-support", record_of(road))).status_code == 404
    reader = scope(road.cast.liaison)
    assert not CaseSupport.objects.for_scope(reader).exists()


def test_the_page_asks_the_database_as_often_whatever_was_said(road):
    address = at("see-court-support", record_of(road))
    _, none = questions(as_(road.cast.officer), address)
    for _ in range(3):
        ask(road)
    _, now = questions(as_(road.cast.officer), address)
    assert len(now) == len(none) <= 12
