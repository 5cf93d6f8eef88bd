"""The documents of a case by type, and correcting the type of one."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cases.documents.actions import documents
from cases.models import Document, Event
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused, Stale
from tests.support.cases.pages import client_for, page_text, page_url, submit_form
from tests.support.cases.query_counter import page_and_queries
from tests.support.cases.sample_files import add_document, pdf, upload
from tests.support.cases.sealed_rows import opened_values
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
ROWS = {"batch-TOTAL_FORMS": "3", "batch-INITIAL_FORMS": "0"}


@module_fixture
def builder():
    return CaseBuilder(cast()).submit()


def test_each_kind_of_paper_is_counted_and_found(builder):
    for name, mg_form in (("a.pdf", "MG11"), ("b.pdf", "MG11"), ("c.pdf", "MG6C")):
        add_document(builder, name, mg_form=mg_form)
    page = page_text(
        client_for(builder.cast.prosecutor).get(page_url("see-documents", builder.case))
    )
    assert "All documents (3)" in page
    assert "MG11: witness statement (2)" in page
    assert page.index("MG6C: schedule") < page.index("MG11: witness statement (2)")
    few = page_text(
        client_for(builder.cast.prosecutor).get(
            page_url("see-documents", builder.case) + "?form=MG6C"
        )
    )
    assert "c.pdf" in few
    assert "a.pdf" not in few


def test_the_note_on_a_form_is_shown_where_it_is_listed_and_opened(builder):
    document = add_document(builder, mg_form="MG2")
    for address in (page_url("see-documents", builder.case), page_url("see-document", document)):
        assert "Not disclosable to the defence." in page_text(
            client_for(builder.cast.prosecutor).get(address)
        )


def test_older_documents_are_on_the_next_page(builder):
    for n in range(27):
        add_document(builder, f"{n}.txt", b"x")
        builder.at -= timedelta(minutes=50)
    client, address = client_for(builder.cast.officer), page_url("see-documents", builder.case)
    first = client.get(address)
    assert "26.txt" in page_text(first)
    assert "1.txt Something" not in page_text(first)
    second = client.get(address, {"after": first.context["page"].older})
    assert [line.title for line in second.context["page"].lines] == ["1.txt", "0.txt"]
    assert second.context["page"].older == ""


@pytest.mark.parametrize("typed", ["form=MG99", "form=%00", "after=x", "after=9999~1"])
def test_an_unknown_filter_shows_every_document(builder, typed):
    add_document(builder)
    page = client_for(builder.cast.officer).get(
        f"{page_url('see-documents', builder.case)}?{typed}"
    )
    assert "statement.pdf" in page_text(page)


def test_a_case_without_documents_says_so(builder):
    assert "No document has been added yet." in page_text(
        client_for(builder.cast.officer).get(page_url("see-documents", builder.case))
    )


def test_the_list_costs_the_same_however_many_there_are(builder):
    client = client_for(builder.cast.officer)
    add_document(builder)
    _, few = page_and_queries(client, page_url("see-documents", builder.case))
    for n in range(4):
        add_document(builder, f"{n}.pdf", mg_form="MG15")
    _, many = page_and_queries(client, page_url("see-documents", builder.case))
    assert len(few) == len(many) <= 12, many


def test_the_case_page_leads_to_the_documents(builder):
    page = client_for(builder.cast.officer).get(page_url("see-case", builder.case))
    assert page_url("see-documents", builder.case) in page.content.decode()


def test_files_of_several_kinds_are_added_in_one_go(builder):
    sent = {
        "batch-0-mg_form": "MG11", "batch-0-documents": [upload("a.pdf", pdf())],
        "batch-2-mg_form": "MG6C", "batch-2-documents": [upload("b.pdf", pdf())],
    }  # fmt: skip
    submit_form(
        client_for(builder.cast.officer), page_url("add-document", builder.case), **ROWS, **sent
    )
    rows = Document.objects.unscoped("test").filter(case=builder.case)
    assert set(opened_values(rows, "title", "form")) == {("a.pdf", "MG11"), ("b.pdf", "MG6C")}


def test_files_without_a_word_on_what_they_are_are_asked_about(builder):
    sent = {"batch-1-documents": [upload("a.pdf", pdf())], "form_key": ""}
    page = client_for(builder.cast.officer).post(
        page_url("add-document", builder.case), ROWS | sent
    )
    assert "Document type 2: Select what it is" in page_text(page)
    assert not Document.objects.unscoped("test").filter(case=builder.case).exists()


# Correcting the type


def test_the_kind_of_a_document_can_be_corrected_and_the_old_one_stays_in_the_history(builder):
    document = add_document(builder, mg_form="MG5")
    client = client_for(builder.cast.assistant)
    page = submit_form(
        client, page_url("classify-document", document), mg_form="MG11",
        changed_because="It is a statement and no plan.",
    )  # fmt: skip
    assert "MG11: witness statement" in page_text(page)
    assert "What it is: from MG5: police report to MG11: witness statement" in page_text(page)
    [event] = Event.objects.unscoped("test").filter(verb="classify_document")
    assert event.by == builder.cast.assistant


def test_the_same_classification_again_is_no_event(builder):
    document = add_document(builder, mg_form="MG5")
    builder.do(documents.classify_document, "officer", document=document, mg_form="MG5")
    assert not Event.objects.unscoped("test").filter(verb="classify_document").exists()


def test_a_stale_page_shows_both_kinds_of_a_document(builder):
    document = add_document(builder, mg_form="MG5")
    builder.do(documents.classify_document, "officer", document=document, mg_form="MG11", version=1)
    with pytest.raises(Stale):
        builder.do(
            documents.classify_document, "officer", document=document, mg_form="MG15", version=1
        )


def test_a_person_who_only_reads_the_case_does_not_set_the_kind_of_a_document(builder):
    document = add_document(builder)
    with pytest.raises(Refused):
        builder.do(
            documents.classify_document, "other_prosecutor", document=document, mg_form="MG5"
        )
    page = client_for(builder.cast.other_prosecutor).get(
        reverse("see-document", args=[document.pk])
    )
    assert page_url("classify-document", document) not in page.content.decode()
