"""A letter is sent once, if that is safe and its facts still hold; its result is recorded."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from devtools.letter_steps import (
    CALLED,
    HOME,
    act,
    approved,
    fresh,
    page_of,
    printed,
    record_of,
    road_to_charge,
    sent,
    wish,
    written,
)
from people.access.scopes import Refused
from tests.support.cases.pages import as_, at, said
from tests.support.module_fixtures import standing
from tests.victims.test_identities import everything_kept
from victims.actions import letter_dispatch
from victims.actions import letters as actions
from victims.actions.identities import destroy_identity, record_identity
from victims.models import Contact, Letter, Sending, Told

pytestmark = pytest.mark.django_db


@standing
def road():
    return road_to_charge()


@pytest.mark.parametrize(
    ("wishes", "means", "sentence"),
    [
        ({"wants_contact": "NO"}, "POST", "does not want to be contacted"),
        ({"letter_is_safe": "NO"}, "POST", "A letter home is not safe"),
        ({"letter_is_safe": "NOT_ASKED"}, "POST", "No one has recorded that a letter home is safe"),
        ({"channel": "THROUGH_ISVA"}, "POST", "reached through the ISVA"),
        ({"channel": "THROUGH_POLICE"}, "EMAIL", "reached through the police"),
        ({"channel": "PHONE"}, "EMAIL", "No one has recorded that an email is safe"),
        ({"channel": "EMAIL", "email_is_safe": "NO"}, "EMAIL", "An email is not safe"),
        ({"channel": "PHONE"}, "ISVA", "has not asked to be reached through the ISVA"),
    ],
)
def test_a_letter_goes_out_only_where_it_is_safe(road, wishes, means, sentence):
    letter = approved(road)
    wish(road, **wishes)
    with pytest.raises(Refused, match=sentence):
        act(road, letter_dispatch.send_letter, letter, means=means)
    assert not Sending.objects.unscoped("test").exists()


def test_a_victim_opts_out_after_the_letter_was_sent_to_the_printer(road):
    letter = sent(road)
    wish(road, wants_contact="NO")
    with pytest.raises(Refused, match="does not want to be contacted"):
        printed(road, letter)


def test_the_printed_letter_has_her_name_and_address_and_says_so_in_the_log(road):
    letter = sent(road)
    sheet = printed(road, letter)
    assert (sheet.address, sheet.day) == (HOME, f"{road.at - timedelta(hours=1):%-d %B %Y}")
    assert f"Dear {CALLED}," in sheet.sheet.parts
    [reveal] = record_of(road).reveals.unscoped("test")
    assert reveal.by == road.cast.liaison


def test_a_letter_that_came_back_may_be_sent_again_in_another_way(road):
    letter = sent(road)
    road.do(letter_dispatch.record_letter_result, "liaison", letter=letter, result="POSTED")
    assert fresh(letter).status == "SENT"
    road.do(letter_dispatch.record_letter_result, "liaison", letter=letter, result="CAME_BACK")
    act(road, letter_dispatch.send_letter, letter, means="POLICE")
    with pytest.raises(Refused, match="Select the result of sending"):
        road.do(letter_dispatch.record_letter_result, "liaison", letter=letter, result="POSTED")
    road.do(letter_dispatch.record_letter_result, "liaison", letter=letter, result="HANDED_OVER")
    results = Sending.objects.unscoped("test").order_by("at").values_list("means", "result")
    assert list(results) == [("POST", "CAME_BACK"), ("POLICE", "HANDED_OVER")]


def test_a_letter_that_went_out_is_a_contact_that_told_her_about_this_suspect(road):
    letter = sent(road)
    assert not Contact.objects.unscoped("test").exists()
    road.do(letter_dispatch.record_letter_result, "liaison", letter=letter, result="POSTED")
    [contact] = Contact.objects.unscoped("test")
    assert (contact.channel, contact.outcome) == ("LETTER", "SENT")
    [told] = Told.objects.unscoped("test")
    assert (told.what, told.suspect) == ("CHARGE", road.suspects[0])
    road.do(letter_dispatch.record_letter_result, "liaison", letter=letter, result="CAME_BACK")
    assert Contact.objects.unscoped("test").filter(outcome="WRONG", told=None).count() == 1


def test_a_letter_is_sent_once(road):
    letter = sent(road)
    with pytest.raises(Refused, match="is being sent"):
        act(road, letter_dispatch.send_letter, letter, means="POST")
    facts = {"case": road.case, "record": record_of(road), "letter": letter}
    with pytest.raises(IntegrityError, match="letter_goes_out_once"), transaction.atomic():
        Sending.objects.unscoped("test").create(
            means="POST", by=road.cast.liaison, at=road.at, **facts
        )


def test_without_her_name_no_letter_goes_out(road):
    road.do(record_identity, "officer", record=record_of(road), version=1, name="", address="")
    letter = approved(road)
    with pytest.raises(Refused, match="what the victim is called"):
        act(road, letter_dispatch.send_letter, letter, means="POST")


@pytest.mark.usefixtures("keys_come_back")
def test_no_word_of_a_letter_is_readable_in_the_database_or_once_her_key_is_gone():
    road = road_to_charge()  # the key is destroyed, which no transaction undoes
    letter = written(road)
    act(road, actions.edit_letter, letter, next_steps="A most peculiar sentence.")
    act(road, actions.request_letter_review, letter)
    act(road, actions.review_letter, letter, "second", is_approved=True)
    act(road, letter_dispatch.send_letter, letter, means="POST")
    printed(road, letter)
    kept = b" ".join(everything_kept())
    for word in (b"peculiar", b"Annwyl", CALLED.encode(), b"was charged with"):
        assert word not in kept
    destroy_identity(record=road.victim.pk, at=road.at)
    assert page_of(road, letter).sheet is None
    assert "cannot be opened" in said(as_(road.cast.liaison).get(at("see-letter", letter)))


def test_the_database_keeps_a_letter_about_whom_it_was_written(road):
    rows = Letter.objects.unscoped("test").filter(pk=written(road).pk)
    for break_it in (lambda: rows.update(suspect=None), rows.delete):
        refused = pytest.raises(DatabaseError, match="only ever grows|permission denied")
        with refused, transaction.atomic():
            break_it()
