"""Drafts: what is typed is stored for the form and the person until it is sent."""

import pytest
from django.db import connection

from cases.mg3_sections import MG3_SECTIONS
from cases.referrals.actions import referrals
from devtools.case_builder import MG3, Road, cast, force_unit, person
from people.models import AuditEntry, Draft
from tests.support.cases.browser_tab import Tab
from tests.support.cases.pages import as_, at, said
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db


@standing
def road():
    return Road(cast(), suspects=2)


@pytest.fixture
def officer(road):
    return as_(road.cast.officer)


def opened(browser, road):
    return Tab(browser, at("write-referral", road.case))


def everything_stored():
    """Everything in the table of drafts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT user_id, id, key, encode(sealed, 'escape') FROM people_draft")
        return str(cursor.fetchall())


# Saving and resuming a form


def test_the_page_tells_the_script_where_to_keep_the_draft(road, officer):
    body = opened(officer, road).page.content.decode()
    assert f'data-draft="{at("write-referral", road.case)}"' in body
    assert "rasso/draft" in body and 'name="save_draft"' in body


def test_a_draft_is_kept_unjudged_and_restored_when_the_form_is_opened_again(road, officer):
    chosen = [str(road.suspects[1].pk)]
    answer = opened(officer, road).types(summary="Half a sent", urgency="GREEN", suspects=chosen)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain")
    assert answer.content.decode().startswith("Draft saved at ")

    again = opened(officer, road)
    assert again.shows("summary") == "Half a sent"
    assert again.shows("urgency") == "GREEN"
    assert again.shows("suspects") == chosen
    assert not again.page.context["form"].errors
    assert "The form starts with what you typed and did not send, saved at" in again


def test_without_script_the_button_keeps_it_and_comes_back(road, officer):
    again = opened(officer, road).saves(summary="Half a sent")
    assert "Draft saved at" in again and again.shows("summary") == "Half a sent"
    assert road.case.referrals.unscoped("test").count() == 0


@pytest.mark.parametrize(
    ("pressed", "part"), [("1", ""), ("#gate", "#gate"), ("#//x", ""), ("//x.example", "")]
)
def test_a_button_says_where_on_its_page_to_go_on_and_nowhere_else(road, officer, pressed, part):
    tab = opened(officer, road)
    answer = tab.sends(save_draft=pressed, summary="x")
    assert answer.url == f"{tab.to}?draft={tab.hidden['form_key']}{part}"


def test_what_is_kept_cannot_be_read_in_the_database(road, officer):
    opened(officer, road).types(summary="She told nobody else.")
    assert "She told" not in everything_stored()


def test_nobody_else_sees_a_draft(road, officer):
    opened(officer, road).types(summary="Only mine.")
    colleague = as_(person(road.cast.police, "refer_cases"))
    hers = opened(colleague, road)
    assert "Only mine." not in hers
    hers.types(summary="Only hers.")
    assert opened(officer, road).shows("summary") == "Only mine."
    assert Draft.objects.count() == 2


def test_nobody_else_reaches_a_draft_by_its_id(road, officer):
    mine = opened(officer, road)
    mine.types(summary="Only mine.")
    colleague = as_(person(road.cast.police, "refer_cases"))
    draft = Draft.objects.get()
    hers = Tab(colleague, f"{at('write-referral', road.case)}?draft={draft.id}")
    assert "Only mine." not in hers and "unsent text" not in hers
    hers.hidden |= {"form_key": str(draft.id), "continues": f"{draft.id}~{draft.saved_at}"}
    hers.discards()
    hers.types(summary="Hers.")
    assert opened(officer, road).shows("summary") == "Only mine."


def test_a_row_copied_to_another_person_or_form_does_not_open_there(road, officer):
    opened(officer, road).types(summary="Only mine.")
    colleague = person(road.cast.police, "refer_cases")
    draft = Draft.objects.get()
    Draft.objects.create(
        user=colleague, id=draft.id, key=draft.key, sealed=draft.sealed, saved_at=draft.saved_at
    )
    assert "Only mine." not in opened(as_(colleague), road)
    Draft.objects.filter(user=road.cast.officer).update(key=f"write_note:{road.case.pk}")
    assert "Only mine." not in Tab(officer, at("write-note", road.case))


def test_the_drafts_of_two_cases_do_not_mix(road, officer):
    other = Road(road.cast)
    opened(officer, road).types(summary="Of the first case.")
    opened(officer, other).types(summary="Of the second case.")
    assert opened(officer, road).shows("summary") == "Of the first case."
    assert opened(officer, other).shows("summary") == "Of the second case."


# Sending or discarding


def sendable(road):
    return MG3 | {"suspects": [road.suspects[0].pk]}


def test_sending_ends_the_draft(road, officer):
    tab = opened(officer, road)
    tab.types(summary="Half a sent")
    tab.sends(**sendable(road))
    assert not Draft.objects.exists()


def test_sending_a_form_that_started_with_a_draft_ends_that_one(road, officer):
    opened(officer, road).types(summary="Half a sent")
    opened(officer, road).sends(**sendable(road))
    assert not Draft.objects.exists()


def test_a_save_still_on_its_way_when_the_form_was_sent_brings_nothing_back(road, officer):
    tab = opened(officer, road)
    tab.sends(**sendable(road))
    assert tab.types(summary="Late.").content == b"Sent already"
    assert not Draft.objects.exists()


def test_what_was_refused_stays_in_the_draft(road, officer):
    tab = opened(officer, road)
    tab.types(summary="Half a sent")
    answer = tab.sends(**MG3)
    assert 'name="continues" value=""' in answer.content.decode()
    assert Draft.objects.count() == 1


def test_a_draft_is_discarded_at_the_press_of_a_button(road, officer):
    opened(officer, road).types(summary="Half a sent")
    blank = opened(officer, road).discards(summary="Half a sent")
    assert "Draft discarded" in blank and not blank.shows("summary")
    assert not Draft.objects.exists()
    kinds = AuditEntry.objects.filter(verb="discard_draft").values_list("operation", "case_id")
    assert list(kinds) == [("erasure", road.case.pk)]


def test_where_there_is_nothing_to_discard_the_button_is_hidden(road, officer):
    body = opened(officer, road).page.content.decode()
    assert "data-draft-discard hidden" in body
    opened(officer, road).types(summary="x")
    assert "data-draft-discard hidden" not in opened(officer, road).page.content.decode()


# Two tabs


def test_two_tabs_do_not_destroy_each_other_and_the_other_text_is_offered(road, officer):
    first, second = opened(officer, road), opened(officer, road)
    first.types(summary="Of the first tab.")
    second.types(summary="Of the second tab.")

    third = opened(officer, road)
    assert third.shows("summary") == "Of the second tab."
    assert "You have another unsent text from" in third
    first_kept = Draft.objects.get(id=first.hidden["form_key"])
    assert f'href="{first.to}?draft={first_kept.id}"' in third.page.content.decode()
    other = Tab(officer, f"{first.to}?draft={first_kept.id}")
    assert other.shows("summary") == "Of the first tab."


def test_sending_one_tab_leaves_the_text_of_the_other(road, officer):
    first, second = opened(officer, road), opened(officer, road)
    first.types(summary="Of the first tab.")
    second.types(summary="Of the second tab.")
    second.sends(**sendable(road))
    assert opened(officer, road).shows("summary") == "Of the first tab."


def test_a_text_that_is_taken_up_again_is_one_text(road, officer):
    opened(officer, road).types(summary="Half a sent")
    again = opened(officer, road)
    again.types(summary="Half a sentence")
    again.types(summary="Half a sentence more")
    last = opened(officer, road)
    assert last.shows("summary") == "Half a sentence more"
    assert "another unsent text" not in last


def test_a_tab_that_was_still_open_keeps_its_own_text_when_another_took_it_up(road, officer):
    first = opened(officer, road)
    first.types(summary="One")
    second = opened(officer, road)
    first.types(summary="One, and more")
    second.types(summary="Another")
    assert Draft.objects.count() == 2
    assert "another unsent text" in opened(officer, road)
    second.sends(**sendable(road))
    assert opened(officer, road).shows("summary") == "One, and more"


def test_discarding_one_text_shows_an_empty_form_and_offers_the_other(road, officer):
    first, second = opened(officer, road), opened(officer, road)
    first.types(summary="Of the first tab.")
    second.types(summary="Of the second tab.")
    blank = opened(officer, road).discards()
    assert not blank.shows("summary") and "another unsent text" in blank
    assert Draft.objects.get().id.hex == first.hidden["form_key"].replace("-", "")


def test_a_text_of_another_day_says_which(road, officer):
    first, second = opened(officer, road), opened(officer, road)
    first.types(summary="Older.")
    Draft.objects.update(saved_at="2026-01-05T10:32Z")
    second.types(summary="Newer.")
    assert "another unsent text from 5 January 2026 at 10:32. Show it" in opened(officer, road)


def test_there_is_an_end_to_texts_in_one_form_and_none_is_pushed_out(road, officer):
    tabs = [opened(officer, road) for _ in range(21)]
    answers = [tab.types(summary=f"{n}").status_code for n, tab in enumerate(tabs)]
    assert answers == [200] * 20 + [413]
    assert Draft.objects.count() == 20
    assert tabs[3].types(summary="3 goes on").status_code == 200


# Values that are too long


def test_every_answer_at_its_longest_fits(road, officer):
    longest = {section.name: "“ŵ”\r\n" * 4000 for section in MG3_SECTIONS}
    assert opened(officer, road).types(**longest).status_code == 200
    assert opened(officer, road).shows("delay") == longest["delay"]


def test_what_no_form_could_hold_is_refused_in_words_and_shown_to_be_copied(road, officer):
    far_too_long = "x" * 400_001
    answer = opened(officer, road).types(summary=far_too_long)
    assert answer.status_code == 413
    assert answer.content.decode() == "This is too long to save as a draft."
    page = opened(officer, road).sends(save_draft="1", summary=far_too_long)
    assert page.status_code == 403
    assert "This is too long to save as a draft." in said(page) and far_too_long in said(page)


def test_a_null_character_does_not_break_it(road, officer):
    assert opened(officer, road).types(summary="a\0b \\u0000").status_code == 200
    assert opened(officer, road).shows("summary") == "ab \\u0000"


@pytest.mark.parametrize("continues", ["x", "~", "x~2026-01-01T00:00Z", "0~0", "\0~\0"])
def test_a_note_of_what_was_continued_that_nobody_was_given_is_none(road, officer, continues):
    tab = opened(officer, road)
    tab.hidden["continues"] = continues
    assert tab.types(summary="x").status_code == 200


# Notices


def test_the_log_hears_of_a_draft_once_and_never_of_what_it_says(road, officer):
    tab = opened(officer, road)
    AuditEntry.objects.filter(verb="write_referral")
    before = AuditEntry.objects.count()
    for text in ("S", "So", "Something very private"):
        tab.types(summary=text)
    [entry] = AuditEntry.objects.order_by("pk")[before:]
    assert (entry.verb, entry.operation) == ("save_draft", "collection")
    assert entry.case_id == road.case.pk
    assert "private" not in str(vars(entry))


def test_only_who_may_write_the_referral_keeps_a_draft_of_it(road):
    road.submit()
    typed = {"save_draft": "typing", "summary": "x"}
    address = at("write-referral", road.case)
    assert as_(road.cast.assistant).post(address, typed).status_code == 403
    assert as_(person(force_unit(), "refer_cases")).post(address, typed).status_code == 404
    assert not Draft.objects.exists()


# Of a referral that was sent back


@pytest.fixture
def sent_back(road):
    send_back(road.write())
    return road


def send_back(road):
    road.do(
        referrals.send_referral_back, "supervisor", referral=road.referral,
        supervisor_comments="More.",
    )  # fmt: skip
    road.referral.refresh_from_db()


def test_changes_to_a_referral_are_kept_apart_from_a_new_one(sent_back, officer):
    opened(officer, sent_back).types(summary="A new one.")
    address = at("revise-referral", sent_back.referral)
    Tab(officer, address).types(summary="The old one, changed.")
    assert Tab(officer, address).shows("summary") == "The old one, changed."


def test_a_draft_of_changes_goes_stale_like_any_form(sent_back, officer):
    address, version = at("revise-referral", sent_back.referral), sent_back.referral.version
    Tab(officer, address).types(summary="Mine.")
    sent_back.cast.colleague = person(sent_back.cast.police, "refer_cases")
    sent_back.do(
        referrals.revise_referral, "colleague", referral=sent_back.referral,
        suspects=sent_back.suspects, version=version, **MG3 | {"summary": "Theirs."},
    )  # fmt: skip
    send_back(sent_back)

    again = Tab(officer, address)
    assert again.shows("summary") == "Mine."
    chosen = [suspect.pk for suspect in sent_back.suspects]
    page = again.sends(**MG3 | {"summary": "Mine.", "suspects": chosen})
    assert page.status_code == 409
    assert "Saved now: Theirs." in said(page)
