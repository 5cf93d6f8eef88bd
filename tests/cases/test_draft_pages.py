"""Drafts: what is typed is stored for the form and the person until it is sent."""

import pytest
from django.db import connection

from cases.mg3_sections import MG3_SECTIONS
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast, force_unit, person
from devtools.usual_answers import MG3
from people.models import AuditEntry, Draft
from tests.support.cases.browser_tab import Tab
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2)


@pytest.fixture
def officer(builder):
    return client_for(builder.cast.officer)


def referral_tab(browser, builder):
    return Tab(browser, page_url("write-referral", builder.case))


def stored_drafts():
    """Everything in the table of drafts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT user_id, id, key, encode(sealed, 'escape') FROM people_draft")
        return str(cursor.fetchall())


# Saving and resuming a form


def test_the_page_tells_the_script_where_to_keep_the_draft(builder, officer):
    body = referral_tab(officer, builder).page.content.decode()
    assert f'data-draft="{page_url("write-referral", builder.case)}"' in body
    assert "rasso/draft" in body and 'name="save_draft"' in body


def test_a_draft_is_kept_unjudged_and_restored_when_the_form_is_opened_again(builder, officer):
    chosen = [str(builder.suspects[1].pk)]
    answer = referral_tab(officer, builder).types(
        summary="Half a sent", urgency="GREEN", suspects=chosen
    )
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain")
    assert answer.content.decode().startswith("Draft saved at ")

    again = referral_tab(officer, builder)
    assert again.shows("summary") == "Half a sent"
    assert again.shows("urgency") == "GREEN"
    assert again.shows("suspects") == chosen
    assert not again.page.context["form"].errors
    assert "The form starts with what you typed and did not send, saved at" in again


def test_without_script_the_button_keeps_it_and_comes_back(builder, officer):
    again = referral_tab(officer, builder).saves(summary="Half a sent")
    assert "Draft saved at" in again and again.shows("summary") == "Half a sent"
    assert builder.case.referrals.unscoped("test").count() == 0


@pytest.mark.parametrize(
    ("pressed", "part"), [("1", ""), ("#gate", "#gate"), ("#//x", ""), ("//x.example", "")]
)
def test_a_button_says_where_on_its_page_to_go_on_and_nowhere_else(builder, officer, pressed, part):
    tab = referral_tab(officer, builder)
    answer = tab.sends(save_draft=pressed, summary="x")
    assert answer.url == f"{tab.to}?draft={tab.hidden['form_key']}{part}"


def test_a_draft_cannot_be_read_in_the_database(builder, officer):
    referral_tab(officer, builder).types(summary="She told nobody else.")
    assert "She told" not in stored_drafts()


def test_other_people_do_not_see_a_draft(builder, officer):
    referral_tab(officer, builder).types(summary="Only mine.")
    colleague = client_for(person(builder.cast.police, "refer_cases"))
    other_tab = referral_tab(colleague, builder)
    assert "Only mine." not in other_tab
    other_tab.types(summary="Only theirs.")
    assert referral_tab(officer, builder).shows("summary") == "Only mine."
    assert Draft.objects.count() == 2


def test_other_people_do_not_reach_a_draft_by_its_id(builder, officer):
    mine = referral_tab(officer, builder)
    mine.types(summary="Only mine.")
    colleague = client_for(person(builder.cast.police, "refer_cases"))
    draft = Draft.objects.get()
    other_tab = Tab(colleague, f"{page_url('write-referral', builder.case)}?draft={draft.id}")
    assert "Only mine." not in other_tab and "unsent text" not in other_tab
    other_tab.hidden |= {"form_key": str(draft.id), "continues": f"{draft.id}~{draft.saved_at}"}
    other_tab.discards()
    other_tab.types(summary="Theirs.")
    assert referral_tab(officer, builder).shows("summary") == "Only mine."


def test_a_row_copied_to_another_person_or_form_does_not_open_there(builder, officer):
    referral_tab(officer, builder).types(summary="Only mine.")
    colleague = person(builder.cast.police, "refer_cases")
    draft = Draft.objects.get()
    Draft.objects.create(
        user=colleague, id=draft.id, key=draft.key, sealed=draft.sealed, saved_at=draft.saved_at
    )
    assert "Only mine." not in referral_tab(client_for(colleague), builder)
    Draft.objects.filter(user=builder.cast.officer).update(key=f"write_note:{builder.case.pk}")
    assert "Only mine." not in Tab(officer, page_url("write-note", builder.case))


def test_the_drafts_of_two_cases_do_not_mix(builder, officer):
    other = CaseBuilder(builder.cast)
    referral_tab(officer, builder).types(summary="Of the first case.")
    referral_tab(officer, other).types(summary="Of the second case.")
    assert referral_tab(officer, builder).shows("summary") == "Of the first case."
    assert referral_tab(officer, other).shows("summary") == "Of the second case."


# Sending or discarding


def valid_answers(builder):
    return MG3 | {"suspects": [builder.suspects[0].pk]}


def test_sending_ends_the_draft(builder, officer):
    tab = referral_tab(officer, builder)
    tab.types(summary="Half a sent")
    tab.sends(**valid_answers(builder))
    assert not Draft.objects.exists()


def test_sending_a_form_that_started_with_a_draft_ends_that_one(builder, officer):
    referral_tab(officer, builder).types(summary="Half a sent")
    referral_tab(officer, builder).sends(**valid_answers(builder))
    assert not Draft.objects.exists()


def test_a_save_still_on_its_way_when_the_form_was_sent_brings_nothing_back(builder, officer):
    tab = referral_tab(officer, builder)
    tab.sends(**valid_answers(builder))
    assert tab.types(summary="Late.").content == b"Sent already"
    assert not Draft.objects.exists()


def test_a_refused_form_stays_in_the_draft(builder, officer):
    tab = referral_tab(officer, builder)
    tab.types(summary="Half a sent")
    answer = tab.sends(**MG3)
    assert 'name="continues" value=""' in answer.content.decode()
    assert Draft.objects.count() == 1


def test_a_draft_is_discarded_at_the_press_of_a_button(builder, officer):
    referral_tab(officer, builder).types(summary="Half a sent")
    blank = referral_tab(officer, builder).discards(summary="Half a sent")
    assert "Draft discarded" in blank and not blank.shows("summary")
    assert not Draft.objects.exists()
    kinds = AuditEntry.objects.filter(verb="discard_draft").values_list("operation", "case_id")
    assert list(kinds) == [("erasure", builder.case.pk)]


def test_where_there_is_nothing_to_discard_the_button_is_hidden(builder, officer):
    body = referral_tab(officer, builder).page.content.decode()
    assert "data-draft-discard hidden" in body
    referral_tab(officer, builder).types(summary="x")
    assert "data-draft-discard hidden" not in referral_tab(officer, builder).page.content.decode()


# Two tabs


def test_two_tabs_do_not_destroy_each_other_and_the_other_text_is_offered(builder, officer):
    first, second = referral_tab(officer, builder), referral_tab(officer, builder)
    first.types(summary="Of the first tab.")
    second.types(summary="Of the second tab.")

    third = referral_tab(officer, builder)
    assert third.shows("summary") == "Of the second tab."
    assert "You have another unsent text from" in third
    first_kept = Draft.objects.get(id=first.hidden["form_key"])
    assert f'href="{first.to}?draft={first_kept.id}"' in third.page.content.decode()
    other = Tab(officer, f"{first.to}?draft={first_kept.id}")
    assert other.shows("summary") == "Of the first tab."


def test_sending_one_tab_leaves_the_text_of_the_other(builder, officer):
    first, second = referral_tab(officer, builder), referral_tab(officer, builder)
    first.types(summary="Of the first tab.")
    second.types(summary="Of the second tab.")
    second.sends(**valid_answers(builder))
    assert referral_tab(officer, builder).shows("summary") == "Of the first tab."


def test_a_text_that_is_taken_up_again_is_one_text(builder, officer):
    referral_tab(officer, builder).types(summary="Half a sent")
    again = referral_tab(officer, builder)
    again.types(summary="Half a sentence")
    again.types(summary="Half a sentence more")
    last = referral_tab(officer, builder)
    assert last.shows("summary") == "Half a sentence more"
    assert "another unsent text" not in last


def test_a_tab_that_was_still_open_keeps_its_own_text_when_another_took_it_up(builder, officer):
    first = referral_tab(officer, builder)
    first.types(summary="One")
    second = referral_tab(officer, builder)
    first.types(summary="One, and more")
    second.types(summary="Another")
    assert Draft.objects.count() == 2
    assert "another unsent text" in referral_tab(officer, builder)
    second.sends(**valid_answers(builder))
    assert referral_tab(officer, builder).shows("summary") == "One, and more"


def test_discarding_one_text_shows_an_empty_form_and_offers_the_other(builder, officer):
    first, second = referral_tab(officer, builder), referral_tab(officer, builder)
    first.types(summary="Of the first tab.")
    second.types(summary="Of the second tab.")
    blank = referral_tab(officer, builder).discards()
    assert not blank.shows("summary") and "another unsent text" in blank
    assert Draft.objects.get().id.hex == first.hidden["form_key"].replace("-", "")


def test_a_text_of_another_day_says_which(builder, officer):
    first, second = referral_tab(officer, builder), referral_tab(officer, builder)
    first.types(summary="Older.")
    Draft.objects.update(saved_at="2026-01-05T10:32Z")
    second.types(summary="Newer.")
    assert "another unsent text from 5 January 2026 at 10:32. Show it" in referral_tab(
        officer, builder
    )


def test_there_is_an_end_to_texts_in_one_form_and_none_is_pushed_out(builder, officer):
    tabs = [referral_tab(officer, builder) for _ in range(21)]
    answers = [tab.types(summary=f"{n}").status_code for n, tab in enumerate(tabs)]
    assert answers == [200] * 20 + [413]
    assert Draft.objects.count() == 20
    assert tabs[3].types(summary="3 goes on").status_code == 200


# Values that are too long


def test_every_answer_at_its_longest_fits(builder, officer):
    longest = {section.name: "“ŵ”\r\n" * 4000 for section in MG3_SECTIONS}
    assert referral_tab(officer, builder).types(**longest).status_code == 200
    assert referral_tab(officer, builder).shows("delay") == longest["delay"]


def test_a_draft_that_no_form_can_hold_is_refused_in_words_and_shown_to_be_copied(builder, officer):
    far_too_long = "x" * 400_001
    answer = referral_tab(officer, builder).types(summary=far_too_long)
    assert answer.status_code == 413
    assert answer.content.decode() == "This is too long to save as a draft."
    page = referral_tab(officer, builder).sends(save_draft="1", summary=far_too_long)
    assert page.status_code == 403
    assert "This is too long to save as a draft." in page_text(page) and far_too_long in page_text(
        page
    )


def test_a_null_character_does_not_break_it(builder, officer):
    assert referral_tab(officer, builder).types(summary="a\0b \\u0000").status_code == 200
    assert referral_tab(officer, builder).shows("summary") == "ab \\u0000"


@pytest.mark.parametrize("continues", ["x", "~", "x~2026-01-01T00:00Z", "0~0", "\0~\0"])
def test_an_invented_mark_of_a_continued_draft_is_ignored(builder, officer, continues):
    tab = referral_tab(officer, builder)
    tab.hidden["continues"] = continues
    assert tab.types(summary="x").status_code == 200


# Notices


def test_the_log_hears_of_a_draft_once_and_never_of_what_it_says(builder, officer):
    tab = referral_tab(officer, builder)
    AuditEntry.objects.filter(verb="write_referral")
    before = AuditEntry.objects.count()
    for text in ("S", "So", "Something very private"):
        tab.types(summary=text)
    [entry] = AuditEntry.objects.order_by("pk")[before:]
    assert (entry.verb, entry.operation) == ("save_draft", "collection")
    assert entry.case_id == builder.case.pk
    assert "private" not in str(vars(entry))


def test_only_who_may_write_the_referral_keeps_a_draft_of_it(builder):
    builder.submit()
    typed = {"save_draft": "typing", "summary": "x"}
    address = page_url("write-referral", builder.case)
    assert client_for(builder.cast.assistant).post(address, typed).status_code == 403
    assert client_for(person(force_unit(), "refer_cases")).post(address, typed).status_code == 404
    assert not Draft.objects.exists()


# Of a referral that was sent back


@pytest.fixture
def referral_sent_back(builder):
    send_referral_back_of(builder.write())
    return builder


def send_referral_back_of(builder):
    builder.do(
        referrals.send_referral_back, "supervisor", referral=builder.referral,
        supervisor_comments="More.",
    )  # fmt: skip
    builder.referral.refresh_from_db()


def test_changes_to_a_referral_are_kept_apart_from_a_new_one(referral_sent_back, officer):
    referral_tab(officer, referral_sent_back).types(summary="A new one.")
    address = page_url("revise-referral", referral_sent_back.referral)
    Tab(officer, address).types(summary="The old one, changed.")
    assert Tab(officer, address).shows("summary") == "The old one, changed."


def test_a_draft_of_changes_goes_stale_like_any_form(referral_sent_back, officer):
    address, version = (
        page_url("revise-referral", referral_sent_back.referral),
        referral_sent_back.referral.version,
    )
    Tab(officer, address).types(summary="Mine.")
    referral_sent_back.cast.colleague = person(referral_sent_back.cast.police, "refer_cases")
    referral_sent_back.do(
        referrals.revise_referral, "colleague", referral=referral_sent_back.referral,
        suspects=referral_sent_back.suspects, version=version, **MG3 | {"summary": "Theirs."},
    )  # fmt: skip
    send_referral_back_of(referral_sent_back)

    again = Tab(officer, address)
    assert again.shows("summary") == "Mine."
    chosen = [suspect.pk for suspect in referral_sent_back.suspects]
    page = again.sends(**MG3 | {"summary": "Mine.", "suspects": chosen})
    assert page.status_code == 409
    assert "Saved now: Theirs." in page_text(page)
