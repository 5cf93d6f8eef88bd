"""Contact with a victim: barriers, what is recorded, and the news last told."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from cases.case_details.actions.cases import add_allegation, add_victim
from devtools.case_builder import CaseBuilder, cast, person, scope
from people.access.scopes import Refused
from people.models import AuditEntry
from tests.support.cases.concurrency import run_at_once
from tests.support.cases.offences import offence_of_today
from tests.support.cases.sealed_rows import update_in_sql
from tests.support.module_fixtures import module_fixture
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


@module_fixture
def builder():
    builder = CaseBuilder(cast(), suspects=2).submit()
    builder.cast.liaison = person(builder.cast.cps, "liaise_with_victims", name="Lia Liaison")
    builder.cast.contact = person(builder.cast.police, "contact_victims", name="Cal Contact")
    return builder


def record_of(builder):
    return VictimRecord.objects.unscoped("test").get(pk=builder.victim.pk)


def record_call(builder, who="contact", **facts):
    record = record_of(builder)
    about = {"record": record, "version": record.version, "contacted_at": builder.at}
    return builder.do(record_contact, who, **about | CALL | facts)


def record_wishes_of(builder, **facts):
    record = record_of(builder)
    builder.do(record_wishes, "officer", record=record, version=record.version, **facts)


def contacts_seen(builder, who):
    by = scope(getattr(builder.cast, who), at=builder.at)
    return [
        line.contact for line in queries.contacts_page(record_of(builder), by, frozenset()).lines
    ]


def last_news(builder, who="officer"):
    found = queries.last_news_told(
        record_of(builder), scope(getattr(builder.cast, who), at=builder.at)
    )
    return [what for what, _contact, _reached_at in found]


def test_police_and_cps_read_what_either_has_written(builder):
    mine = record_call(builder)
    theirs = record_call(builder, "liaison")
    assert (
        contacts_seen(builder, "liaison") == contacts_seen(builder, "prosecutor") == [theirs, mine]
    )
    assert AuditEntry.objects.filter(verb="record_contact", operation="collection").count() == 2
    for change in (
        lambda: update_in_sql(Contact.objects.unscoped("test"), "note", "Other"),
        mine.delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_contact_must_be_said_to_be_safe_but_the_victim_s_own_call_need_not(builder):
    with pytest.raises(Refused, match="Confirm that it is safe"):
        record_call(builder, is_safe_now=False)
    record_wishes_of(builder, wants_contact="NO")
    hers = record_call(builder, **THROUGH | {"direction": "IN", "is_safe_now": False})
    assert hers.barriers == [] and hers.as_preferred is None


def test_a_contact_despite_a_barrier_needs_a_reason_and_both_are_kept(builder):
    record_wishes_of(builder, wants_contact="NO", text_is_safe="NO")
    with pytest.raises(Refused, match="does not want to be contacted. A text message is not safe"):
        record_call(builder, channel="TEXT", outcome="SENT")
    made = record_call(
        builder,
        channel="TEXT",
        outcome="SENT",
        reason="Bail ends tonight. Both sides know the reason.",
    )
    assert made.barriers == ["OPTED_OUT", "NO_TEXT"]
    with pytest.raises(IntegrityError), transaction.atomic():
        made.pk, made.reason = None, ""
        made.save(force_insert=True)


def test_a_call_outside_the_safe_hours_is_asked_about_and_kept_as_one(builder):
    tomorrow = timezone.localtime(builder.at).isoweekday() % 7 + 1
    record_wishes_of(builder, safe_hours=[{"days": [tomorrow], "from": "", "until": ""}])
    with pytest.raises(Refused, match="outside the days and hours"):
        record_call(builder)
    made = record_call(builder, reason="The victim had asked by e-mail for a call now.")
    assert made.barriers == ["OUTSIDE_HOURS"]
    assert record_call(builder, direction="IN", is_safe_now=False).barriers == []


def test_a_call_by_stale_wishes_is_refused(builder):
    read = record_of(builder)
    record_wishes_of(builder, wants_contact="NO")
    with pytest.raises(Refused, match="changed since you opened it"):
        record_call(builder, record=read, version=read.version)


def test_a_decision_to_stop_contact_is_an_entry_with_its_reason(builder):
    made = builder.do(
        decide_not_to_contact, "liaison", record=record_of(builder),
        reason="She is in hospital. Both sides know the reason.",
        next_on=(builder.at + timedelta(days=3)).date(),
    )  # fmt: skip
    assert (made.outcome, made.channel, made.reason) == (
        "NOT_CONTACTED",
        "",
        "She is in hospital. Both sides know the reason.",
    )
    assert (
        queries.attempts_since_reached(
            queries.newest_contacts_of_victim(record_of(builder), scope(builder.cast.officer))
        )
        == []
    )


def test_news_told_without_an_identity_check_is_kept_and_counts_as_told_to_no_victim(builder):
    told = {"conveyed": [("CHARGE", builder.suspects)]} | THROUGH | {"is_identity_checked": False}
    with pytest.raises(Refused, match="before it was checked who was there"):
        record_call(builder, **told)
    made = record_call(builder, **told, reason="A relative picked up and spoke for the victim.")
    assert made.barriers == ["UNCHECKED"] and made.is_identity_checked is False
    rows = Told.objects.unscoped("test").filter(contact=made)
    assert {(row.what, row.reached_at) for row in rows} == {("CHARGE", None)} and len(rows) == 2
    assert all(row.taken_back_at for row in rows) and last_news(builder) == []
    hers = {"direction": "IN", "is_safe_now": False}
    with pytest.raises(Refused, match="before it was checked who was there"):
        record_call(builder, **told | hers)


def test_nothing_is_told_to_a_voicemail(builder):
    facts = {"conveyed": [("CHARGE", builder.suspects)]}
    with pytest.raises(Refused, match="The victim cannot have been told"):
        record_call(builder, outcome="VOICEMAIL", reason="The phone was switched off.", **facts)
    assert not Told.objects.unscoped("test").exists()


def test_a_victim_is_told_about_each_suspect_separately(builder):
    one, two = builder.suspects
    record_call(builder, **THROUGH, conveyed=[("CHARGE", [one]), ("NFA", [two]), ("STATEMENT", [])])
    record_call(builder, **THROUGH, conveyed=[("CHARGE", [two])])
    assert last_news(builder) == [
        "A decision to charge: suspect 2",
        "A decision to charge: suspect 1",
        "A decision to take no further action: suspect 2",
        "The victim personal statement",
    ]
    with pytest.raises(Refused, match="Select which suspect"):
        record_call(builder, **THROUGH, conveyed=[("CHARGE", [])])


def test_a_suspect_not_alleged_to_have_harmed_the_victim_is_no_news(builder):
    """A second victim, with an allegation against the first suspect only."""
    builder = CaseBuilder(builder.cast, suspects=2)
    one, two = builder.suspects
    second = builder.do(add_victim, "officer", case=builder.case)
    offence = offence_of_today()
    about = {"victim": second, "suspect": one, "offence": offence, "from_on": builder.at.date()}
    builder.do(add_allegation, "officer", case=builder.case, **about)
    record = VictimRecord.objects.unscoped("test").get(pk=second.pk)
    assert suspects_victim_can_be_told_of(record, by=scope(builder.cast.contact)) == [one]
    facts = {"record": record, "version": 1, "contacted_at": builder.at}
    with pytest.raises(Refused, match="Select suspects of this case"):
        builder.do(record_contact, "contact", conveyed=[("CHARGE", [two])], **facts, **THROUGH)


def test_of_a_suspect_whom_the_police_keep_to_themselves_the_cps_reads_nothing(builder):
    third = builder.add_suspect()
    made = record_call(
        builder, **THROUGH, conveyed=[("ARREST", [third]), ("INTERVIEW", builder.suspects)]
    )
    assert "A suspect was arrested: suspect 3" in last_news(builder, "contact")
    for who in ("liaison", "prosecutor"):
        assert not [what for what in last_news(builder, who) if "suspect 3" in what], who
        assert contacts_seen(builder, who) == [made]
    assert third not in suspects_victim_can_be_told_of(
        record_of(builder), by=scope(builder.cast.liaison)
    )


def test_the_second_to_log_one_call_is_told_of_the_first(builder):
    at = builder.at
    record_call(builder, contacted_at=at)
    again = {"contacted_at": at + timedelta(minutes=10)}
    with pytest.raises(Refused, match="Cal Contact has recorded a contact by the same means"):
        record_call(builder, "officer", **again)
    record_call(builder, **again)  # the same person knows how often they have called
    record_call(builder, "officer", **again, is_another=True)
    record_call(builder, "officer", **again, channel="VIDEO")
    record_call(builder, "liaison", contacted_at=at + timedelta(minutes=40))
    assert len(contacts_seen(builder, "officer")) == 5


def test_attempts_are_counted_since_the_victim_was_last_reached(builder):
    def tried():
        by = scope(builder.cast.officer, at=builder.at)
        return [
            (way, came)
            for way, _at, came in queries.attempts_since_reached(
                queries.newest_contacts_of_victim(record_of(builder), by)
            )
        ]

    record_wishes_of(builder, text_is_safe="YES", voicemail_is_safe="YES")
    record_call(builder)
    record_call(builder, outcome="VOICEMAIL")
    assert tried() == [("PHONE", "NO_ANSWER"), ("PHONE", "VOICEMAIL")]
    record_call(builder, **THROUGH)
    assert tried() == []
    record_call(builder, channel="TEXT", outcome="SENT")
    record_call(builder, direction="IN", is_safe_now=False)
    assert tried() == [("TEXT", "SENT")]


def test_a_call_by_the_preferred_channel_is_counted_where_the_victim_named_one(builder):
    assert record_call(builder, **THROUGH).as_preferred is None
    record_wishes_of(builder, channel="PHONE")
    assert record_call(builder, **THROUGH).as_preferred is True
    assert record_call(builder, **THROUGH | {"channel": "VIDEO"}).as_preferred is False
    assert record_call(builder).as_preferred is None


def test_no_contact_lies_in_the_future(builder):
    with pytest.raises(Refused, match="cannot lie in the future"):
        record_call(builder, contacted_at=builder.at + timedelta(minutes=1))


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_log_one_call_at_once_leave_one_entry():
    people = cast()
    builder = CaseBuilder(people).submit()
    people.contact = person(people.police, "contact_victims", name="Cal Contact")
    record = record_of(builder)

    def log(who):
        by = scope(who, at=builder.at)
        told = [("CHARGE", builder.suspects)]
        about = {"record": record, "version": record.version, "contacted_at": builder.at}
        return lambda: record_contact(by=by, at=builder.at, conveyed=told, **about, **THROUGH)

    found = run_at_once(builder.case, log(people.officer), log(people.contact))
    [kept] = Contact.objects.unscoped("test")
    [refused] = [each for each in found if isinstance(each, Refused)]
    assert kept in found and kept.by.name in str(refused)
    assert "has recorded a contact by the same means" in str(refused)
    assert Told.objects.unscoped("test").get().contact == kept
    assert AuditEntry.objects.filter(verb="record_contact", operation="collection").count() == 1
