"""The documents of a case by type, and correcting the type of one."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cases.documents.actions import documents
from cases.models import Document, Event
from devtools.case_builder import Road, cast
from people.access.scopes import Refused, Stale
from tests.support.cases.pages import as_, at, follow, said
from tests.support.cases.query_counter import questions
from tests.support.cases.sample_files import a_document, pdf, upload
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db
ROWS = {"batch-TOTAL_FORMS": "3", "batch-INITIAL_FORMS": "0"}


@standing
def road():
    return Road(cast()).submit()


def test_each_kind_of_paper_is_counted_and_found(road):
    for name, mg_form in (("a.pdf", "MG11"), ("b.pdf", "MG11"), ("c.pdf", "MG6C")):
        a_document(road, name, mg_form=mg_form)
    page = said(as_(road.cast.prosecutor).get(at("see-documents", road.case)))
    assert "All documents (3)" in page
    assert "MG11: witness statement (2)" in page
    assert page.index("MG6C: schedule") < page.index("MG11: witness statement (2)")
    few = said(as_(road.cast.prosecutor).get(at("see-documents", road.case) + "?form=MG6C"))
    assert "c.pdf" in few
    assert "a.pdf" not in few


def test_what_a_reader_must_know_of_a_form_is_said_where_it_is_listed_and_opened(road):
    document = a_document(road, mg_form="MG2")
    for address in (at("see-documents", road.case), at("see-document", document)):
        assert "Not disclosable to the defence." in said(as_(road.cast.prosecutor).get(address))


def test_older_documents_are_on_the_next_page(road):
    for n in range(27):
        a_document(road, f"{n}.txt", b"x")
        road.at -= timedelta(minutes=50)
    client, address = as_(road.cast.officer), at("see-documents", road.case)
    first = client.get(address)
    assert "26.txt" in said(first)
    assert "1.txt Something" not in said(first)
    second = client.get(address, {"after": first.context["page"].older})
    assert [line.title for line in second.context["page"].lines] == ["1.txt", "0.txt"]
    assert second.context["page"].older == ""


@pytest.mark.parametrize("typed", ["form=MG99", "form=%00", "after=x", "after=9999~1"])
def test_an_address_that_nobody_was_given_shows_everything(road, typed):
    a_document(road)
    page = as_(road.cast.officer).get(f"{at('see-documents', road.case)}?{typed}")
    assert "statement.pdf" in said(page)


def test_a_case_without_documents_says_so(road):
    assert "No document has been added yet." in said(
        as_(road.cast.officer).get(at("see-documents", road.case))
    )


def test_the_list_costs_the_same_however_many_there_are(road):
    client = as_(road.cast.officer)
    a_document(road)
    _, few = questions(client, at("see-documents", road.case))
    for n in range(4):
        a_document(road, f"{n}.pdf", mg_form="MG15")
    _, many = questions(client, at("see-documents", road.case))
    assert len(few) == len(many) <= 12, many


def test_the_case_page_has_the_newest_five_and_the_way_to_the_rest(road):
    for n in range(6):
        a_document(road, f"paper{n}.txt", b"x")
    page = as_(road.cast.officer).get(at("see-case", road.case))
    listed = said(page).partition("What has happened")[0]
    assert [n for n in range(6) if f"paper{n}.txt" in listed] == [1, 2, 3, 4, 5]
    assert at("see-documents", road.case) in page.content.decode()


def test_files_of_several_kinds_are_added_in_one_go(road):
    sent = {
        "batch-0-mg_form": "MG11", "batch-0-documents": [upload("a.pdf", pdf())],
        "batch-2-mg_form": "MG6C", "batch-2-documents": [upload("b.pdf", pdf())],
    }  # fmt: skip
    follow(as_(road.cast.officer), at("add-document", road.case), **ROWS, **sent)
    rows = Document.objects.unscoped("test").filter(case=road.case)
    assert set(rows.values_list("title", "form")) == {("a.pdf", "MG11"), ("b.pdf", "MG6C")}


def test_files_without_a_word_on_what_they_are_are_asked_about(road):
    sent = {"batch-1-documents": [upload("a.pdf", pdf())], "form_key": ""}
    page = as_(road.cast.officer).post(at("add-document", road.case), ROWS | sent)
    assert "Document type 2: Select what it is" in said(page)
    assert not Document.objects.unscoped("test").filter(case=road.case).exists()


# Correcting the type


def test_what_it_is_can_be_put_right_and_what_was_said_stays_in_the_history(road):
    document = a_document(road, mg_form="MG5")
    client = as_(road.cast.assistant)
    page = follow(client, at("classify-document", document), mg_form="MG11")
    assert "MG11: witness statement" in said(page)
    assert "What it is: from MG5: police report to MG11: witness statement" in said(page)
    [event] = Event.objects.unscoped("test").filter(verb="classify_document")
    assert event.by == road.cast.assistant


def test_the_same_classification_again_is_no_event(road):
    document = a_document(road, mg_form="MG5")
    road.do(documents.classify_document, "officer", document=document, mg_form="MG5")
    assert not Event.objects.unscoped("test").filter(verb="classify_document").exists()


def test_a_page_opened_before_somebody_else_put_it_right_shows_both(road):
    document = a_document(road, mg_form="MG5")
    road.do(documents.classify_document, "officer", document=document, mg_form="MG11", version=1)
    with pytest.raises(Stale):
        road.do(
            documents.classify_document, "officer", document=document, mg_form="MG15", version=1
        )


def test_who_only_reads_the_case_does_not_say_what_a_paper_is(road):
    document = a_document(road)
    with pytest.raises(Refused):
        road.do(documents.classify_document, "other_prosecutor", document=document, mg_form="MG5")
    page = as_(road.cast.other_prosecutor).get(reverse("see-document", args=[document.pk]))
    assert at("classify-document", document) not in page.content.decode()
