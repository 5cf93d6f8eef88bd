"""Documents private to the police: a reason is required, and nothing the CPS has seen already."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cases.action_plans.actions import action_items
from cases.documents.actions import documents, police_only
from cases.models import Document, Event, Marking
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from tests.cases.test_document_pages import ROWS
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url, submit_form
from tests.support.cases.query_counter import page_and_queries
from tests.support.cases.sample_files import add_document, pdf, upload
from tests.support.cases.sealed_rows import update_in_sql
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
WHY = "It names an informant."
DUTY = "must still be revealed to the prosecutor"


@pytest.fixture
def builder(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    return CaseBuilder(cast()).allocate()


def keep_document(builder, document, who="officer"):
    return builder.do(police_only.keep_document_to_police, who, document=document, because=WHY)


def reveal_document_of(builder, document, who="officer", because="The informant agreed."):
    return builder.do(police_only.reveal_document, who, document=document, because=because)


def replace_document_of(builder, document):
    return builder.do(
        documents.replace_document, "officer", document=document, file=upload("newer.pdf", pdf()),
        because="A page was missing.",
    )  # fmt: skip


def only_side_of(row):
    return Document.objects.unscoped("test").get(pk=row.pk).only_side


# Making private


def test_the_page_warns_of_the_duty_to_reveal_and_asks_why(builder):
    document, officer = add_document(builder), client_for(builder.cast.officer)
    page = officer.get(page_url("keep-document-to-police", document))
    assert DUTY in page_text(page)
    assert "Criminal Procedure and Investigations Act 1996" in page_text(page)
    blank = officer.post(page_url("keep-document-to-police", document), {"because": ""})
    assert "Enter why you make it private to the police" in page_text(blank)
    page = page_text(
        submit_form(officer, page_url("keep-document-to-police", document), because=WHY)
    )
    assert "Police only" in page
    assert f"Made private to the police, because: {WHY}" in page
    assert DUTY in page
    [marking] = Marking.objects.unscoped("test").all()
    assert (marking.is_kept, marking.because, marking.by) == (True, WHY, builder.cast.officer)


@pytest.mark.parametrize("who", ["assistant", "manager", "prosecutor", "other_prosecutor"])
def test_a_document_kept_by_the_police_is_not_there_for_the_cps(builder, who):
    old = add_document(builder)
    shared = add_document(builder, "shared.pdf")
    newest = keep_document(builder, replace_document_of(builder, old))
    reader = client_for(getattr(builder.cast, who))
    for row in (old, newest):
        for name in ("see-document", "read-document", "download-document", "see-document-readers"):
            assert reader.get(page_url(name, row)).status_code == 404
    listed = page_text(reader.get(page_url("see-documents", builder.case)))
    assert "All documents (1)" in listed
    for address in ("see-documents", "see-case", "see-case-history"):
        page = page_text(reader.get(page_url(address, builder.case)))
        assert "statement.pdf" not in page
        assert "newer.pdf" not in page
        assert "kept to the police" not in page
    assert page_url("see-document", shared) in links_on_page(
        reader.get(page_url("see-documents", builder.case))
    )


def test_the_police_find_it_marked_and_told_of(builder):
    keep_document(builder, add_document(builder))
    browser = client_for(builder.cast.supervisor)
    listed = page_text(browser.get(page_url("see-documents", builder.case)))
    assert "Police only statement.pdf" in listed
    told = page_text(browser.get(page_url("see-case", builder.case)))
    assert "Document made private to the police" in told


def test_a_police_only_document_is_not_sent_with_a_referral():
    builder = CaseBuilder(cast())
    keep_document(builder, add_document(builder))
    add_document(builder, "shared.pdf")
    builder.submit()
    [sent] = builder.case.submissions.unscoped("test").all()
    assert [paper["title"] for paper in sent.as_sent["documents"]] == ["shared.pdf"]


def test_files_can_be_kept_from_the_moment_they_are_added(builder):
    sent = {"batch-0-mg_form": "MG11", "batch-0-documents": [upload("a.pdf", pdf())], **ROWS}
    sent |= {"only_police": "POLICE"}
    officer, address = client_for(builder.cast.officer), page_url("add-document", builder.case)
    page = officer.get(address)
    assert DUTY in page_text(page)
    page = officer.post(address, {**sent, "form_key": ""})
    assert "Enter why you make them private to the police" in page_text(page)
    assert not Document.objects.unscoped("test").exists()
    sent["batch-0-documents"] = [upload("a.pdf", pdf())]
    submit_form(officer, address, **sent, kept_because=WHY)
    [document] = Document.objects.unscoped("test").all()
    assert only_side_of(document) == "POLICE"
    assert "a.pdf" not in page_text(
        client_for(builder.cast.prosecutor).get(page_url("see-case", builder.case))
    )


def test_the_cps_is_not_asked_and_cannot_keep_anything(builder):
    address = page_url("add-document", builder.case)
    assert "Make them private to the police" not in page_text(
        client_for(builder.cast.prosecutor).get(address)
    )
    sent = {"batch-0-mg_form": "MG11", "batch-0-documents": [upload("a.pdf", pdf())], **ROWS}
    sent |= {"only_police": "POLICE", "kept_because": WHY}
    submit_form(client_for(builder.cast.prosecutor), address, **sent)
    [document] = Document.objects.unscoped("test").all()
    assert only_side_of(document) == ""
    paper = (upload("b.pdf", pdf()), "MG11")
    with pytest.raises(Refused, match="Only the investigating police unit"):
        builder.do(
            documents.add_documents, "prosecutor", case=builder.case, documents=[paper],
            kept_because=WHY,
        )  # fmt: skip


def test_a_newer_version_of_what_is_kept_is_kept_too_and_the_cps_is_not_told(builder):
    newer = replace_document_of(builder, keep_document(builder, add_document(builder)))
    assert only_side_of(newer) == "POLICE"
    assert not Delivery.objects.filter(notice="document_replaced").exists()


# Already known to the CPS


@pytest.mark.parametrize(
    "name", ["see-document", "read-document", "download-document", "see-document-readers"]
)
def test_a_document_opened_by_the_cps_cannot_be_made_private_nor_a_newer_version(builder, name):
    old = add_document(builder)
    client_for(builder.cast.prosecutor).get(page_url(name, old))
    newer = replace_document_of(builder, old)
    with pytest.raises(Refused, match="The CPS has already opened this document"):
        keep_document(builder, newer)
    page = page_text(
        client_for(builder.cast.officer).get(page_url("keep-document-to-police", newer))
    )
    assert "The CPS has already opened this document" in page
    assert "Why do you make it private" not in page
    assert only_side_of(old) == only_side_of(newer) == ""


def test_opened_by_the_police_or_sought_in_vain_by_the_cps_is_not_opened_by_the_cps(builder):
    document = add_document(builder)
    client_for(builder.cast.supervisor).get(page_url("see-document", document))
    client_for(builder.cast.other_prosecutor).get(
        page_url("classify-document", document)
    )  # refused
    keep_document(builder, document)


def test_a_document_sent_with_a_referral_cannot_be_made_private():
    builder = CaseBuilder(cast())
    document = add_document(builder)
    builder.submit()
    with pytest.raises(Refused, match="was sent to the CPS with a referral"):
        keep_document(builder, replace_document_of(builder, document))


def test_a_document_of_an_answer_cannot_be_made_private(builder):
    builder.plan()
    [item] = builder.items
    builder.do(
        action_items.answer_item, "officer", item=item, answer="DONE", text="Done.",
        files=[upload("a.pdf", pdf())], mg_form="MG11",
    )  # fmt: skip
    [document] = Document.objects.unscoped("test").all()
    with pytest.raises(Refused, match="came with an answer"):
        keep_document(builder, document)


def test_kept_twice_is_refused_in_a_sentence(builder):
    document = keep_document(builder, add_document(builder))
    with pytest.raises(Refused, match="already private to the police"):
        keep_document(builder, document, "supervisor")
    assert Marking.objects.unscoped("test").count() == 1


# Revealing


def test_revealed_it_is_there_for_the_cps_with_its_versions_but_not_with_the_reasons(builder):
    old = add_document(builder)
    newest = keep_document(builder, replace_document_of(builder, old))
    officer, reader = client_for(builder.cast.officer), client_for(builder.cast.prosecutor)
    page = page_text(
        submit_form(officer, page_url("reveal-document", newest), because="The informant agreed.")
    )
    assert "Revealed to the CPS, because: The informant agreed." in page
    assert f"Made private to the police, because: {WHY}" in page
    page = page_text(reader.get(page_url("see-document", newest)))
    assert "statement.pdf" in page
    for hidden in (WHY, "The informant agreed.", "Made private to the police", "Police only"):
        assert hidden not in page
    timeline = page_text(reader.get(page_url("see-case", builder.case)))
    assert "Document revealed to the CPS" in timeline
    assert "Document made private to the police" not in timeline
    [told] = Delivery.objects.filter(notice="document_revealed")
    assert (told.recipient, told.subject) == (builder.cast.prosecutor, builder.case.urn)


def test_a_document_that_is_not_private_cannot_be_revealed(builder):
    with pytest.raises(Refused, match="is not private to the police"):
        reveal_document_of(builder, add_document(builder))


# The database


def test_the_database_lets_the_police_keep_only_their_own_and_changes_no_reason(builder):
    ours, theirs = add_document(builder), add_document(builder, who="prosecutor")
    rows = Document.objects.unscoped("test")
    with pytest.raises(IntegrityError, match="police_keep_only"), transaction.atomic():
        rows.filter(pk=theirs.pk).update(only_side="POLICE")
    with pytest.raises(IntegrityError, match="police_keep_only"), transaction.atomic():
        rows.filter(pk=ours.pk).update(only_side="CPS")
    keep_document(builder, ours)
    written = Marking.objects.unscoped("test")
    for act in (lambda: update_in_sql(written, "because", "x"), written.all().delete):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            act()


def test_a_document_s_page_costs_the_same_however_often_it_was_marked(builder):
    document, officer = add_document(builder), client_for(builder.cast.officer)
    keep_document(builder, document)
    _page, few = page_and_queries(officer, page_url("see-document", document))
    for _ in range(3):
        document = reveal_document_of(builder, document)
        document = keep_document(builder, document)
    _page, many = page_and_queries(officer, page_url("see-document", document))
    assert len(few) == len(many) <= 12
    assert Event.objects.unscoped("test").filter(document=document).count() == 8
