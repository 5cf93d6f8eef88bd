"""Message threads: visible to both sides, never edited; a notice of a mention has no text."""

import re

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from cases.case_access.queries.case_readers import case_readers
from cases.correspondence.actions import message_threads
from cases.models import Case, Event, Mention, Message, Suspect, Thread, ThreadSeen
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast, scope
from people.access.grants import revoke_capacity
from people.access.scopes import Refused, scope_of
from people.models import AuditEntry
from tests.support.cases.concurrency import run_at_once
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.permission_matrix import NOW, Crowd
from tests.support.cases.sealed_rows import update_in_sql
from tests.support.module_fixtures import module_fixture
from timeliness import notices
from timeliness.models import Delivery
from timeliness.queries import drop_reason, notices_of_person

pytestmark = pytest.mark.django_db
REFUSED = "permission denied|only ever grows"
EVERYBODY = (
    "officer", "supervisor", "inspector", "assistant", "advice_manager", "manager", "prosecutor",
    "other_prosecutor",
)  # fmt: skip


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2).allocate().plan()


def open_thread_of(builder, who="officer", text="Is the phone wanted?", **about):
    return builder.do(message_threads.open_thread, who, case=builder.case, text=text, **about)


def write_reply(builder, thread, who="prosecutor", text="For two days only.", **about):
    return builder.do(message_threads.write_message, who, thread=thread, text=text, **about)


def readable_by(builder, who):
    rows = Message.objects.for_scope(scope(getattr(builder.cast, who), at=builder.at))
    return [row.text for row in rows.filter(case=builder.case).order_by("thread__at", "number")]


def test_everybody_of_both_sides_who_may_read_the_case_reads_and_writes(builder):
    thread = open_thread_of(builder)
    said = ["Is the phone wanted?"]
    for who in EVERYBODY:
        write_reply(builder, thread, who, f"By the {who}.")
        said.append(f"By the {who}.")
    for who in EVERYBODY:
        assert readable_by(builder, who) == said
    last = Message.objects.unscoped("test").filter(thread=thread).latest("number")
    assert (last.number, last.side, last.by) == (9, "CPS", builder.cast.other_prosecutor)


def test_a_thread_may_be_about_an_action_of_its_case_and_of_no_other(builder):
    assert open_thread_of(builder, item=builder.items[0]).item == builder.items[0]
    other = CaseBuilder(builder.cast).allocate().plan()
    with pytest.raises(Refused, match="Select an action of this case"):
        open_thread_of(builder, item=other.items[0])


def test_no_message_to_both_sides_is_written_before_the_other_has_the_case():
    builder = CaseBuilder(cast()).write()
    with pytest.raises(Refused, match="The CPS does not have this case yet"):
        open_thread_of(builder)
    builder.do(
        referrals.sign_referral_off,
        "supervisor",
        referral=builder.referral,
        supervisor_comments="x",
    )
    assert open_thread_of(builder).length == 1


def test_nothing_else_on_the_case_moves(builder):
    def facts():
        case = Case.objects.unscoped("test").filter(pk=builder.case.pk).values().get()
        suspects = (
            Suspect.objects.unscoped("test").filter(case=builder.case).order_by("pk").values()
        )
        return (
            case,
            list(suspects),
            Event.objects.unscoped("test").count(),
            Delivery.objects.count(),
        )

    before = facts()
    write_reply(builder, open_thread_of(builder, item=builder.items[0]))
    assert facts() == before
    entry = AuditEntry.objects.get(verb="write_message")
    assert (entry.operation, entry.case_id) == ("collection", builder.case.pk)


def test_a_mentioned_person_is_told_where_to_look_and_not_what_for(builder):
    thread = open_thread_of(builder, text="The toxicology result.", mention=builder.cast.prosecutor)
    [told] = Delivery.objects.filter(notice="mentioned")
    assert told.recipient == builder.cast.prosecutor
    assert told.subject == builder.urn
    mail = " ".join(notices.notice_mail(told))
    assert "You are mentioned in a message" in mail
    assert "toxicology" not in mail and builder.cast.officer.name not in mail
    assert str(thread.pk) not in mail
    assert Mention.objects.unscoped("test").get().person == builder.cast.prosecutor


@pytest.mark.parametrize("who", ["nobody of the case", "left", "inactive"])
def test_a_person_who_may_not_read_the_case_cannot_be_mentioned(builder, who):
    person = builder.cast.inspector
    if who == "nobody of the case":
        person = cast().prosecutor
    elif who == "left":
        revoke_capacity(
            "inspect_cases", of=person, on=builder.cast.police, by=person, at=builder.at
        )
    else:
        person.is_active = False
        person.save(update_fields=["is_active"])
    with pytest.raises(Refused, match="Select someone who can read this case"):
        open_thread_of(builder, mention=person)
    assert not Thread.objects.unscoped("test").exists()


@pytest.mark.parametrize("who", ["officer", "prosecutor", "supervisor"])
def test_a_person_in_conflict_is_offered_as_before_and_hears_of_no_mention(builder, who):
    browser, address = client_for(getattr(builder.cast, who)), page_url("open-thread", builder.case)

    def offered():
        found = re.findall(r"<option[^>]*>([^<]*)</option>", browser.get(address).content.decode())
        return [each.strip() for each in found]

    before = offered()
    assert any("Ines Inspector" in each for each in before)
    add_conflict(builder.cast.inspector, builder.case, at=builder.at)
    assert offered() == before
    thread = open_thread_of(builder, mention=builder.cast.inspector)
    assert not Delivery.objects.filter(notice="mentioned").exists()
    assert "Ines Inspector" in page_text(browser.get(page_url("see-thread", thread)))


def test_a_person_who_lost_sight_of_the_case_after_being_mentioned_gets_no_notice(builder):
    open_thread_of(builder, mention=builder.cast.inspector)
    delivery = Delivery.objects.get(notice="mentioned")
    assert not drop_reason(delivery.reference, at=builder.at)
    add_conflict(builder.cast.inspector, builder.case, at=builder.at)
    assert drop_reason(delivery.reference, at=builder.at) == "recipient may no longer be told"
    assert not notices_of_person(builder.cast.inspector.pk, at=builder.at)


def test_those_who_can_be_mentioned_read_the_case_and_not_by_break_glass():
    crowd = Crowd()
    for name in ("plain", "restricted", "unsent"):
        case = crowd.rows[name]["Case"]
        found = set(case_readers(case, at=NOW))
        for each in crowd.people:
            if each.user.pk:
                mine = Case.objects.for_scope(scope_of(each.user, at=NOW))
                reads = mine.filter(pk=case.pk).exists() and each.role != "broke_glass"
            assert (each.user in found) == reads, f"{each}: {name}"


def test_how_far_one_has_read_never_goes_back(builder):
    thread = open_thread_of(builder)
    by = scope(builder.cast.prosecutor, at=builder.at)
    for number, kept in ((2, 2), (1, 2), (3, 3)):
        message_threads.record_messages_read(thread=thread, by=by, at=builder.at, number=number)
        assert ThreadSeen.objects.unscoped("test").get().number == kept


def test_a_request_without_the_body_has_read_no_message(builder):
    client, address = (
        client_for(builder.cast.prosecutor),
        page_url("see-thread", open_thread_of(builder)),
    )
    assert client.head(address).status_code == 200
    assert not ThreadSeen.objects.unscoped("test").exists()
    client.get(address)
    assert ThreadSeen.objects.unscoped("test").exists()


def test_the_database_keeps_what_was_said_as_it_was_said(builder):
    thread = open_thread_of(builder, mention=builder.cast.prosecutor)
    message = Message.objects.unscoped("test").filter(thread=thread)
    threads = Thread.objects.unscoped("test").filter(pk=thread.pk)
    mention = Mention.objects.unscoped("test").all()
    for act in (
        lambda: update_in_sql(message, "text", "x"), lambda: message._raw_delete("default"),
        mention.delete,
        lambda: threads.update(by=builder.cast.prosecutor), lambda: mention.update(person=1),
        lambda: threads._raw_delete("default"),
    ):  # fmt: skip
        with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
            act()
    facts = {"case": builder.case, "thread": thread, "by": builder.cast.officer, "side": "POLICE"}
    for number, text in ((1, "Again."), (2, "")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.unscoped("test").create(
                number=number, text=text, at=timezone.now(), **facts
            )


@pytest.mark.django_db(transaction=True)
def test_two_who_write_at_once_write_one_after_the_other():
    builder = CaseBuilder(cast()).allocate()
    thread = open_thread_of(builder)

    def write(who):
        by = scope(getattr(builder.cast, who), at=builder.at)
        return lambda: message_threads.write_message(thread=thread, by=by, at=builder.at, text=who)

    run_at_once(builder.case, write("officer"), write("prosecutor"))
    rows = Message.objects.unscoped("test").filter(thread=thread).order_by("number")
    assert [row.number for row in rows] == [1, 2, 3]
    assert {row.text for row in rows[1:]} == {"officer", "prosecutor"}
