"""Pages of private notes: read, written and corrected; the other side sees none."""

from datetime import timedelta

import pytest

from cases.models import Note
from devtools.case_builder import Road, cast
from people.access.pagination import PAGE_SIZE
from people.models import AuditEntry
from tests.support.cases.pages import as_, at, follow, links, said
from tests.support.cases.query_counter import questions
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db


@standing
def road():
    return Road(cast(), suspects=2).allocate().plan()


def write(road, who="officer", **typed):
    return follow(as_(getattr(road.cast, who)), at("write-note", road.case), **typed)


def rows(road):
    return list(Note.objects.unscoped("test").filter(case=road.case).order_by("at"))


def test_an_officer_writes_a_note_and_their_colleagues_read_it(road):
    page = write(
        road, text="She may be moving house.", suspects=[road.suspects[0].pk],
        item=road.items[0].pk,
    )  # fmt: skip
    assert "Note saved" in said(page)
    page = as_(road.cast.supervisor).get(at("see-notes", road.case))
    for told in (
        "She may be moving house.", f"About Suspect 1: {road.suspects[0].name}",
        "About action 1 of plan 1", "must still be revealed", "MG6E",
    ):  # fmt: skip
        assert told in said(page)
    assert at("see-item", road.items[0]) in links(page)
    entry = AuditEntry.objects.filter(verb="see_notes").latest("pk")
    assert (entry.user, entry.case_id) == (road.cast.supervisor, road.case.pk)


def test_the_page_of_the_other_side_is_that_of_a_case_without_notes(road):
    def seen():
        page = as_(road.cast.prosecutor).get(at("see-notes", road.case))
        return said(page), page.context["page"]

    before = seen()
    for n in range(PAGE_SIZE + 2):
        write(road, text=f"Note {n}.")
    assert seen() == before


def test_a_note_is_corrected_and_both_are_shown(road):
    write(road, text="On Tuesday.")
    [first] = rows(road)
    page = follow(as_(road.cast.supervisor), at("correct-note", first), text="On Wednesday.")
    assert "Correction saved" in said(page)
    assert "Corrected by the note of" in said(page)
    assert "On Wednesday. Corrects the note of" in said(page)


def test_the_form_of_a_correction_shows_what_is_corrected(road):
    write(road, text="On Tuesday.")
    assert "On Tuesday." in said(as_(road.cast.officer).get(at("correct-note", rows(road)[0])))


def test_an_empty_note_is_asked_for_again_and_the_rest_is_kept(road):
    address = at("write-note", road.case)
    page = as_(road.cast.officer).post(address, {"text": "", "item": road.items[0].pk})
    assert "Enter what you want to note" in said(page)
    assert "<title>Error: " in page.text
    assert f'<option value="{road.items[0].pk}" selected>' in page.text
    assert rows(road) == []


def test_two_clicks_keep_one_note(road):
    browser, address = as_(road.cast.officer), at("write-note", road.case)
    key = browser.get(address).context["form"]["form_key"].value()
    for _ in range(2):
        assert browser.post(address, {"text": "Once.", "form_key": key}).status_code == 302
    assert len(rows(road)) == 1


def test_an_action_leads_to_a_note_about_it(road):
    page = as_(road.cast.officer).get(at("see-item", road.items[0]))
    [address] = [to for to in links(page) if to.startswith(at("write-note", road.case))]
    form = as_(road.cast.officer).get(address).context["form"]
    assert form["item"].value() == str(road.items[0].pk)


def test_who_only_reads_is_offered_nothing_to_write(road):
    write(road, text="Read this.")
    page = as_(road.cast.inspector).get(at("see-notes", road.case))
    assert "Read this." in said(page)
    assert not [to for to in links(page) if to.endswith(("/write/", "/correct/"))]
    assert "note" not in said(as_(road.cast.inspector).get(at("see-item", road.items[0]))).lower()


def test_pages_of_notes_follow_each_other_without_gap_or_repeat(road):
    facts = {"case": road.case, "by": road.cast.officer, "only_side": "POLICE"}
    for n in range(2 * PAGE_SIZE + 1):
        moment = road.at + timedelta(hours=n // 3)  # three at the same moment
        Note.objects.unscoped("test").create(text=f"Note {n}.", at=moment, **facts)
    browser, address, seen = as_(road.cast.officer), at("see-notes", road.case), []
    more = ""
    while True:
        page = browser.get(address + more).context["page"]
        seen += [line.text for line in page.lines]
        if not page.older:
            break
        more = "?before=" + page.older
    assert sorted(seen) == sorted(f"Note {n}." for n in range(2 * PAGE_SIZE + 1))
    assert {*seen[:3]} == {f"Note {n}." for n in (48, 49, 50)}  # those of the last moment
    assert "Nothing older" in said(
        browser.get(address + "?before=2020-01-01T00:00:00Z~" + "0" * 32)
    )
    assert browser.get(address + "?before=nonsense").context["page"].lines


def test_the_page_takes_as_many_questions_for_many_notes_as_for_one(road):
    browser, address = as_(road.cast.officer), at("see-notes", road.case)
    write(road, text="One.", suspects=[road.suspects[0].pk])
    browser.get(address)
    _page, few = questions(browser, address)
    for n in range(5):
        write(road, text=f"More {n}.", suspects=[s.pk for s in road.suspects])
    _page, many = questions(browser, address)
    assert len(many) == len(few) <= 12
