"""Letters by e-mail: Notify's own client against a fake, sent once, and polled to the end."""

from datetime import timedelta

import pytest

from devtools.fake_notify import KEY, Notify
from devtools.letter_steps import (
    act_on_letter,
    approve_letter_of,
    build_charged_case,
    fresh_letter,
    record_of,
    record_wishes_in,
)
from people.access.scopes import Refused
from people.models import AuditEntry
from rasso import readiness
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery
from victims import encryption, notify
from victims.actions import letter_dispatch, letter_email_queue
from victims.models import Contact, Sending

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=1)  # longer than any lease or pause


@module_fixture
def builder():
    builder = build_charged_case()
    record_wishes_in(builder, channel="EMAIL")
    return builder


@pytest.fixture
def server(settings):
    server = Notify()
    settings.NOTIFY_API_KEY, settings.NOTIFY_URL = KEY, server.address
    settings.NOTIFY_EMAIL_TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
    yield server
    server.stop()


def send_letter_out(builder):
    letter = approve_letter_of(builder)
    act_on_letter(builder, letter_dispatch.send_letter, letter, means="EMAIL")
    return letter


def run_worker(builder, times=1):
    """Run the worker's tasks, an hour apart."""
    for _ in range(times):
        builder.at += LATER
        provider = notify.NotifyClient()
        for do in (letter_email_queue.send_next_letter, letter_email_queue.ask_next_letter_result):
            while do(provider=provider, at=builder.at):
                pass


def newest_sending(letter):
    return Sending.objects.unscoped("test").filter(letter=letter).latest("at")


def test_without_a_key_a_letter_is_not_sent_by_e_mail(builder):
    with pytest.raises(Refused, match="is not set up here"):
        send_letter_out(builder)


def test_a_letter_goes_once_with_our_reference_and_is_delivered(builder, server):
    letter = send_letter_out(builder)
    run_worker(builder)
    [sent] = server.taken
    sending = newest_sending(letter)
    assert sent["reference"] == str(sending.pk) and sent["email_address"] == "zara@example.org"
    text = sent["personalisation"].pop("text")
    assert "was charged" in text and "Dear Zazzywhistle," in text
    assert sent["personalisation"] == {"reference": letter.reference}  # a locked phone shows it
    assert fresh_letter(letter).status == "SENT" and sending.result == ""
    server.status = "delivered"
    run_worker(builder, 2)
    assert newest_sending(letter).result == "DELIVERED" and fresh_letter(letter).status == "SENT"
    assert len(server.taken) == 1
    [contact] = Contact.objects.unscoped("test")
    assert (contact.channel, contact.outcome, contact.by) == ("EMAIL", "SENT", builder.cast.liaison)
    text = encryption.decrypt_text(
        sending.text, victim=sending.record_id, bound_to=sending.sealed_as
    )
    assert "Dear Zazzywhistle," in text
    assert AuditEntry.objects.filter(verb="send_letter", operation="disclosure").count() == 1
    assert not Delivery.objects.filter(notice="letter_not_sent").exists()


def test_a_letter_that_had_gone_before_a_backup_was_restored_is_not_sent_again(builder, server):
    letter = send_letter_out(builder)
    waits = Sending.objects.unscoped("test").filter(letter=letter)
    before = waits.values("send_after", "attempts", "in_doubt", "accepted_at", "text").get()
    audit_entries = AuditEntry.objects.filter(verb="send_letter", operation="disclosure")
    run_worker(builder)
    assert audit_entries.count() == 1
    waits.update(**before)  # as in a backup: it waits, and the audit entry is missing
    letter_email_queue.mark_all_letters_in_doubt()
    run_worker(builder)
    assert len(server.taken) == 1 and waits.get().accepted_at
    assert [entry.ids for entry in audit_entries] == [[str(letter.pk)]] * 2


def test_two_who_learn_that_a_letter_went_write_it_once(builder, server):
    send_letter_out(builder)
    [sending] = Sending.objects.unscoped("test")
    held_by_another = Sending.objects.unscoped("test").get(pk=sending.pk)
    for each in (sending, held_by_another):
        letter_email_queue.mark_letter_accepted(each, at=builder.at)
    assert AuditEntry.objects.filter(verb="send_letter", operation="disclosure").count() == 1
    assert fresh_letter(sending.letter).status == "SENT"


@pytest.mark.parametrize(
    ("status", "result"),
    [
        ("permanent-failure", "PERMANENT"),
        ("temporary-failure", "TEMPORARY"),
        ("technical-failure", "TECHNICAL"),
    ],
)
def test_a_letter_that_did_not_arrive_may_be_sent_again(builder, server, status, result):
    letter = send_letter_out(builder)
    server.status = status
    run_worker(builder, 2)
    assert newest_sending(letter).result == result and fresh_letter(letter).status == "APPROVED"
    act_on_letter(builder, letter_dispatch.send_letter, letter, means="EMAIL")
    server.status = "delivered"
    run_worker(builder, 2)
    assert newest_sending(letter).result == "DELIVERED" and len(server.taken) == 2


def test_an_answer_that_was_lost_does_not_send_it_twice(builder, server):
    letter = send_letter_out(builder)
    server.fails = ["lost"]
    run_worker(builder)
    assert newest_sending(letter).in_doubt and fresh_letter(letter).status == "SENDING"
    run_worker(builder)
    assert fresh_letter(letter).status == "SENT" and len(server.taken) == 1
    assert AuditEntry.objects.filter(verb="send_letter", operation="disclosure").count() == 1


def test_in_doubt_nothing_is_sent_while_notify_cannot_be_asked(builder, server):
    letter = send_letter_out(builder)
    server.fails, server.is_dumb = [500], True
    run_worker(builder, 3)
    assert server.taken == [] and fresh_letter(letter).status == "SENDING"
    server.is_dumb = False
    run_worker(builder)
    assert len(server.taken) == 1 and fresh_letter(letter).status == "SENT"


def test_notify_that_says_no_for_now_is_asked_again(builder, server):
    letter = send_letter_out(builder)
    server.fails = [429, 403]
    run_worker(builder)
    assert not newest_sending(letter).in_doubt  # the provider certainly does not have it
    run_worker(builder, 2)
    assert len(server.taken) == 1 and fresh_letter(letter).status == "SENT"


def test_notify_that_will_never_take_it_ends_it(builder, server):
    letter = send_letter_out(builder)
    server.fails = [400]
    run_worker(builder)
    assert (newest_sending(letter).result, fresh_letter(letter).status) == ("TECHNICAL", "APPROVED")
    assert newest_sending(letter).why == "GOV.UK Notify did not accept it."


def test_a_sending_that_never_ends_is_given_up_for_a_person_to_see(builder, server, settings):
    letter = send_letter_out(builder)
    settings.SEND_ATTEMPTS, server.fails = 2, [429] * 9
    run_worker(builder, 3)
    assert (
        newest_sending(letter).why == "GOV.UK Notify could not be reached." and server.taken == []
    )


@pytest.mark.parametrize(
    ("wishes", "why"),
    [
        ({"wants_contact": "NO"}, "does not want to be contacted"),
        ({"channel": "PHONE"}, "No one has recorded that an email is safe"),
        ({"letters_in": "WELSH"}, "The facts have changed"),
    ],
)
def test_a_change_while_a_letter_is_going_out_stops_it(builder, server, wishes, why):
    letter = send_letter_out(builder)
    record_wishes_in(builder, **wishes)
    run_worker(builder)
    assert server.taken == [] and not Contact.objects.unscoped("test").exists()
    assert newest_sending(letter).result == "DROPPED" and why in newest_sending(letter).why
    deliveries = Delivery.objects.filter(notice="letter_not_sent")
    assert set(deliveries.values_list("recipient", "subject")) == {
        (each.pk, f"{builder.urn}, victim 1")
        for each in (builder.cast.liaison, builder.cast.second)
    }  # no named contact, so the unit's people who work with victims
    assert fresh_letter(letter).status == "APPROVED" and record_of(builder)


def test_two_workers_take_it_once(builder, server):
    send_letter_out(builder)
    builder.at += LATER
    assert letter_email_queue.lease_next_letter(at=builder.at) is not None
    assert letter_email_queue.lease_next_letter(at=builder.at) is None


def test_a_letter_that_a_clock_a_year_ahead_put_off_goes_all_the_same(builder, server):
    letter, year = send_letter_out(builder), timedelta(days=365)
    server.fails, builder.at = [429], builder.at + year
    run_worker(builder)
    builder.at -= year
    run_worker(builder)
    assert len(server.taken) == 1
    rows = Sending.objects.unscoped("test").filter(pk=newest_sending(letter).pk)
    rows.update(look_after=builder.at + year)
    server.status = "delivered"
    run_worker(builder)
    assert newest_sending(letter).result == "DELIVERED"


def test_the_operator_hears_of_a_letter_that_does_not_go(builder, server):
    def is_well(since, minutes):
        found = readiness.readiness_problems(at=since + timedelta(minutes=minutes))
        return "letters unsent for too long" not in found

    assert is_well(builder.at, 60)
    letter = send_letter_out(builder)
    sent_at = newest_sending(letter).at
    assert is_well(sent_at, 10) and not is_well(sent_at, 11)
    run_worker(builder)
    assert newest_sending(letter).accepted_at and is_well(sent_at, 60)
