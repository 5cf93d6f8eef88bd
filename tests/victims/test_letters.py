"""Letters to victims: filled from facts, worded by one person, reviewed by another."""

import re

import pytest
from django.db import IntegrityError, transaction

from cases.decisions.actions import charges, court_facts
from devtools.case_builder import CaseBuilder
from devtools.letter_steps import (
    CALLED,
    act_on_letter,
    approve_letter_of,
    build_charged_case,
    charge_and_report,
    fresh_letter,
    letter_page_of,
    letter_sent_for_review,
    record_of,
    record_wishes_in,
    text_of,
    write_letter_of,
)
from people.access.scopes import Refused, Stale
from people.models import Human, User
from tests.support.cases.offences import offence_of_today
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.module_fixtures import module_fixture
from victims import letter_templates
from victims.actions import letter_dispatch
from victims.actions import letters as actions
from victims.letter_templates import TEMPLATE_FOLDER, letter_template
from victims.models import Letter, LetterKind
from victims.wording_prompts import wording_advice

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    return build_charged_case()


# The templates


@pytest.mark.parametrize("kind", LetterKind.values)
def test_a_template_says_the_same_in_both_languages_and_that_its_wording_is_ours(kind):
    version = letter_templates.newest_template_version(kind)
    english, welsh = letter_template(kind, version, "en"), letter_template(kind, version, "cy")
    assert (
        english.paragraph_limits == welsh.paragraph_limits
        and english.fact_names == welsh.fact_names
    )
    assert "called" in english.fact_names  # it addresses the victim by their preferred name
    assert english.cases == welsh.cases and len(english.blocks) == len(welsh.blocks)
    folder = TEMPLATE_FOLDER / kind.lower()
    assert "project's own" in (folder / f"{version}.en.txt").read_text()
    assert "No translator has reviewed it" in (folder / f"{version}.cy.txt").read_text()


def test_wording_prompts_name_each_word_once_in_the_order_of_the_text():
    told = wording_advice("Your account of the NFA and the nfa. He lives at BS1 4AA.")
    assert len(told) == 3
    assert [word in each for word, each in zip(("account", "NFA", "BS1"), told, strict=True)]
    assert wording_advice("We can meet on Monday, if you like.") == []


# Facts


@pytest.mark.parametrize("kind", LetterKind.values)
def test_no_wording_of_a_letter_can_name_a_suspect_or_an_offence(kind):
    """Anybody may open a letter, so neither facts nor wording name these."""
    for language in ("en", "cy"):
        template = letter_template(kind, letter_templates.newest_template_version(kind), language)
        assert template.fact_names <= FILLED_IN
        assert template.title.endswith("{reference}")
        words = " ".join(block.text for block in template.blocks).lower()
        assert not re.search(r"\b(rape|rasso|sexual|assault|offence|suspect|trais|rhyw)\b", words)


FILLED_IN = {
    "called", "reference", "sender", "contact", "charged_on", "decided_on", "stopped_on",
    "leave_on", "asked_on", "dated", "ask_by", "ring_name", "ring_phone",
}  # fmt: skip


def test_a_letter_about_a_charge_says_that_there_is_one_and_not_against_whom_or_for_what(builder):
    text = text_of(write_letter_of(builder))
    offence = offence_of_today()
    assert text.startswith(f"About your case: reference {builder.urn}\n")
    for told in (
        "2 March 2026",
        "the person in your case was charged",
        builder.cast.cps.agency.name,
    ):
        assert told in text
    for kept in (builder.suspects[0].surname, offence.title, builder.cast.cps.name):
        assert kept not in text
    assert CALLED not in text and "[what the victim wants to be called]" in text


def test_with_two_suspects_a_letter_says_that_it_is_about_one_and_names_neither():
    builder = build_charged_case(suspects=2)
    for suspect in builder.suspects:
        text = text_of(write_letter_of(builder, suspect=suspect))
        assert "one of the people in your case was charged" in text
        assert not any(each.surname in text for each in builder.suspects)


def test_no_victim_is_told_about_a_suspect_not_alleged_to_have_harmed_them(builder):
    other = CaseBuilder(builder.cast).submit()
    with pytest.raises(Refused, match="Select which suspect"):
        write_letter_of(builder, suspect=other.suspects[0])
    with pytest.raises(Refused, match="Select which suspect"):
        write_letter_of(builder, suspect=None)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("HELLO", "No one is named as the person to contact"),
        ("NFA", "No decision to take no further action"),
        ("STOPPED", "Nothing says that the case against this suspect was stopped"),
        ("ALTERED", "No change to the charges"),
    ],
)
def test_a_letter_that_has_nothing_to_tell_is_not_begun(builder, kind, sentence):
    with pytest.raises(Refused, match=sentence):
        write_letter_of(builder, kind)


def test_a_case_that_was_stopped_at_court_is_told(builder):
    fact = {"kind": "OUTCOME", "on": builder.at.date(), "result": "STOPPED"}
    first = {"kind": "FIRST_HEARING", "on": builder.at.date()}
    for each in (first, fact):
        builder.do(court_facts.record_court_fact, "prosecutor", suspect=builder.suspects[0], **each)
    assert "the case in court does not go on" in text_of(write_letter_of(builder, "STOPPED"))


def test_two_people_do_not_write_the_same_letter(builder):
    write_letter_of(builder)
    with pytest.raises(Refused, match="already being written"):
        write_letter_of(builder, who="second")
    with pytest.raises(IntegrityError, match="one_letter_at_a_time"), transaction.atomic():
        write_letter_row(builder)


def write_letter_row(builder):
    Letter.objects.unscoped("test").create(
        case=builder.case,
        record=record_of(builder),
        kind="CHARGE",
        suspect=builder.suspects[0],
        side="CPS",
        template=1,
        language="ENGLISH",
        written_by=builder.cast.second,
        written_at=builder.at,
    )


# Writing and review


def test_a_free_paragraph_is_where_the_template_has_room_and_no_longer(builder):
    letter = write_letter_of(builder)
    act_on_letter(
        builder, actions.edit_letter, letter, next_steps="The court is in Bristol.", support=""
    )
    assert "The court is in Bristol." in text_of(letter)
    with pytest.raises(Refused, match="longer than the letter has room for"):
        act_on_letter(builder, actions.edit_letter, letter, next_steps="x" * 601)
    with pytest.raises(KeyError):
        act_on_letter(builder, actions.edit_letter, letter, anything_else="x")


def test_a_typed_brace_is_a_brace(builder):
    letter = write_letter_of(builder)
    act_on_letter(builder, actions.edit_letter, letter, next_steps="{called} {0} {{why 9}}")
    assert "{called} {0} {{why 9}}" in text_of(letter)


def test_two_edits_at_once_show_both(builder):
    letter = write_letter_of(builder)
    act_on_letter(builder, actions.edit_letter, letter, next_steps="Mine.")
    with pytest.raises(Stale) as stale:
        builder.do(actions.edit_letter, "second", letter=letter, version=1, next_steps="Theirs.")
    assert stale.value.differences == [("next_steps", "Mine.", "Theirs.")]


def test_an_author_does_not_approve_their_own_letter_under_any_account(builder):
    letter = letter_sent_for_review(builder)
    with pytest.raises(Refused, match="someone else must read it"):
        act_on_letter(builder, actions.review_letter, letter, is_approved=True)
    same = Human.objects.create()
    pair = [builder.cast.liaison.pk, builder.cast.second.pk]
    User.objects.filter(pk__in=pair).update(human=same)
    with pytest.raises(Refused, match="under another account of yours"):
        act_on_letter(builder, actions.review_letter, letter, "second", is_approved=True)


def test_a_letter_is_returned_with_what_must_change(builder):
    letter = letter_sent_for_review(builder)
    said_no = {"is_approved": False, "comment": "Say when the hearing is."}
    act_on_letter(builder, actions.review_letter, letter, "second", **said_no)
    assert fresh_letter(letter).status == "RETURNED"
    assert letter_page_of(builder, letter).comment == "Say when the hearing is."
    with pytest.raises(Refused, match="has returned the letter"):
        act_on_letter(builder, actions.request_letter_review, letter)
    act_on_letter(builder, actions.edit_letter, letter, next_steps="On 9 March.")
    assert letter_page_of(builder, letter).comment == ""


def test_an_unread_letter_is_not_approved(builder):
    letter = letter_sent_for_review(builder)
    act_on_letter(builder, actions.edit_letter, letter, next_steps="New.")
    act_on_letter(builder, actions.request_letter_review, letter)
    with pytest.raises(Refused, match="has changed since"):
        builder.do(actions.review_letter, "second", letter=letter, version=2, is_approved=True)


def test_an_edit_voids_the_approval(builder):
    letter = approve_letter_of(builder)
    assert fresh_letter(letter).approved_by == builder.cast.second
    act_on_letter(builder, actions.edit_letter, letter, next_steps="One more thing.")
    letter = fresh_letter(letter)
    assert (letter.status, letter.approved_by) == ("DRAFT", None)
    with pytest.raises(Refused, match="is a draft"):
        act_on_letter(builder, letter_dispatch.send_letter, letter, means="POST")


def test_a_letter_whose_facts_changed_is_neither_approved_nor_sent():
    other, authorised = offence_of_today(1), offence_of_today(2)
    builder = build_charged_case(offence=authorised)
    letter = approve_letter_of(builder)
    charge_and_report(builder, builder.suspects[0], other, charges.correct_charge_report, version=1)
    assert actions.is_letter_stale(fresh_letter(letter))
    with pytest.raises(Refused, match="The facts have changed"):
        act_on_letter(builder, letter_dispatch.send_letter, letter, means="POST")
    act_on_letter(builder, actions.edit_letter, letter)
    act_on_letter(builder, actions.request_letter_review, letter)
    act_on_letter(builder, actions.review_letter, letter, "second", is_approved=True)
    act_on_letter(builder, letter_dispatch.send_letter, letter, means="POST")
    assert "charged with has changed" in text_of(write_letter_of(builder, "ALTERED"))


def test_no_letter_says_that_a_charge_changed_which_was_only_reported_wrongly():
    other = offence_of_today(2)
    builder = build_charged_case(offence=other)
    authorised = builder.suspects[0].allegations.unscoped("test").first().offence
    charge_and_report(
        builder, builder.suspects[0], authorised, charges.correct_charge_report, version=1
    )
    with pytest.raises(Refused, match="No change to the charges"):
        write_letter_of(builder, "ALTERED")


def test_a_welsh_letter_waits_for_a_translator(builder, settings):
    record_wishes_in(builder, letters_in="WELSH")
    letter = letter_sent_for_review(builder)
    assert "Annwyl" in text_of(letter) and "2 Mawrth 2026" in text_of(letter)
    with pytest.raises(Refused, match="no translator has reviewed"):
        act_on_letter(builder, actions.review_letter, letter, "second", is_approved=True)
    settings.REVIEWED_TRANSLATIONS = ["charge/3"]
    act_on_letter(builder, actions.review_letter, letter, "second", is_approved=True)
    record_wishes_in(builder, letters_in="ENGLISH")
    with pytest.raises(Refused, match="The facts have changed"):
        act_on_letter(builder, letter_dispatch.send_letter, letter, means="POST")


def test_the_other_service_reads_a_letter_and_writes_none_of_it(builder):
    letter = write_letter_of(builder)
    with pytest.raises(Refused, match="The other service writes"):
        act_on_letter(builder, actions.edit_letter, letter, "officer", next_steps="x")
    assert "The other service" not in page_text(
        client_for(builder.cast.officer).get(page_url("see-letter", letter))
    )
