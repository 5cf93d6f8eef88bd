"""The police's own requests for material about a victim, before and after the CPS knows of them."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from cases.action_plans.actions import own_victim_requests
from cases.case_details.actions import cases
from cases.case_details.actions.circumstances import record_circumstances
from cases.models import (
    Allegation,
    Circumstances,
    Event,
    StatutoryDecision,
    VictimNotice,
    VictimRequest,
)
from devtools.case_builder import CaseBuilder, cast, scope
from devtools.letter_steps import authorise_victim_charge, build_case_before_charge
from people.access.scopes import Refused
from tests.support.cases import intrusive_actions as r
from tests.support.cases.pages import client_for, date_parts, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from timeliness.models import Clock, Delivery

pytestmark = pytest.mark.django_db

ASKED = {
    "material": "Attendance records.", "holder": "The school.",
    "from_on": date(2025, 1, 1), "to_on": date(2025, 6, 30),
    "necessity": "It shows where they were.", "less_intrusive": "A statement says less.",
}  # fmt: skip


@module_fixture
def builder():
    """A case that the police have not case_sent."""
    return CaseBuilder(cast(), at=days_ago(30))


@pytest.fixture
def case_sent():
    return CaseBuilder(cast(), at=days_ago(30)).allocate()


def begin(builder, who="officer", **more):
    """The police begin a request about the victim of the case; returns it as stored."""
    said = {"reach": "HOLDER"} | ASKED | more
    said.setdefault("victim", builder.victim)
    made = builder.do(own_victim_requests.begin_victim_request, who, **said)
    return stored(made)


def stored(one):
    return VictimRequest.objects.unscoped("test").get(pk=one.pk)


def drop(builder, one):
    return builder.do(
        own_victim_requests.drop_victim_request, "officer", victim_request=one,
        because="The school closed.",
    )  # fmt: skip


def rows_seen_by(builder, who, model=VictimRequest):
    return list(model.objects.for_scope(scope(getattr(builder.cast, who))))


def test_the_same_steps_follow_as_for_an_action_of_a_plan(builder):
    one = begin(builder)
    with pytest.raises(Refused, match="Record first who decided"):
        r.record_step(builder, "mark_requested", one, requested_on=r.current_day(builder))
    r.record_all_steps(builder, one)
    r.record_step(builder, "mark_requested", stored(one), requested_on=r.current_day(builder))
    r.record_reply(builder, stored(one))
    builder.do(r.holder_replies.mark_given_back, "officer", victim_request=stored(one),
               returned_on=r.current_day(builder))  # fmt: skip
    assert stored(one).returned_on and stored(one).reply == "ALL"


def test_what_the_police_asked_before_their_referral_leaves_no_trace_at_the_cps():
    builder = CaseBuilder(cast(), at=days_ago(30)).allocate()
    second = builder.do(cases.add_victim, "officer", case=builder.case)
    before = page_text(client_for(builder.cast.prosecutor).get(page_url("see-case", builder.case)))
    one = r.record_all_steps(builder, begin(builder, victim=second))
    r.record_step(builder, "mark_requested", stored(one), requested_on=r.current_day(builder))
    r.record_reply(builder, stored(one))
    assert stored(one).only_side == "POLICE"
    for model in (VictimRequest, StatutoryDecision, VictimNotice):
        assert rows_seen_by(builder, "prosecutor", model) == []
        assert len(rows_seen_by(builder, "officer", model)) == 1
    events = Event.objects.unscoped("test").filter(case=builder.case, only_side="POLICE")
    assert {"begin_victim_request", "record_authority", "record_notice", "mark_requested",
            "record_reply"} <= set(events.values_list("verb", flat=True))  # fmt: skip
    assert not Delivery.objects.filter(notice="holder_replied").exists()
    lawyer = client_for(builder.cast.prosecutor)
    assert page_text(lawyer.get(page_url("see-case", builder.case))) == before
    assert lawyer.get(page_url("see-victim-request", one)).status_code == 404
    register = page_text(lawyer.get(page_url("see-victim-register", builder.case)))
    assert "Nobody has been asked" in register and "Begin a request" not in register


def test_the_cps_reads_it_once_the_referral_about_the_victim_is_signed_off(builder):
    one = r.record_authority(builder, begin(builder))
    given_up = begin(builder, holder="A surgery.", again_because="It is a surgery.")
    drop(builder, given_up)
    asked = begin(builder, holder="The council.", again_because="It is the council.")
    r.record_all_steps(builder, asked)
    r.record_step(builder, "mark_requested", stored(asked), requested_on=r.current_day(builder))
    drop(builder, stored(asked))
    assert rows_seen_by(builder, "prosecutor") == []
    builder.allocate()
    assert {each.pk for each in rows_seen_by(builder, "prosecutor")} == {one.pk, asked.pk}
    assert len(rows_seen_by(builder, "prosecutor", StatutoryDecision)) == 2
    page = page_text(
        client_for(builder.cast.prosecutor).get(page_url("see-victim-register", builder.case))
    )
    assert "The police’s own request of" in page and "The school." in page
    assert "A surgery" not in page and "The council" in page


def test_the_cps_reads_it_once_a_report_of_a_charge_names_the_victim():
    builder = build_case_before_charge()
    second = builder.do(cases.add_victim, "officer", case=builder.case)
    builder.do(
        record_circumstances, "officer", victim=second, domestic_abuse="NO", was_child="NO",
        is_vulnerable="NO", assessment="DONE",
    )  # fmt: skip
    one = begin(builder, victim=second)
    offence = Allegation.objects.unscoped("test").filter(case=builder.case).first().offence
    assert one.only_side == "POLICE"
    authorise_victim_charge(builder, builder.suspects[0], others=[(second, offence)])
    assert rows_seen_by(builder, "prosecutor") == [one]
    assert [each.victim for each in rows_seen_by(builder, "prosecutor", Circumstances)] == [second]


def test_what_is_begun_about_a_victim_whom_the_cps_knows_is_seen_at_once(case_sent):
    one = begin(case_sent)
    assert one.only_side == "" and rows_seen_by(case_sent, "prosecutor") == [one]
    with pytest.raises(Refused):
        begin(case_sent, "prosecutor", again_because="Again.")


def test_a_plan_does_not_ask_unknowingly_for_what_the_police_asked_before(case_sent):
    begin(case_sent)
    with pytest.raises(Refused, match="the police’s own request of"):
        case_sent.plan({"reach": ASKED | {"reach": "HOLDER", "victim": case_sent.victim}})
    case_sent.plan({"reach": ASKED | {"reach": "HOLDER", "victim": case_sent.victim,
                                 "again_because": "More."}})  # fmt: skip


def test_a_plan_is_not_stopped_by_a_request_that_the_cps_may_not_know(case_sent):
    second = case_sent.do(cases.add_victim, "officer", case=case_sent.case)
    begin(case_sent, victim=second)
    case_sent.plan({"reach": ASKED | {"reach": "HOLDER"}})  # without a victim: any may be meant
    with pytest.raises(Refused, match="This was asked for before"):
        begin(case_sent, victim=second)


def test_the_presumption_against_counselling_records_is_rebutted_first(builder):
    with pytest.raises(Refused, match="rebuts the presumption"):
        begin(builder, reach="COUNSELLING")
    with pytest.raises(Refused, match="rebuts the presumption"):
        begin(builder, rebuttal="Not asked of a school.")
    one = begin(builder, reach="COUNSELLING", rebuttal="The first account was given there.")
    assert one.rebuttal and one.approved_by is None


def test_what_is_given_up_is_not_asked_for_and_reminds_of_nothing(builder):
    one = begin(builder)
    late = r.current_day(builder) + timedelta(days=9)
    r.record_step(builder, "record_notice", one, late_because="Away.", promised_on=late)
    r.record_authority(builder, stored(one))
    clock = stored(one).notice_clock
    assert Clock.objects.running().filter(pk=clock.pk).exists()
    drop(builder, stored(one))
    assert not Clock.objects.running().filter(pk=clock.pk).exists()
    today = r.current_day(builder)
    told = {"given_on": today} | r.TOLD
    for step, said in (("mark_requested", {"requested_on": today}), ("record_notice", told)):
        with pytest.raises(Refused, match="no longer ask for this"):
            r.record_step(builder, step, stored(one), **said)
    with pytest.raises(Refused, match="no longer ask for this"):
        drop(builder, stored(one))


def test_the_victim_is_still_told_late_of_what_was_asked_and_then_given_up(builder):
    one = begin(builder)
    late = r.current_day(builder) + timedelta(days=9)
    r.record_step(builder, "record_notice", one, late_because="Away.", promised_on=late)
    r.record_authority(builder, stored(one))
    r.record_step(builder, "mark_requested", stored(one), requested_on=r.current_day(builder))
    drop(builder, stored(one))
    assert stored(one).is_notice_owed
    assert Clock.objects.running().filter(pk=stored(one).notice_clock_id).exists()
    r.record_notice(builder, stored(one))
    r.record_reply(builder, stored(one))  # it came after all
    assert stored(one).notified_on and stored(one).replied_on


def test_a_device_no_longer_agreed_to_stays_with_the_police_and_may_be_asked_for_again(builder):
    one = begin(builder, reach="DEVICE", holder="The victim.")
    r.record_step(builder, "record_agreement", one, agreed_on=r.current_day(builder))
    off = {"withdrawn_on": r.current_day(builder)}
    r.record_step(builder, "record_withdrawal", stored(one), **off)
    register = client_for(builder.cast.officer).get(page_url("see-victim-register", builder.case))
    assert "Given up, and never asked for." in page_text(register)
    begin(builder, reach="DEVICE", holder="The victim.")  # and no reason why again
    builder.allocate()
    assert one not in rows_seen_by(builder, "prosecutor")


def test_a_request_for_an_action_is_not_given_up_by_itself(case_sent):
    one = r.plan_intrusive_action(case_sent)
    with pytest.raises(Refused, match="It ends with the action"):
        drop(case_sent, one)


def test_the_days_without_an_answer_count_until_it_is_given_up(builder):
    one = r.record_all_steps(builder, begin(builder))
    r.record_step(builder, "mark_requested", stored(one), requested_on=r.current_day(builder))
    officer = client_for(builder.cast.officer)
    assert "No answer for" in page_text(officer.get(page_url("see-victim-register", builder.case)))
    drop(builder, stored(one))
    page = page_text(officer.get(page_url("see-victim-register", builder.case)))
    assert "No answer for" not in page and "No reply was recorded" in page


def test_a_request_is_begun_and_given_up_on_its_pages(builder):
    officer = client_for(builder.cast.officer)
    start = page_url("begin-victim-request", builder.victim)
    victims = page_url("see-case-victims", builder.case)
    assert start in officer.get(victims).text
    lawyer = client_for(builder.cast.prosecutor)
    assert start not in lawyer.get(victims).text and lawyer.get(start).status_code == 404
    said = {name: value for name, value in ASKED.items() if name not in ("from_on", "to_on")}
    said |= date_parts("from_on", ASKED["from_on"]) | date_parts("to_on", ASKED["to_on"])
    page = page_text(officer.post(start, said | {"reach": "COUNSELLING"}))
    assert "Enter what rebuts the presumption against asking" in page
    page = page_text(submit_form(officer, start, reach="HOLDER", **said))
    assert "Nobody has been asked yet" in page
    one = VictimRequest.objects.unscoped("test").get(case=builder.case)
    page = page_text(officer.post(page_url("drop-victim-request", one), {"because": ""}))
    assert "Enter why it is no longer asked for" in page
    why = "The school has closed, and nobody has kept its records."
    page = page_text(submit_form(officer, page_url("drop-victim-request", one), because=why))
    assert "The police stopped asking for this on" in page and why in page


@pytest.mark.parametrize("broken", [
    {"victim": None}, {"dropped_because": "No moment."}, {"only_side": "CPS"},
    {"reach": "COUNSELLING"},
])  # fmt: skip
def test_the_database_keeps_a_request_of_the_police_whole(builder, broken):
    whole = ASKED | {
        "case": builder.case, "victim": builder.victim, "reach": "HOLDER",
        "set_by": builder.cast.officer, "set_at": builder.at,
    }  # fmt: skip
    rows = VictimRequest.objects.unscoped("test")
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.create(**whole | broken)
    assert rows.create(**whole)


def test_a_request_for_an_action_is_never_private(case_sent):
    one = r.plan_intrusive_action(case_sent)
    with pytest.raises(IntegrityError), transaction.atomic():
        VictimRequest.objects.unscoped("test").filter(pk=one.pk).update(only_side="POLICE")
