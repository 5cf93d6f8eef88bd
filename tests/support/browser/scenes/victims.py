"""Victims in the browser tests: one with full records, others without."""

from datetime import timedelta

from cases.case_details.actions import cases
from devtools.case_builder import person
from timeliness.models import Clock
from victims.actions.case_support import record_case_support
from victims.actions.characteristics import record_characteristics
from victims.actions.contacts import decide_not_to_contact, record_contact
from victims.actions.court_support import record_personal_statement, record_special_measure
from victims.actions.duties import end_duties
from victims.actions.follow_ups import answer_follow_up, ask_follow_up
from victims.actions.identities import record_identity
from victims.actions.records import name_victim_contact, record_wishes
from victims.actions.victim_events import record_victim_event, withdraw_victim_event
from victims.actions.withdrawals import record_victim_withdrawal, take_back_victim_withdrawal
from victims.models import Duty, VictimRecord, WithdrawalReason
from victims.special_measures import SpecialMeasureKind

LONG = "Gwasanaeth-Erlyn-y-Goron-" * 20
WISHES = {
    "wants_contact": "NO", "channel": "EMAIL", "safe_times": LONG[:200],
    "voicemail_is_safe": "NO", "text_is_safe": "NO", "care": LONG, "language": "Cymraeg",
    "needs_interpreter": "YES", "letters_in": "WELSH", "access_needs": LONG,
    "update_every_days": 14,
}  # fmt: skip
EXACT = "Zara Quist-Example"


def add_victim_people(people):
    """{role: person} of people in contact with victims, on either side."""
    people.liaison = person(people.cps, "liaise_with_victims", name="Lia Liaison")
    people.contact = person(people.police, "contact_victims", name="Cal Contact")
    return {"liaison": people.liaison, "contact": people.contact}


def record_known_victim(builder):
    """Id of the case's victim, with full records."""
    record = record_of(builder)
    builder.do(record_wishes, "officer", record=record, version=record.version, **WISHES)
    builder.do(
        record_identity, "officer", record=record, version=0, name=EXACT, phone="07700 900123",
        address=LONG[:400], representative=LONG[:200],
    )  # fmt: skip
    builder.do(name_victim_contact, "supervisor", record=record, person=builder.cast.contact)
    record_special_measures(builder)
    ask_equality_questions(builder)
    builder.withdrawal = record_withdrawals(builder)
    builder.follow_up = ask_follow_ups(builder, add_contacts(builder))
    return record.pk


def ask_equality_questions(builder):
    """The officer and the contact officer asked; one answer was taken back."""
    about = {"record": record_of(builder)}
    answers = {"sex": "FEMALE", "ethnicity": "W9", "religion": "DECLINED"}
    builder.do(record_characteristics, "officer", how="IN_PERSON", **about, **answers)
    builder.do(record_characteristics, "contact", how="PHONE", disability="YES", **about)
    builder.do(record_characteristics, "contact", disability="WITHDRAWN", **about)


def record_special_measures(builder):
    """The victim wants every special measure; one is granted. A statement was offered and taken."""
    about = {"record": record_of(builder), "on": builder.at.date()}
    for measure in SpecialMeasureKind:
        builder.do(record_special_measure, "contact", measure=measure, step="WANTED", **about)
    for step in ("APPLIED", "GRANTED"):
        builder.do(record_special_measure, "contact", measure="SCREENS", step=step, **about)
    builder.do(record_personal_statement, "contact", step="OFFERED", **about)
    builder.do(record_personal_statement, "contact", step="TAKEN", reading="HERSELF", **about)
    facts = {"asked_by": "POLICE", "spoke_to": "VICTIM"}
    builder.do(record_case_support, "contact", answer="YES", **facts, **about)


def record_withdrawals(builder):
    """The victim withdrew, took it back, and is reported to withdraw again. Returns the last."""
    facts = {
        "record": record_of(builder), "on": builder.at.date(), "reasons": WithdrawalReason.values,
        "stage": "DECISION", "told_by": "ISVA", "told_to": "POLICE", "is_isva_offered": True,
        "is_statement_taken": False, "is_evidence_led_considered": True,
    }  # fmt: skip
    first = builder.do(record_victim_withdrawal, "contact", **facts)
    about = {"withdrawal": first, "on": builder.at.date()}
    builder.do(take_back_victim_withdrawal, "contact", **about)
    return builder.do(record_victim_withdrawal, "contact", **facts)


def ask_follow_ups(builder, contact):
    """Two follow-ups on a contact, one with a long answer, one open."""
    follow_up = builder.do(ask_follow_up, "supervisor", contact=contact, question=LONG)
    builder.do(answer_follow_up, "contact", follow_up=follow_up, answer=LONG)
    return builder.do(ask_follow_up, "manager", contact=contact, question=LONG)


def add_contacts(builder):
    """A contact, attempts of every kind, and a decision to stop contact; returns the last."""
    about = {"direction": "OUT", "is_safe_now": True, "reason": LONG[:300]}
    told = [("CHARGE", builder.suspects[:1]), ("NFA", builder.suspects[1:]), ("STATEMENT", [])]
    for facts in (
        {"channel": "PHONE", "outcome": "REACHED", "spoke_to": "VICTIM", "note": LONG,
         "is_identity_checked": True, "conveyed": told, "signposted": ["IDVA", "WITNESS_CARE"],
         "isva_told": "NO"},
        {"channel": "PHONE", "outcome": "VOICEMAIL"},
        {"channel": "LETTER", "outcome": "WRONG"},
    ):  # fmt: skip
        record = record_of(builder)
        builder.do(
            record_contact, "contact", record=record, version=record.version,
            contacted_at=builder.at, **about, **facts,
        )  # fmt: skip
    return builder.do(
        decide_not_to_contact, "contact", record=record_of(builder), reason=LONG[:300],
        next_on=builder.at.date(),
    )  # fmt: skip


def record_of(builder):
    """The record of the case's victim."""
    return VictimRecord.objects.unscoped("scene").get(pk=builder.victim.pk)


def add_duties(builder):
    """Duties to the same victim: open, met, not to be told, and withdrawn."""
    today = builder.at.date()
    arrested = {"custody": "UNDER_INVESTIGATION", "arrested_on": today, "released_on": today}
    arrested |= dict.fromkeys(("detained_until", "bailed_on", "bail_ends_on"))
    for suspect in builder.suspects:
        suspect.refresh_from_db()
        builder.do(
            cases.record_custody, "officer", suspect=suspect, version=suspect.version, **arrested
        )
    first, second = (each.pk for each in builder.suspects)
    events = [
        builder.do(
            record_victim_event, "officer", record=record_of(builder), suspect=suspect, on=today,
            what="INTERVIEW",
        )
        for suspect in (first, second)
    ]  # fmt: skip
    builder.do(withdraw_victim_event, "officer", event=events[1], why=LONG[:300])
    record = record_of(builder)
    builder.do(
        record_contact, "contact", record=record, version=record.version, contacted_at=builder.at,
        direction="IN", channel="PHONE", outcome="REACHED", spoke_to="VICTIM",
        is_identity_checked=True, conveyed=[("ARREST", builder.suspects[:1])],
    )  # fmt: skip
    left = Duty.objects.unscoped("scene").filter(record=record.pk, is_open=True, what="RELEASED")
    builder.do(
        end_duties, "officer", record=record_of(builder), duties=[left.first().pk], why=LONG[:500]
    )
    open_now = Duty.objects.unscoped("scene").filter(record=record.pk, is_open=True)
    late = open_now.filter(owed_by="POLICE").last()
    due = {"due_at": builder.at - timedelta(days=2), "remind_at": None}
    Clock.objects.filter(pk=late.clock_id).update(**due)
    return {"duty": open_now.first().pk, "late_duty": late.pk, "victim_event": events[0].pk}
