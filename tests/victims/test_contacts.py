"""Contact with a victim: barriers, what is recorded, and the news last told."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from cases.case_details.actions.cases import add_allegation, add_victim
from devtools.case_builder import Road, cast, person, scope
from people.access.scopes import Refused
from people.models import AuditEntry
from tests.support.cases.concurrency import at_once
from tests.support.cases.offences import offence_of_today
from tests.support.module_fixtures import standing
from victims.actions.contacts import (
    decide_not_to_contact,
    record_contact,
    suspects_victim_can_be_told_of,
)
from victims.actions.records import record_wishes
from victims.models import Contact, Told, VictimRecord
from victims.queries import contacts as queries

pytestmark = pytest.mark.django_db
CALL = {"direction": "OUT", "channel": "PHONE", "outcome": "NO_ANSWER", "is_safe_now": True}
THROUGH = CALL | {"outcome": "REACHED", "spoke_to": "VICTIM", "is_identity_checked": True}


@standing
def road():
    road = Road(cast(), suspects=2).submit()
    road.cast.liaison = person(road.cast.cps, "liaise_with_victims", name="Lia Liaison")
    road.cast.contact = person(road.cast.police, "contact_victims", name="Cal Contact")
    return road


def record_of(road):
    return VictimRecord.objects.unscoped("test").get(pk=road.victim.pk)


def contact(road, who="contact", **facts):
    record = record_of(road)
    about = {"record": record, "version": record.version, "contacted_at": road.at}
    return road.do(record_contact, who, **about | CALL | facts)


def wishes(road, **facts):
    record = record_of(road)
    road.do(record_wishes, "officer", record=record, version=record.version, **facts)


def seen(road, who):
    by = scope(getattr(road.cast, who), at=road.at)
    return [line.contact for line in queries.contacts_page(record_of(road), by, frozenset()).lines]


def last(road, who="officer"):
    found = queries.last_news_told(record_of(road), scope(getattr(road.cast, who), at=road.at))
    return [what for what, _contact, _reached_at in found]


def test_police_and_cps_read_what_either_has_written(road):
    mine = contact(road)
    theirs = contact(road, "liaison")
    assert seen(road, "liaison") == seen(road, "prosecutor") == [theirs, mine]
    assert AuditEntry.objects.filter(verb="record_contact", operation="collection").count() == 2
    for change in (lambda: Contact.objects.unscoped("test").update(note="Other"), mine.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_nothing_is_made_that_is_not_said_to_be_safe_and_her_own_call_needs_no_gate(road):
    with pytest.raises(Refused, match="Confirm that it is safe"):
        contact(road, is_safe_now=False)
    wishes(road, wants_contact="NO")
    hers = contact(road, **THROUGH | {"direction": "IN", "is_safe_now": False})
    assert hers.barriers == [] and hers.as_preferred is None


def test_whoever_goes_past_a_barrier_says_why_and_both_are_kept(road):
    wishes(road, wants_contact="NO", text_is_safe="NO")
    with pytest.raises(Refused, match="does not want to be contacted. A text message is not safe"):
        contact(road, channel="TEXT", outcome="SENT")
    made = contact(
        road,
        channel="TEXT",
        outcome="SENT",
        reason="Bail ends tonight. Both sides know the reason.",
    )
    assert made.barriers == ["OPTED_OUT", "NO_TEXT"]
    with pytest.raises(IntegrityError), transaction.atomic():
        made.pk, made.reason = None, ""
        made.save(force_insert=True)


def test_a_call_outside_the_safe_hours_is_asked_about_and_kept_as_one(road):
    tomorrow = timezone.localtime(road.at).isoweekday() % 7 + 1
    wishes(road, safe_hours=[{"days": [tomorrow], "from": "", "until": ""}])
    with pytest.raises(Refused, match="outside the days and hours"):
        contact(road)
    made = contact(road, reason="The victim had asked by e-mail for a call now.")
    assert made.barriers == ["OUTSIDE_HOURS"]
    assert contact(road, direction="IN", is_safe_now=False).barriers == []


def test_nobody_calls_by_wishes_that_have_changed_meanwhile(road):
    read = record_of(road)
    wishes(road, wants_contact="NO")
    with pytest.raises(Refused, match="changed since you opened it"):
        contact(road, record=read, version=read.version)


def test_a_decision_to_leave_her_be_is_an_entry_with_its_reason(road):
    made = road.do(
        decide_not_to_contact, "liaison", record=record_of(road),
        reason="She is in hospital. Both sides know the reason.",
        next_on=(road.at + timedelta(days=3)).date(),
    )  # fmt: skip
    assert (made.outcome, made.channel, made.reason) == (
        "NOT_CONTACTED",
        "",
        "She is in hospital. Both sides know the reason.",
    )
    assert (
        queries.attempts_since_reached(
            queries.newest_contacts_of_victim(record_of(road), scope(road.cast.officer))
        )
        == []
    )


def test_what_was_told_unchecked_is_kept_as_it_was_and_counts_as_told_to_nobody(road):
    told = {"conveyed": [("CHARGE", road.suspects)]} | THROUGH | {"is_identity_checked": False}
    with pytest.raises(Refused, match="before it was checked who was there"):
        contact(road, **told)
    made = contact(road, **told, reason="A relative picked up and spoke for the victim.")
    assert made.barriers == ["UNCHECKED"] and made.is_identity_checked is False
    rows = Told.objects.unscoped("test").filter(contact=made)
    assert {(row.what, row.reached_at) for row in rows} == {("CHARGE", None)} and len(rows) == 2
    assert all(row.taken_back_at for row in rows) and last(road) == []
    hers = {"direction": "IN", "is_safe_now": False}
    with pytest.raises(Refused, match="before it was checked who was there"):
        contact(road, **told | hers)


def test_nothing_is_told_to_a_voicemail(road):
    facts = {"conveyed": [("CHARGE", road.suspects)]}
    with pytest.raises(Refused, match="The victim cannot have been told"):
        contact(road, outcome="VOICEMAIL", reason="The phone was switched off.", **facts)
    assert not Told.objects.unscoped("test").exists()


def test_a_victim_is_told_about_each_suspect_separately(road):
    one, two = road.suspects
    contact(road, **THROUGH, conveyed=[("CHARGE", [one]), ("NFA", [two]), ("STATEMENT", [])])
    contact(road, **THROUGH, conveyed=[("CHARGE", [two])])
    assert last(road) == [
        "A decision to charge: suspect 2",
        "A decision to charge: suspect 1",
        "A decision to take no further action: suspect 2",
        "The victim personal statement",
    ]
    with pytest.raises(Refused, match="Select which suspect"):
        contact(road, **THROUGH, conveyed=[("CHARGE", [])])


def test_nobody_is_told_about_a_suspect_not_alleged_to_have_harmed_them(road):
    """A second victim, with an allegation against the first suspect only."""
    road = Road(road.cast, suspects=2)
    one, two = road.suspects
    second = road.do(add_victim, "officer", case=road.case)
    offence = offence_of_today()
    about = {"victim": second, "suspect": one, "offence": offence, "from_on": road.at.date()}
    road.do(add_allegation, "officer", case=road.case, **about)
    record = VictimRecord.objects.unscoped("test").get(pk=second.pk)
    assert suspects_victim_can_be_told_of(record, by=scope(road.cast.contact)) == [one]
    facts = {"record": record, "version": 1, "contacted_at": road.at}
    with pytest.raises(Refused, match="Select suspects of this case"):
        road.do(record_contact, "contact", conveyed=[("CHARGE", [two])], **facts, **THROUGH)


def test_of_a_suspect_whom_the_police_keep_to_themselves_the_cps_reads_nothing(road):
    third = road.add_suspect()
    made = contact(road, **THROUGH, conveyed=[("ARREST", [third]), ("INTERVIEW", road.suspects)])
    assert "A suspect was arrested: suspect 3" in last(road, "contact")
    for who in ("liaison", "prosecutor"):
        assert not [what for what in last(road, who) if "suspect 3" in what], who
        assert seen(road, who) == [made]
    assert third not in suspects_victim_can_be_told_of(record_of(road), by=scope(road.cast.liaison))


def test_the_second_to_log_one_call_is_told_of_the_first(road):
    at = road.at
    contact(road, contacted_at=at)
    again = {"contacted_at": at + timedelta(minutes=10)}
    with pytest.raises(Refused, match="Cal Contact has recorded a contact by the same means"):
        contact(road, "officer", **again)
    contact(road, **again)  # the same person knows how often they have called
    contact(road, "officer", **again, is_another=True)
    contact(road, "officer", **again, channel="VIDEO")
    contact(road, "liaison", contacted_at=at + timedelta(minutes=40))
    assert len(seen(road, "officer")) == 5


def test_attempts_are_counted_since_she_was_last_reached(road):
    def tried():
        by = scope(road.cast.officer, at=road.at)
        return [
            (way, came)
            for way, _at, came in queries.attempts_since_reached(
                queries.newest_contacts_of_victim(record_of(road), by)
            )
        ]

    wishes(road, text_is_safe="YES", voicemail_is_safe="YES")
    contact(road)
    contact(road, outcome="VOICEMAIL")
    assert tried() == [("PHONE", "NO_ANSWER"), ("PHONE", "VOICEMAIL")]
    contact(road, **THROUGH)
    assert tried() == []
    contact(road, channel="TEXT", outcome="SENT")
    contact(road, direction="IN", is_safe_now=False)
    assert tried() == [("TEXT", "SENT")]


def test_whether_she_was_reached_as_she_wants_is_known_where_she_has_said(road):
    assert contact(road, **THROUGH).as_preferred is None
    wishes(road, channel="PHONE")
    assert contact(road, **THROUGH).as_preferred is True
    assert contact(road, **THROUGH | {"channel": "VIDEO"}).as_preferred is False
    assert contact(road).as_preferred is None


def test_no_contact_lies_in_the_future(road):
    with pytest.raises(Refused, match="cannot lie in the future"):
        contact(road, contacted_at=road.at + timedelta(minutes=1))


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_log_one_call_at_once_leave_one_entry():
    people = cast()
    road = Road(people).submit()
    people.contact = person(people.police, "contact_victims", name="Cal Contact")
    record = record_of(road)

    def log(who):
        by = scope(who, at=road.at)
        told = [("CHARGE", road.suspects)]
        about = {"record": record, "version": record.version, "contacted_at": road.at}
        return lambda: record_contact(by=by, at=road.at, conveyed=told, **about, **THROUGH)

    found = at_once(road.case, log(people.officer), log(people.contact))
    [kept] = Contact.objects.unscoped("test")
    [refused] = [each for each in found if isinstance(each, Refused)]
    assert kept in found and kept.by.name in str(refused)
    assert "has recorded a contact by the same means" in str(refused)
    assert Told.objects.unscoped("test").get().contact == kept
    assert AuditEntry.objects.filter(verb="record_contact", operation="collection").count() == 1
