"""Letters by e-mail: Notify's own client against a fake, sent once, and polled to the end."""

from datetime import timedelta

import pytest

from devtools.fake_notify import KEY, Notify
from devtools.letter_steps import act, approved, fresh, record_of, road_to_charge, wish
from people.access.scopes import Refused
from people.models import AuditEntry
from rasso import readiness
from tests.support.module_fixtures import standing
from timeliness.models import Delivery
from victims import encryption, notify
from victims.actions import letter_dispatch, letter_email_queue
from victims.models import Contact, Sending

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=1)  # longer than any lease or pause


@standing
def road():
    road = road_to_charge()
    wish(road, channel="EMAIL")
    return road


@pytest.fixture
def server(settings):
    server = Notify()
    settings.NOTIFY_API_KEY, settings.NOTIFY_URL = KEY, server.address
    settings.NOTIFY_EMAIL_TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
    yield server
    server.stop()


def going_out(road):
    letter = approved(road)
    act(road, letter_dispatch.send_letter, letter, means="EMAIL")
    return letter


def worked(road, times=1):
    """Run the worker's tasks, an hour apart."""
    for _ in range(times):
        road.at += LATER
        provider = notify.NotifyClient()
        for do in (letter_email_queue.send_next_letter, letter_email_queue.ask_next_letter_result):
            while do(provider=provider, at=road.at):
                pass


def kept(letter):
    return Sending.objects.unscoped("test").filter(letter=letter).latest("at")


def test_without_a_key_a_letter_is_not_sent_by_e_mail(road):
    with pytest.raises(Refused, match="is not set up here"):
        going_out(road)


def test_a_letter_goes_once_with_our_reference_and_is_delivered(road, server):
    letter = going_out(road)
    worked(road)
    [sent] = server.taken
    sending = kept(letter)
    assert sent["reference"] == str(sending.pk) and sent["email_address"] == "zara@example.org"
    text = sent["personalisation"].pop("text")
    assert "was charged" in text and "Dear Zaz," in text
    assert sent["personalisation"] == {"reference": letter.reference}  # a locked phone shows it
    assert fresh(letter).status == "SENT" and sending.result == ""
    server.status = "delivered"
    worked(road, 2)
    assert kept(letter).result == "DELIVERED" and fresh(letter).status == "SENT"
    assert len(server.taken) == 1
    [contact] = Contact.objects.unscoped("test")
    assert (contact.channel, contact.outcome, contact.by) == ("EMAIL", "SENT", road.cast.liaison)
    text = encryption.decrypt_text(
        sending.text, victim=sending.record_id, bound_to=sending.sealed_as
    )
    assert "Dear Zaz," in text
    assert AuditEntry.objects.filter(verb="send_letter", operation="disclosure").count() == 1
    assert not Delivery.objects.filter(notice="letter_not_sent").exists()


def test_a_letter_that_had_gone_before_a_backup_was_restored_is_not_sent_again(road, server):
    letter = going_out(road)
    waits = Sending.objects.unscoped("test").filter(letter=letter)
    before = waits.values("send_after", "attempts", "in_doubt", "accepted_at", "text").get()
    audit_entries = AuditEntry.objects.filter(verb="send_letter", operation="disclosure")
    worked(road)
    assert audit_entries.count() == 1
    waits.update(**before)  # as in a backup: it waits, and the audit entry is missing
    letter_email_queue.mark_all_letters_in_doubt()
    worked(road)
    assert len(server.taken) == 1 and waits.get().accepted_at
    assert [entry.ids for entry in audit_entries] == [[str(letter.pk)]] * 2


def test_two_who_learn_that_a_letter_went_write_it_once(road, server):
    going_out(road)
    [sending] = Sending.objects.unscoped("test")
    held_by_another = Sending.objects.unscoped("test").get(pk=sending.pk)
    for each in (sending, held_by_another):
        letter_email_queue.mark_letter_accepted(each, at=road.at)
    assert AuditEntry.objects.filter(verb="send_letter", operation="disclosure").count() == 1
    assert fresh(sending.letter).status == "SENT"


@pytest.mark.parametrize(
    ("status", "result"),
    [
        ("permanent-failure", "PERMANENT"),
        ("temporary-failure", "TEMPORARY"),
        ("technical-failure", "TECHNICAL"),
    ],
)
def test_a_letter_that_did_not_arrive_may_be_sent_again(road, server, status, result):
    letter = going_out(road)
    server.status = status
    worked(road, 2)
    assert kept(letter).result == result and fresh(letter).status == "APPROVED"
    act(road, letter_dispatch.send_letter, letter, means="EMAIL")
    server.status = "delivered"
    worked(road, 2)
    assert kept(letter).result == "DELIVERED" and len(server.taken) == 2


def test_an_answer_that_was_lost_does_not_send_it_twice(road, server):
    letter = going_out(road)
    server.fails = ["lost"]
    worked(road)
    assert kept(letter).in_doubt and fresh(letter).status == "SENDING"
    worked(road)
    assert fresh(letter).status == "SENT" and len(server.taken) == 1
    assert AuditEntry.objects.filter(verb="send_letter", operation="disclosure").count() == 1


def test_in_doubt_nothing_is_sent_while_notify_cannot_be_asked(road, server):
    letter = going_out(road)
    server.fails, server.is_dumb = [500], True
    worked(road, 3)
    assert server.taken == [] and fresh(letter).status == "SENDING"
    server.is_dumb = False
    worked(road)
    assert len(server.taken) == 1 and fresh(letter).status == "SENT"


def test_notify_that_says_no_for_now_is_asked_again(road, server):
    letter = going_out(road)
    server.fails = [429, 403]
    worked(road)
    assert not kept(letter).in_doubt  # the provider certainly does not have it
    worked(road, 2)
    assert len(server.taken) == 1 and fresh(letter).status == "SENT"


def test_notify_that_will_never_take_it_ends_it(road, server):
    letter = going_out(road)
    server.fails = [400]
    worked(road)
    assert (kept(letter).result, fresh(letter).status) == ("TECHNICAL", "APPROVED")
    assert kept(letter).why == "GOV.UK Notify did not accept it."


def test_what_never_ends_is_given_up_for_a_person_to_see(road, server, settings):
    letter = going_out(road)
    settings.SEND_ATTEMPTS, server.fails = 2, [429] * 9
    worked(road, 3)
    assert kept(letter).why == "GOV.UK Notify could not be reached." and server.taken == []


@pytest.mark.parametrize(
    ("wishes", "why"),
    [
        ({"wants_contact": "NO"}, "does not want to be contacted"),
        ({"channel": "PHONE"}, "No one has recorded that an email is safe"),
        ({"letters_in": "WELSH"}, "The facts have changed"),
    ],
)
def test_what_changes_while_a_letter_is_going_out_stops_it(road, server, wishes, why):
    letter = going_out(road)
    wish(road, **wishes)
    worked(road)
    assert server.taken == [] and not Contact.objects.unscoped("test").exists()
    assert kept(letter).result == "DROPPED" and why in kept(letter).why
    deliveries = Delivery.objects.filter(notice="letter_not_sent")
    assert set(deliveries.values_list("recipient", "subject")) == {
        (each.pk, f"{road.urn}, victim 1") for each in (road.cast.liaison, road.cast.second)
    }  # no named contact, so the unit's people who work with victims
    assert fresh(letter).status == "APPROVED" and record_of(road)


def test_two_workers_take_it_once(road, server):
    going_out(road)
    road.at += LATER
    assert letter_email_queue.lease_next_letter(at=road.at) is not None
    assert letter_email_queue.lease_next_letter(at=road.at) is None


def test_a_letter_that_a_clock_a_year_ahead_put_off_goes_all_the_same(road, server):
    letter, year = going_out(road), timedelta(days=365)
    server.fails, road.at = [429], road.at + year
    worked(road)
    road.at -= year
    worked(road)
    assert len(server.taken) == 1
    rows = Sending.objects.unscoped("test").filter(pk=kept(letter).pk)
    rows.update(look_after=road.at + year)
    server.status = "delivered"
    worked(road)
    assert kept(letter).result == "DELIVERED"


def test_who_runs_the_service_hears_of_a_letter_that_does_not_go(road, server):
    def is_well(since, minutes):
        found = readiness.readiness_problems(at=since + timedelta(minutes=minutes))
        return "letters unsent for too long" not in found

    assert is_well(road.at, 60)
    letter = going_out(road)
    sent_at = kept(letter).at
    assert is_well(sent_at, 10) and not is_well(sent_at, 11)
    worked(road)
    assert kept(letter).accepted_at and is_well(sent_at, 60)
