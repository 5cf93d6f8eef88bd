"""Message threads: visible to both sides, never edited; a notice of a mention has no text."""

import re

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from cases.case_access.queries.case_readers import case_readers
from cases.correspondence.actions import message_threads
from cases.models import Case, Event, Mention, Message, Suspect, Thread, ThreadSeen
from cases.referrals.actions import referrals
from devtools.case_builder import Road, cast, scope
from people.access.grants import revoke_capacity
from people.access.scopes import Refused, scope_of
from people.models import AuditEntry
from tests.support.cases.concurrency import at_once
from tests.support.cases.conflicts import in_conflict
from tests.support.cases.pages import as_, at, said
from tests.support.cases.permission_matrix import NOW, Crowd
from tests.support.module_fixtures import standing
from timeliness import notices
from timeliness.models import Delivery
from timeliness.queries import drop_reason, notices_of_person

pytestmark = pytest.mark.django_db
REFUSED = "permission denied|only ever grows"
EVERYBODY = (
    "officer", "supervisor", "inspector", "assistant", "advice_manager", "manager", "prosecutor",
    "other_prosecutor",
)  # fmt: skip


@standing
def road():
    return Road(cast(), suspects=2).allocate().plan()


def begun(road, who="officer", text="Is the phone wanted?", **about):
    return road.do(message_threads.open_thread, who, case=road.case, text=text, **about)


def answer(road, thread, who="prosecutor", text="For two days only.", **about):
    return road.do(message_threads.write_message, who, thread=thread, text=text, **about)


def read_by(road, who):
    rows = Message.objects.for_scope(scope(getattr(road.cast, who), at=road.at))
    return [row.text for row in rows.filter(case=road.case).order_by("thread__at", "number")]


def test_everybody_of_both_sides_who_may_read_the_case_reads_and_writes(road):
    thread = begun(road)
    said = ["Is the phone wanted?"]
    for who in EVERYBODY:
        answer(road, thread, who, f"By the {who}.")
        said.append(f"By the {who}.")
    for who in EVERYBODY:
        assert read_by(road, who) == said
    last = Message.objects.unscoped("test").filter(thread=thread).latest("number")
    assert (last.number, last.side, last.by) == (9, "CPS", road.cast.other_prosecutor)


def test_a_thread_may_be_about_an_action_of_its_case_and_of_no_other(road):
    assert begun(road, item=road.items[0]).item == road.items[0]
    other = Road(road.cast).allocate().plan()
    with pytest.raises(Refused, match="Select an action of this case"):
        begun(road, item=other.items[0])


def test_nobody_writes_to_both_sides_before_the_other_has_the_case():
    road = Road(cast()).write()
    with pytest.raises(Refused, match="The CPS does not have this case yet"):
        begun(road)
    road.do(
        referrals.sign_referral_off, "supervisor", referral=road.referral, supervisor_comments="x"
    )
    assert begun(road).length == 1


def test_nothing_else_on_the_case_moves(road):
    def facts():
        case = Case.objects.unscoped("test").filter(pk=road.case.pk).values().get()
        suspects = Suspect.objects.unscoped("test").filter(case=road.case).order_by("pk").values()
        return (
            case,
            list(suspects),
            Event.objects.unscoped("test").count(),
            Delivery.objects.count(),
        )

    before = facts()
    answer(road, begun(road, item=road.items[0]))
    assert facts() == before
    entry = AuditEntry.objects.get(verb="write_message")
    assert (entry.operation, entry.case_id) == ("collection", road.case.pk)


def test_whoever_is_mentioned_is_told_where_to_look_and_not_what_for(road):
    thread = begun(road, text="The toxicology result.", mention=road.cast.prosecutor)
    [told] = Delivery.objects.filter(notice="mentioned")
    assert told.recipient == road.cast.prosecutor
    assert told.subject == road.urn
    mail = " ".join(notices.notice_mail(told))
    assert "You are mentioned in a message" in mail
    assert "toxicology" not in mail and road.cast.officer.name not in mail
    assert str(thread.pk) not in mail
    assert Mention.objects.unscoped("test").get().person == road.cast.prosecutor


@pytest.mark.parametrize("who", ["nobody of the case", "left", "inactive"])
def test_who_may_not_read_the_case_cannot_be_mentioned(road, who):
    person = road.cast.inspector
    if who == "nobody of the case":
        person = cast().prosecutor
    elif who == "left":
        revoke_capacity("inspect_cases", of=person, on=road.cast.police, by=person, at=road.at)
    else:
        person.is_active = False
        person.save(update_fields=["is_active"])
    with pytest.raises(Refused, match="Select someone who can read this case"):
        begun(road, mention=person)
    assert not Thread.objects.unscoped("test").exists()


@pytest.mark.parametrize("who", ["officer", "prosecutor", "supervisor"])
def test_who_is_in_conflict_is_offered_as_before_hears_nothing_and_the_page_is_the_same(road, who):
    browser, address = as_(getattr(road.cast, who)), at("open-thread", road.case)

    def offered():
        found = re.findall(r"<option[^>]*>([^<]*)</option>", browser.get(address).content.decode())
        return [each.strip() for each in found]

    before = offered()
    assert any("Ines Inspector" in each for each in before)
    in_conflict(road.cast.inspector, road.case, at=road.at)
    assert offered() == before
    thread = begun(road, mention=road.cast.inspector)
    assert not Delivery.objects.filter(notice="mentioned").exists()
    assert "Ines Inspector" in said(browser.get(at("see-thread", thread)))


def test_who_lost_sight_of_the_case_after_being_mentioned_gets_nothing(road):
    begun(road, mention=road.cast.inspector)
    delivery = Delivery.objects.get(notice="mentioned")
    assert not drop_reason(delivery.reference, at=road.at)
    in_conflict(road.cast.inspector, road.case, at=road.at)
    assert drop_reason(delivery.reference, at=road.at) == "recipient may no longer be told"
    assert not notices_of_person(road.cast.inspector.pk, at=road.at)


def test_those_who_can_be_mentioned_are_those_who_may_read_the_case():
    crowd = Crowd()
    for name in ("plain", "restricted", "unsent"):
        case = crowd.rows[name]["Case"]
        found = set(case_readers(case, at=NOW))
        for each in crowd.people:
            if each.user.pk:
                mine = Case.objects.for_scope(scope_of(each.user, at=NOW))
                assert (each.user in found) == mine.filter(pk=case.pk).exists(), f"{each}: {name}"


def test_how_far_one_has_read_never_goes_back(road):
    thread = begun(road)
    by = scope(road.cast.prosecutor, at=road.at)
    for number, kept in ((2, 2), (1, 2), (3, 3)):
        message_threads.record_messages_read(thread=thread, by=by, at=road.at, number=number)
        assert ThreadSeen.objects.unscoped("test").get().number == kept


def test_whoever_asks_without_the_body_has_read_nothing(road):
    client, address = as_(road.cast.prosecutor), at("see-thread", begun(road))
    assert client.head(address).status_code == 200
    assert not ThreadSeen.objects.unscoped("test").exists()
    client.get(address)
    assert ThreadSeen.objects.unscoped("test").exists()


def test_the_database_keeps_what_was_said_as_it_was_said(road):
    thread = begun(road, mention=road.cast.prosecutor)
    message = Message.objects.unscoped("test").filter(thread=thread)
    threads = Thread.objects.unscoped("test").filter(pk=thread.pk)
    mention = Mention.objects.unscoped("test").all()
    for act in (
        lambda: message.update(text="x"), lambda: message._raw_delete("default"), mention.delete,
        lambda: threads.update(by=road.cast.prosecutor), lambda: mention.update(person=1),
        lambda: threads._raw_delete("default"),
    ):  # fmt: skip
        with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
            act()
    facts = {"case": road.case, "thread": thread, "by": road.cast.officer, "side": "POLICE"}
    for number, text in ((1, "Again."), (2, "")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.unscoped("test").create(
                number=number, text=text, at=timezone.now(), **facts
            )


@pytest.mark.django_db(transaction=True)
def test_two_who_write_at_once_write_one_after_the_other():
    road = Road(cast()).allocate()
    thread = begun(road)

    def write(who):
        by = scope(getattr(road.cast, who), at=road.at)
        return lambda: message_threads.write_message(thread=thread, by=by, at=road.at, text=who)

    at_once(road.case, write("officer"), write("prosecutor"))
    rows = Message.objects.unscoped("test").filter(thread=thread).order_by("number")
    assert [row.number for row in rows] == [1, 2, 3]
    assert {row.text for row in rows[1:]} == {"officer", "prosecutor"}
