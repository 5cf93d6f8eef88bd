"""What the browser finds about victims: one of whom everything is known at length, others new."""

from datetime import timedelta

from cases.actions import cases
from tests.cast import person
from victims.actions.contacts import decide_not_to_contact, record_contact
from victims.actions.duties import end_duties
from victims.actions.identities import record_identity
from victims.actions.records import name_victim_contact, record_wishes
from victims.actions.victim_events import record_victim_event, withdraw_victim_event
from victims.models import Duty, VictimRecord

LONG = "Gwasanaeth-Erlyn-y-Goron-" * 20
WISHES = {
    "wants_contact": "NO", "channel": "EMAIL", "safe_times": LONG[:200],
    "voicemail_is_safe": "NO", "text_is_safe": "NO", "care": LONG, "language": "Cymraeg",
    "needs_interpreter": "YES", "letters_in": "WELSH", "access_needs": LONG,
    "update_every_days": 14,
}  # fmt: skip
EXACT = "Zara Quist-Example"


def with_victims(people):
    """{role: person} of those who are in contact with victims, either side's."""
    people.liaison = person(people.cps, "liaise_with_victims", name="Lia Liaison")
    people.contact = person(people.police, "contact_victims", name="Cal Contact")
    return {"liaison": people.liaison, "contact": people.contact}


def known(road):
    """The id of the road's victim, once there is much to read about her."""
    record = record_of(road)
    road.do(record_wishes, "officer", record=record, version=1, **WISHES)
    road.do(
        record_identity, "officer", record=record, version=0, name=EXACT, phone="07700 900123",
        address=LONG[:400], representative=LONG[:200],
    )  # fmt: skip
    road.do(name_victim_contact, "supervisor", record=record, person=road.cast.contact)
    contacts(road)
    return record.pk


def contacts(road):
    """A call that got through, attempts of every kind, and a decision to leave her be."""
    about = {"direction": "OUT", "is_safe_now": True, "reason": LONG[:300]}
    told = [("CHARGE", road.suspects[:1]), ("NFA", road.suspects[1:]), ("STATEMENT", [])]
    for facts in (
        {"channel": "PHONE", "outcome": "REACHED", "spoke_to": "VICTIM", "note": LONG,
         "is_identity_checked": True, "conveyed": told, "signposted": ["IDVA", "WITNESS_CARE"],
         "isva_told": "NO"},
        {"channel": "PHONE", "outcome": "VOICEMAIL"},
        {"channel": "LETTER", "outcome": "WRONG"},
    ):  # fmt: skip
        record = record_of(road)
        road.do(
            record_contact, "contact", record=record, version=record.version,
            contacted_at=road.at, **about, **facts,
        )  # fmt: skip
    road.do(
        decide_not_to_contact, "liaison", record=record_of(road), reason=LONG[:300],
        next_on=(road.at + timedelta(days=9)).date(),
    )  # fmt: skip


def record_of(road):
    return VictimRecord.objects.system("scene").get(pk=road.victim.pk)


def owing(road):
    """What is owed to the same victim: still, told, not to be told, and withdrawn."""
    today = road.at.date()
    arrested = {"custody": "UNDER_INVESTIGATION", "arrested_on": today, "released_on": today}
    arrested |= dict.fromkeys(("detained_until", "bailed_on", "bail_ends_on"))
    for suspect in road.suspects:
        suspect.refresh_from_db()
        road.do(
            cases.record_custody, "officer", suspect=suspect, version=suspect.version, **arrested
        )
    first, second = (each.pk for each in road.suspects)
    events = [
        road.do(
            record_victim_event, "officer", record=record_of(road), suspect=suspect, on=today,
            what="INTERVIEW",
        )
        for suspect in (first, second)
    ]  # fmt: skip
    road.do(withdraw_victim_event, "officer", event=events[1], why=LONG[:300])
    record = record_of(road)
    road.do(
        record_contact, "contact", record=record, version=record.version, contacted_at=road.at,
        direction="IN", channel="PHONE", outcome="REACHED", spoke_to="VICTIM",
        is_identity_checked=True, conveyed=[("ARREST", road.suspects[:1])],
    )  # fmt: skip
    left = Duty.objects.system("scene").filter(record=record.pk, is_open=True, what="RELEASED")
    road.do(end_duties, "officer", record=record_of(road), duties=[left.first().pk], why=LONG[:500])
    open_now = Duty.objects.system("scene").filter(record=record.pk, is_open=True)
    return {"duty": open_now.first().pk, "victim_event": events[0].pk}
