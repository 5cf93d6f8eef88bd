"""A letter is sent once, if that is safe and its facts still hold; its result is recorded."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from devtools.letter_steps import (
    CALLED,
    HOME,
    act_on_letter,
    approve_letter_of,
    build_charged_case,
    fresh_letter,
    letter_page_of,
    print_letter_of,
    record_of,
    record_wishes_in,
    send_letter_of,
    write_letter_of,
)
from people.access.scopes import Refused
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.module_fixtures import module_fixture
from tests.victims.test_identities import all_stored_values
from victims.actions import letter_dispatch
from victims.actions import letters as actions
from victims.actions.identities import destroy_identity, record_identity
from victims.models import Contact, Letter, Sending, Told

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    return build_charged_case()


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
def test_a_letter_goes_out_only_where_it_is_safe(builder, wishes, means, sentence):
    letter = approve_letter_of(builder)
    record_wishes_in(builder, **wishes)
    with pytest.raises(Refused, match=sentence):
        act_on_letter(builder, letter_dispatch.send_letter, letter, means=means)
    assert not Sending.objects.unscoped("test").exists()


def test_a_victim_opts_out_after_the_letter_was_sent_to_the_printer(builder):
    letter = send_letter_of(builder)
    record_wishes_in(builder, wants_contact="NO")
    with pytest.raises(Refused, match="does not want to be contacted"):
        print_letter_of(builder, letter)


def test_the_printed_letter_has_the_victim_s_name_and_address_and_is_in_the_log(builder):
    letter = send_letter_of(builder)
    sheet = print_letter_of(builder, letter)
    assert (sheet.address, sheet.day) == (HOME, f"{builder.at - timedelta(hours=1):%-d %B %Y}")
    assert f"Dear {CALLED}," in sheet.sheet.parts
    [reveal] = record_of(builder).reveals.unscoped("test")
    assert reveal.by == builder.cast.liaison


def test_printing_counts_towards_the_limit_of_reveals_in_an_hour(builder, settings):
    settings.REVEALS_AN_HOUR = 2
    letter = send_letter_of(builder)
    began = builder.at
    for minute in range(2):
        print_letter_of(builder, letter)
        builder.at = began + timedelta(minutes=minute)
    with pytest.raises(Refused, match="details of many victims within an hour"):
        print_letter_of(builder, letter)
    assert len(record_of(builder).reveals.unscoped("test")) == 2


def test_a_letter_that_came_back_may_be_sent_again_in_another_way(builder):
    letter = send_letter_of(builder)
    builder.do(letter_dispatch.record_letter_result, "liaison", letter=letter, result="POSTED")
    assert fresh_letter(letter).status == "SENT"
    builder.do(letter_dispatch.record_letter_result, "liaison", letter=letter, result="CAME_BACK")
    act_on_letter(builder, letter_dispatch.send_letter, letter, means="POLICE")
    with pytest.raises(Refused, match="Select the result of sending"):
        builder.do(letter_dispatch.record_letter_result, "liaison", letter=letter, result="POSTED")
    builder.do(letter_dispatch.record_letter_result, "liaison", letter=letter, result="HANDED_OVER")
    results = Sending.objects.unscoped("test").order_by("at").values_list("means", "result")
    assert list(results) == [("POST", "CAME_BACK"), ("POLICE", "HANDED_OVER")]


def test_a_letter_that_went_out_is_a_contact_that_told_the_victim_about_this_suspect(builder):
    letter = send_letter_of(builder)
    assert not Contact.objects.unscoped("test").exists()
    builder.do(letter_dispatch.record_letter_result, "liaison", letter=letter, result="POSTED")
    [contact] = Contact.objects.unscoped("test")
    assert (contact.channel, contact.outcome) == ("LETTER", "SENT")
    [told] = Told.objects.unscoped("test")
    assert (told.what, told.suspect) == ("CHARGE", builder.suspects[0])
    builder.do(letter_dispatch.record_letter_result, "liaison", letter=letter, result="CAME_BACK")
    assert Contact.objects.unscoped("test").filter(outcome="WRONG", told=None).count() == 1


def test_a_letter_is_sent_once(builder):
    letter = send_letter_of(builder)
    with pytest.raises(Refused, match="is being sent"):
        act_on_letter(builder, letter_dispatch.send_letter, letter, means="POST")
    facts = {"case": builder.case, "record": record_of(builder), "letter": letter}
    with pytest.raises(IntegrityError, match="letter_goes_out_once"), transaction.atomic():
        Sending.objects.unscoped("test").create(
            means="POST", by=builder.cast.liaison, at=builder.at, **facts
        )


def test_without_the_victim_s_name_no_letter_goes_out(builder):
    builder.do(
        record_identity, "officer", record=record_of(builder), version=1, name="", address=""
    )
    letter = approve_letter_of(builder)
    with pytest.raises(Refused, match="what the victim is called"):
        act_on_letter(builder, letter_dispatch.send_letter, letter, means="POST")


@pytest.mark.usefixtures("restore_victim_keys")
def test_no_word_of_a_letter_is_readable_in_the_database_or_once_its_key_is_gone():
    builder = build_charged_case()  # the key is destroyed, which no transaction undoes
    letter = write_letter_of(builder)
    act_on_letter(builder, actions.edit_letter, letter, next_steps="A most peculiar sentence.")
    act_on_letter(builder, actions.request_letter_review, letter)
    act_on_letter(builder, actions.review_letter, letter, "second", is_approved=True)
    act_on_letter(builder, letter_dispatch.send_letter, letter, means="POST")
    print_letter_of(builder, letter)
    kept = b" ".join(all_stored_values())
    for word in (b"peculiar", b"Annwyl", CALLED.encode(), b"was charged with"):
        assert word not in kept
    destroy_identity(record=builder.victim.pk, at=builder.at)
    assert letter_page_of(builder, letter).sheet is None
    assert "cannot be opened" in page_text(
        client_for(builder.cast.liaison).get(page_url("see-letter", letter))
    )


def test_the_database_keeps_a_letter_about_whom_it_was_written(builder):
    rows = Letter.objects.unscoped("test").filter(pk=write_letter_of(builder).pk)
    for break_it in (lambda: rows.update(suspect=None), rows.delete):
        refused = pytest.raises(DatabaseError, match="only ever grows|permission denied")
        with refused, transaction.atomic():
            break_it()
