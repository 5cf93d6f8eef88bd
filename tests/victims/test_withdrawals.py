"""A victim's withdrawal: unconfirmed, confirmed, and taken back."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from devtools.case_builder import MONDAY, CaseBuilder, cast, person
from people.access.scopes import Refused
from tests.support.cases.pages import (
    client_for,
    date_parts,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.module_fixtures import module_fixture
from victims.actions import duties
from victims.actions.contacts import record_contact
from victims.actions.records import record_wishes
from victims.actions.victim_events import record_victim_event
from victims.actions.withdrawals import (
    confirm_victim_withdrawal,
    record_victim_withdrawal,
    take_back_victim_withdrawal,
)
from victims.contact_barriers import barriers_to_contact
from victims.models import Duty, VictimRecord, Withdrawal

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
CONFIRMED = {"confirmed_by": "VICTIM", "confirmed_on": TODAY}
ASKED = {
    "reasons": ["DELAY", "COURT"], "stage": "DECISION", "told_by": "ISVA", "told_to": "POLICE",
    "is_isva_offered": True, "is_statement_taken": False, "is_evidence_led_considered": True,
}  # fmt: skip


@module_fixture
def builder():
    builder = CaseBuilder(cast()).submit()
    builder.cast.liaison = person(builder.cast.cps, "liaise_with_victims", name="Lia Liaison")
    builder.do(record_wishes, "officer", record=record_of(builder), version=1, update_every_days=7)
    return builder


def record_of(builder):
    return VictimRecord.objects.unscoped("test").get(pk=builder.victim.pk)


def record_withdrawal_of(builder, **facts):
    about = {"record": record_of(builder), "on": TODAY}
    return builder.do(record_victim_withdrawal, "officer", **about, **ASKED | facts)


def record_unanswered_call(builder, **facts):
    record = record_of(builder)
    return builder.do(
        record_contact, "liaison", record=record, version=record.version, contacted_at=builder.at,
        direction="OUT", channel="PHONE", outcome="NO_ANSWER", is_safe_now=True, **facts,
    )  # fmt: skip


def test_hearsay_shuts_no_gate_and_the_victim_s_own_word_does(builder):
    withdrawal = record_withdrawal_of(builder)
    assert (
        barriers_to_contact(record_of(builder)) == [] and record_of(builder).listed_at.year == 2026
    )
    builder.do(confirm_victim_withdrawal, "liaison", withdrawal=withdrawal, **CONFIRMED)
    assert barriers_to_contact(record_of(builder)) == ["WITHDRAWN"]
    assert record_of(builder).listed_at.year == 9999  # no agreed interval any more
    with pytest.raises(Refused, match="has withdrawn from the case. Enter why"):
        record_unanswered_call(builder)
    assert record_unanswered_call(
        builder, reason="The trial is off. Both sides know the reason."
    ).barriers == ["WITHDRAWN"]
    with pytest.raises(Refused, match="confirmed already"):
        builder.do(confirm_victim_withdrawal, "liaison", withdrawal=withdrawal, **CONFIRMED)


def test_a_withdrawal_is_taken_back_and_the_gate_is_open_again(builder):
    withdrawal = record_withdrawal_of(builder, **CONFIRMED)
    assert barriers_to_contact(record_of(builder)) == ["WITHDRAWN"]
    with pytest.raises(Refused, match="already recorded"):
        record_withdrawal_of(builder)
    about = {"withdrawal": withdrawal}
    with pytest.raises(Refused):
        builder.do(take_back_victim_withdrawal, "liaison", on=TODAY - timedelta(days=1), **about)
    builder.do(take_back_victim_withdrawal, "liaison", on=TODAY, **about)
    assert (
        barriers_to_contact(record_of(builder)) == [] and record_of(builder).listed_at.year == 2026
    )
    with pytest.raises(Refused, match="been taken back"):
        builder.do(take_back_victim_withdrawal, "liaison", on=TODAY, **about)
    assert record_withdrawal_of(builder).pk != withdrawal.pk


def test_duties_to_a_withdrawing_victim_last_unless_the_victim_opts_out(builder):
    [suspect] = builder.suspects
    builder.do(
        record_victim_event, "officer", record=record_of(builder), suspect=suspect.pk,
        what="INTERVIEW", on=builder.at.date(),
    )  # fmt: skip
    record_withdrawal_of(builder, **CONFIRMED)
    duties.recompute_all_duties(at=builder.at)
    owed = Duty.objects.unscoped("test").get(what="INTERVIEW")
    page = page_text(
        client_for(builder.cast.officer).get(page_url("see-court-support", record_of(builder)))
    )
    assert owed.is_open and "is still to be told, unless they say" in page
    end = {
        "record": record_of(builder),
        "duties": [owed.pk],
        "why": "She asked. Both sides know the reason.",
    }
    with pytest.raises(Refused, match="has not said that they do not want to be contacted"):
        builder.do(duties.end_duties, "officer", **end)
    record = record_of(builder)
    builder.do(record_wishes, "officer", record=record, version=record.version, wants_contact="NO")
    builder.do(duties.end_duties, "officer", **end | {"record": record_of(builder)})
    owed.refresh_from_db()
    assert owed.ended_because == "OPTED_OUT"


def test_a_follow_up_is_fixed_and_one_is_open_at_a_time(builder):
    withdrawal = record_withdrawal_of(builder)
    rows = Withdrawal.objects.unscoped("test").filter(pk=withdrawal.pk)
    for change in (
        {"reasons": ["OTHER"]},
        {"is_evidence_led_considered": False},
        {"stage": "TRIAL"},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    for change in ({"confirmed_by": "VICTIM"}, {"taken_back_on": TODAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        withdrawal.delete()


def test_the_pages_of_a_withdrawal(builder):
    officer, record = client_for(builder.cast.officer), record_of(builder)
    address = page_url("record-victim-withdrawal", record)
    answer = page_text(officer.post(address, {"is_confirmed": "yes"}))
    for wrong in ("Select why, or that the victim did not say", "Select who confirmed it",
                  "Select whether it has been considered", "Enter when it was"):  # fmt: skip
        assert wrong in answer
    typed = {name: {True: "yes", False: "no"}.get(fact, fact)
             if isinstance(fact, bool) else fact for name, fact in ASKED.items()}  # fmt: skip
    page = submit_form(officer, address, is_confirmed="no", **typed, **date_parts("on", TODAY))
    told = page_text(page)
    for shown in ("The time it takes; Fear of court", "No one yet: ask the victim",
                  "While the CPS was deciding", "The ISVA", "The police"):  # fmt: skip
        assert shown in told
    assert address not in links_on_page(page)  # only one at a time
    [confirming] = [to for to in links_on_page(page) if to.endswith("/confirm/")]
    typed = {"confirmed_by": "REPRESENTATIVE", **date_parts("confirmed_on", TODAY)}
    page = submit_form(officer, confirming, **typed)
    assert "Someone who represents the victim" in page_text(
        page
    ) and confirming not in links_on_page(page)
    gate = page_text(officer.get(page_url("record-contact", record)))
    assert "has withdrawn from the case" in gate
    [back] = [to for to in links_on_page(page) if to.endswith("/take-back/")]
    page = submit_form(officer, back, **date_parts("on", TODAY))
    assert "Taken back on 2 March 2026" in page_text(page) and back not in links_on_page(page)
    assert address in links_on_page(page)
