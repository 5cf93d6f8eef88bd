"""Pages of private notes: read, written and corrected; the other side sees none."""

from datetime import timedelta

import pytest

from cases.models import Note
from devtools.case_builder import CaseBuilder, cast
from people.access.pagination import PAGE_SIZE
from people.models import AuditEntry
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url, submit_form
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2).allocate().plan()


def write_note_on_page(builder, who="officer", **typed):
    return submit_form(
        client_for(getattr(builder.cast, who)), page_url("write-note", builder.case), **typed
    )


def note_rows(builder):
    return list(Note.objects.unscoped("test").filter(case=builder.case).order_by("at"))


def test_an_officer_writes_a_note_and_their_colleagues_read_it(builder):
    page = write_note_on_page(
        builder, text="She may be moving house.", suspects=[builder.suspects[0].pk],
        item=builder.items[0].pk,
    )  # fmt: skip
    assert "Note saved" in page_text(page)
    page = client_for(builder.cast.supervisor).get(page_url("see-notes", builder.case))
    for told in (
        "She may be moving house.", f"About Suspect 1: {builder.suspects[0].name}",
        "About action 1 of plan 1", "must still be revealed", "MG6E",
    ):  # fmt: skip
        assert told in page_text(page)
    assert page_url("see-item", builder.items[0]) in links_on_page(page)
    entry = AuditEntry.objects.filter(verb="see_notes").latest("pk")
    assert (entry.user, entry.case_id) == (builder.cast.supervisor, builder.case.pk)


def test_the_page_of_the_other_side_is_that_of_a_case_without_notes(builder):
    def seen():
        page = client_for(builder.cast.prosecutor).get(page_url("see-notes", builder.case))
        return page_text(page), page.context["page"]

    before = seen()
    for n in range(PAGE_SIZE + 2):
        write_note_on_page(builder, text=f"Note {n}.")
    assert seen() == before


def test_a_note_is_corrected_and_both_are_shown(builder):
    write_note_on_page(builder, text="On Tuesday.")
    [first] = note_rows(builder)
    page = submit_form(
        client_for(builder.cast.supervisor), page_url("correct-note", first), text="On Wednesday."
    )
    assert "Correction saved" in page_text(page)
    assert "Corrected by the note of" in page_text(page)
    assert "On Wednesday. Corrects the note of" in page_text(page)


def test_the_form_of_a_correction_shows_what_is_corrected(builder):
    write_note_on_page(builder, text="On Tuesday.")
    assert "On Tuesday." in page_text(
        client_for(builder.cast.officer).get(page_url("correct-note", note_rows(builder)[0]))
    )


def test_an_empty_note_is_asked_for_again_and_the_rest_is_kept(builder):
    address = page_url("write-note", builder.case)
    page = client_for(builder.cast.officer).post(address, {"text": "", "item": builder.items[0].pk})
    assert "Enter what you want to note" in page_text(page)
    assert "<title>Error: " in page.text
    assert f'<option value="{builder.items[0].pk}" selected>' in page.text
    assert note_rows(builder) == []


def test_two_clicks_keep_one_note(builder):
    browser, address = client_for(builder.cast.officer), page_url("write-note", builder.case)
    key = browser.get(address).context["form"]["form_key"].value()
    for _ in range(2):
        assert browser.post(address, {"text": "Once.", "form_key": key}).status_code == 302
    assert len(note_rows(builder)) == 1


def test_an_action_leads_to_a_note_about_it(builder):
    page = client_for(builder.cast.officer).get(page_url("see-item", builder.items[0]))
    [address] = [
        to for to in links_on_page(page) if to.startswith(page_url("write-note", builder.case))
    ]
    form = client_for(builder.cast.officer).get(address).context["form"]
    assert form["item"].value() == str(builder.items[0].pk)


def test_a_person_who_only_reads_is_offered_no_form_for_a_note(builder):
    write_note_on_page(builder, text="Read this.")
    page = client_for(builder.cast.inspector).get(page_url("see-notes", builder.case))
    assert "Read this." in page_text(page)
    assert not [to for to in links_on_page(page) if to.endswith(("/write/", "/correct/"))]
    assert (
        "note"
        not in page_text(
            client_for(builder.cast.inspector).get(page_url("see-item", builder.items[0]))
        ).lower()
    )


def test_pages_of_notes_follow_each_other_without_gap_or_repeat(builder):
    facts = {"case": builder.case, "by": builder.cast.officer, "only_side": "POLICE"}
    for n in range(2 * PAGE_SIZE + 1):
        moment = builder.at + timedelta(hours=n // 3)  # three at the same moment
        Note.objects.unscoped("test").create(text=f"Note {n}.", at=moment, **facts)
    browser, address, seen = (
        client_for(builder.cast.officer),
        page_url("see-notes", builder.case),
        [],
    )
    more = ""
    while True:
        page = browser.get(address + more).context["page"]
        seen += [line.text for line in page.lines]
        if not page.older:
            break
        more = "?before=" + page.older
    assert sorted(seen) == sorted(f"Note {n}." for n in range(2 * PAGE_SIZE + 1))
    assert {*seen[:3]} == {f"Note {n}." for n in (48, 49, 50)}  # those of the last moment
    assert "Nothing older" in page_text(
        browser.get(address + "?before=2020-01-01T00:00:00Z~" + "0" * 32)
    )
    assert browser.get(address + "?before=nonsense").context["page"].lines


def test_the_page_takes_as_many_questions_for_many_notes_as_for_one(builder):
    browser, address = client_for(builder.cast.officer), page_url("see-notes", builder.case)
    write_note_on_page(builder, text="One.", suspects=[builder.suspects[0].pk])
    browser.get(address)
    _page, few = page_and_queries(browser, address)
    for n in range(5):
        write_note_on_page(builder, text=f"More {n}.", suspects=[s.pk for s in builder.suspects])
    _page, many = page_and_queries(browser, address)
    assert len(many) == len(few) <= 12
