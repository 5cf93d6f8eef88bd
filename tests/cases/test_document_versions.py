"""Replacing a document with a reason; the earlier version stays; who opened which version."""

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, IntegrityError, transaction

from cases.case_access.actions import restrictions
from cases.documents.actions import documents, uploads
from cases.models import Case, Document, Event
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from tests.cases.test_document_pages import stored_files
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url, submit_form
from tests.support.cases.query_counter import page_and_queries
from tests.support.cases.sample_files import add_document, pdf, upload
from tests.support.cases.sealed_rows import update_in_clear
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
WHY = "The first copy was not signed."


@pytest.fixture
def builder(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    return CaseBuilder(cast()).allocate()


def replace_document_of(
    builder, document, who="officer", *, content=None, name="signed.pdf", because=WHY
):
    file = ContentFile(content or pdf(), name=name)
    return builder.do(
        documents.replace_document, who, document=document, file=file, because=because
    )


def document_rows(builder):
    return list(Document.objects.unscoped("test").filter(case=builder.case).order_by("number"))


# Replacing


def test_the_newer_file_takes_the_place_and_the_earlier_one_stays(builder):
    old = add_document(builder, mg_form="MG5")
    client = client_for(builder.cast.officer)
    page = submit_form(
        client, page_url("replace-document", old), file=upload("signed.pdf", pdf()), because=WHY
    )
    first, second = document_rows(builder)
    assert (first.pk, first.is_current, second.is_current) == (old.pk, False, True)
    assert (second.first_id, second.number, second.because) == (old.pk, 2, WHY)
    assert (second.title, second.form) == ("signed.pdf", "MG5")
    assert "The document was replaced" in page_text(page)
    assert page_url("see-document", old) in links_on_page(page)
    assert f", because: {WHY}" in page_text(page)


def test_an_earlier_version_says_so_leads_to_the_newest_and_can_still_be_downloaded(builder):
    old = add_document(builder, content=pdf())
    middle = replace_document_of(builder, old)
    newest = replace_document_of(builder, middle, name="again.pdf", because="A page was missing.")
    reader = client_for(builder.cast.prosecutor)
    page = reader.get(page_url("see-document", old))
    assert f"because: {WHY}" in page_text(page)
    assert "Open the newest version" in page_text(page)
    assert {page_url("see-document", row) for row in (middle, newest)} <= set(links_on_page(page))
    assert page_url("replace-document", old) not in links_on_page(page)
    assert reader.get(page_url("download-document", old)).status_code == 200


def test_lists_and_counts_know_only_the_newest_version(builder):
    replace_document_of(builder, add_document(builder))
    page = page_text(
        client_for(builder.cast.prosecutor).get(page_url("see-documents", builder.case))
    )
    assert "All documents (1)" in page
    assert "signed.pdf" in page
    assert "Version 2" in page
    assert "statement.pdf" not in page


def test_of_two_who_replace_one_document_the_second_is_told_so(builder):
    old = add_document(builder)
    replace_document_of(builder, old)
    with pytest.raises(Refused, match="newer version has already replaced this document"):
        replace_document_of(builder, old, "supervisor")
    assert len(document_rows(builder)) == 2


def test_an_unfit_file_replaces_nothing_and_the_reason_typed_is_kept(builder):
    old = add_document(builder)
    answer = client_for(builder.cast.officer).post(
        page_url("replace-document", old),
        {"file": upload("a.pdf", b"MZ\x90\x00\x03"), "because": WHY},
    )
    assert answer.status_code == 409
    assert "“a.pdf” does not hold what its name says" in page_text(answer)
    assert WHY in page_text(answer)
    assert len(document_rows(builder)) == 1


def test_a_side_does_not_replace_documents_of_the_other(builder):
    with pytest.raises(Refused, match="Only the side that added"):
        replace_document_of(builder, add_document(builder), "prosecutor")
    ours = add_document(builder, who="prosecutor")
    assert replace_document_of(builder, ours, "prosecutor").side == "CPS"


def test_the_other_side_is_told_where_to_look_and_no_more(builder):
    replace_document_of(builder, add_document(builder))
    [told] = Delivery.objects.filter(notice="document_replaced")
    assert (told.recipient, told.subject) == (builder.cast.prosecutor, builder.case.urn)
    [event] = Event.objects.unscoped("test").filter(verb="replace_document")
    assert (event.note, event.by) == ("signed.pdf", builder.cast.officer)


def test_on_a_case_of_the_police_alone_a_replacement_sends_no_notice(builder):
    mine = CaseBuilder(builder.cast)
    replace_document_of(mine, add_document(mine))
    assert not Delivery.objects.filter(notice="document_replaced").exists()


def test_a_fault_leaves_neither_a_file_nor_a_version(builder, settings, monkeypatch):
    old = add_document(builder)

    def fail(*args, **kwargs):
        raise RuntimeError("after the file")

    monkeypatch.setattr(uploads, "add_timeline_event", fail)
    with pytest.raises(RuntimeError):
        replace_document_of(builder, old)
    assert [row.is_current for row in document_rows(builder)] == [True]
    assert len(stored_files(settings.DOCUMENT_ROOT)) == 1


def test_the_database_keeps_versions_apart_and_as_they_were(builder):
    old = add_document(builder)
    new = replace_document_of(builder, old)
    row = Document.objects.unscoped("test").filter(pk=new.pk)
    for change in ({"because": "x"}, {"number": 3}, {"first": new.pk}, {"side": "CPS"}):
        with pytest.raises(DatabaseError, match="only ever grows"), transaction.atomic():
            update_in_clear(row, **change)
    with pytest.raises(IntegrityError, match="one_current_version"), transaction.atomic():
        Document.objects.unscoped("test").filter(pk=old.pk).update(is_current=True)


def test_the_page_of_a_document_costs_the_same_however_many_versions_there_are(builder):
    newest = add_document(builder)
    client = client_for(builder.cast.officer)
    _page, few = page_and_queries(client, page_url("see-document", newest))
    for n in range(4):
        newest = replace_document_of(builder, newest, name=f"{n}.pdf")
    _page, many = page_and_queries(client, page_url("see-document", newest))
    assert len(many) == len(few) <= 12


# Who opened it


def test_ones_own_side_is_named_and_of_the_other_only_since_when_is_said(builder):
    document = add_document(builder)
    for who in ("supervisor", "prosecutor"):
        client_for(getattr(builder.cast, who)).get(page_url("see-document", document))
    client_for(builder.cast.prosecutor).get(page_url("download-document", document))
    police = page_text(
        client_for(builder.cast.officer).get(page_url("see-document-readers", document))
    )
    assert "Sue Supervisor" in police
    assert "The other side opened it first on" in police
    assert "Pia Prosecutor" not in police
    cps = page_text(
        client_for(builder.cast.assistant).get(page_url("see-document-readers", document))
    )
    assert "Pia Prosecutor" in cps
    assert "Downloaded 1 copy" in cps
    assert "Sue Supervisor" not in cps


def test_a_refused_reader_and_a_reader_of_another_version_did_not_open_this_one(builder):
    document = add_document(builder)
    newer = replace_document_of(builder, document)
    client_for(builder.cast.supervisor).get(page_url("see-document", newer))
    page = page_text(
        client_for(builder.cast.officer).get(page_url("see-document-readers", document))
    )
    assert "No one on your side has opened it yet." in page
    assert "No one on the other side has opened it." in page


def test_the_readers_of_a_document_take_one_query_however_many_there_are(builder):
    document, client = add_document(builder), client_for(builder.cast.officer)
    _page, few = page_and_queries(client, page_url("see-document-readers", document))
    for who in ("supervisor", "inspector", "officer", "prosecutor"):
        client_for(getattr(builder.cast, who)).get(page_url("see-document", document))
    _page, many = page_and_queries(client, page_url("see-document-readers", document))
    assert len(many) == len(few) <= 12


# Who can see it, and why


def readers_page(builder, who, document):
    address = page_url("see-document-readers", document)
    return page_text(client_for(getattr(builder.cast, who)).get(address)).split("opened it")[1]


def test_people_of_one_s_own_side_are_named_with_why_they_can_see_it(builder):
    document = add_document(builder)
    text = readers_page(builder, "officer", document)
    assert "Sue Supervisor By role on your unit: Supervises the unit’s investigations" in text
    assert "Olive Officer Named on the case" in text
    assert "Mona Manager" not in text
    assert "The other side’s people do too, by the same rules." in text
    cps = readers_page(builder, "manager", document)
    assert "Mona Manager By role on your unit: Allocates cases" in cps
    assert "Sue Supervisor" not in cps


def test_a_document_of_the_police_alone_is_said_to_be_seen_by_no_other_side(builder):
    document = add_document(builder)
    Document.objects.unscoped("test").filter(pk=document.pk).update(only_side="POLICE")
    text = readers_page(builder, "officer", document)
    assert "No one of another side sees it." in text
    assert "by the same rules" not in text


def test_a_conflict_of_interest_leaves_no_gap_among_them(builder):
    document = add_document(builder)
    before = readers_page(builder, "officer", document)
    add_conflict(builder.cast.inspector, builder.case, at=builder.at)
    assert readers_page(builder, "officer", document) == before


def test_of_a_restricted_case_those_on_its_list_can_see_it(builder):
    document = add_document(builder)
    builder.do(
        restrictions.restrict_case, "supervisor", people=[],
        case=Case.objects.unscoped("test").get(pk=builder.case.pk),
        reason="The suspect is a relative of an officer here.",
    )  # fmt: skip
    text = readers_page(builder, "supervisor", document)
    assert "only people who are named on it do" in text
    assert "By role on your unit" not in text
    assert "Sue Supervisor Named on the case" in text
