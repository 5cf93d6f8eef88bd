"""Documents private to the police: a reason is required, and nothing the CPS has seen already."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cases.action_plans.actions import action_items
from cases.documents.actions import documents, police_only
from cases.models import Document, Event, Marking
from devtools.case_builder import Road, cast
from people.access.scopes import Refused
from tests.cases.test_document_pages import ROWS
from tests.support.cases.pages import as_, at, follow, links, said
from tests.support.cases.query_counter import questions
from tests.support.cases.sample_files import a_document, pdf, upload
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
WHY = "It names an informant."
DUTY = "must still be revealed to the prosecutor"


@pytest.fixture
def road(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    return Road(cast()).allocate()


def keep(road, document, who="officer"):
    return road.do(police_only.keep_document_to_police, who, document=document, because=WHY)


def reveal(road, document, who="officer", because="The informant agreed."):
    return road.do(police_only.reveal_document, who, document=document, because=because)


def replace(road, document):
    return road.do(
        documents.replace_document, "officer", document=document, file=upload("newer.pdf", pdf()),
        because="A page was missing.",
    )  # fmt: skip


def kept(row):
    return Document.objects.unscoped("test").get(pk=row.pk).only_side


# Making private


def test_the_page_warns_of_the_duty_to_reveal_and_asks_why(road):
    document, officer = a_document(road), as_(road.cast.officer)
    page = officer.get(at("keep-document-to-police", document))
    assert DUTY in said(page)
    assert "Criminal Procedure and Investigations Act 1996" in said(page)
    blank = officer.post(at("keep-document-to-police", document), {"because": ""})
    assert "Enter why you make it private to the police" in said(blank)
    page = said(follow(officer, at("keep-document-to-police", document), because=WHY))
    assert "Police only" in page
    assert f"Made private to the police, because: {WHY}" in page
    assert DUTY in page
    [marking] = Marking.objects.unscoped("test").all()
    assert (marking.is_kept, marking.because, marking.by) == (True, WHY, road.cast.officer)


@pytest.mark.parametrize("who", ["assistant", "manager", "prosecutor", "other_prosecutor"])
def test_a_document_kept_by_the_police_is_not_there_for_the_cps(road, who):
    old = a_document(road)
    shared = a_document(road, "shared.pdf")
    newest = keep(road, replace(road, old))
    reader = as_(getattr(road.cast, who))
    for row in (old, newest):
        for name in ("see-document", "download-document", "see-document-readers"):
            assert reader.get(at(name, row)).status_code == 404
    listed = said(reader.get(at("see-documents", road.case)))
    assert "All documents (1)" in listed
    for address in ("see-documents", "see-case", "see-case-history"):
        page = said(reader.get(at(address, road.case)))
        assert "statement.pdf" not in page
        assert "newer.pdf" not in page
        assert "kept to the police" not in page
    assert at("see-document", shared) in links(reader.get(at("see-documents", road.case)))


def test_the_police_find_it_marked_and_told_of(road):
    keep(road, a_document(road))
    for address in ("see-documents", "see-case"):
        page = said(as_(road.cast.supervisor).get(at(address, road.case)))
        assert "Police only statement.pdf" in page
    assert "Document made private to the police" in page


def test_what_is_kept_is_not_sent_with_a_referral():
    road = Road(cast())
    keep(road, a_document(road))
    a_document(road, "shared.pdf")
    road.submit()
    [sent] = road.case.submissions.unscoped("test").all()
    assert [paper["title"] for paper in sent.as_sent["documents"]] == ["shared.pdf"]


def test_files_can_be_kept_from_the_moment_they_are_added(road):
    sent = {"batch-0-mg_form": "MG11", "batch-0-documents": [upload("a.pdf", pdf())], **ROWS}
    sent |= {"only_police": "POLICE"}
    officer, address = as_(road.cast.officer), at("add-document", road.case)
    page = officer.get(address)
    assert DUTY in said(page)
    page = officer.post(address, {**sent, "form_key": ""})
    assert "Enter why you make them private to the police" in said(page)
    assert not Document.objects.unscoped("test").exists()
    sent["batch-0-documents"] = [upload("a.pdf", pdf())]
    follow(officer, address, **sent, kept_because=WHY)
    [document] = Document.objects.unscoped("test").all()
    assert kept(document) == "POLICE"
    assert "a.pdf" not in said(as_(road.cast.prosecutor).get(at("see-case", road.case)))


def test_the_cps_is_not_asked_and_cannot_keep_anything(road):
    address = at("add-document", road.case)
    assert "Make them private to the police" not in said(as_(road.cast.prosecutor).get(address))
    sent = {"batch-0-mg_form": "MG11", "batch-0-documents": [upload("a.pdf", pdf())], **ROWS}
    sent |= {"only_police": "POLICE", "kept_because": WHY}
    follow(as_(road.cast.prosecutor), address, **sent)
    [document] = Document.objects.unscoped("test").all()
    assert kept(document) == ""
    paper = (upload("b.pdf", pdf()), "MG11")
    with pytest.raises(Refused, match="Only the investigating police unit"):
        road.do(
            documents.add_documents, "prosecutor", case=road.case, documents=[paper],
            kept_because=WHY,
        )  # fmt: skip


def test_a_newer_version_of_what_is_kept_is_kept_too_and_the_cps_is_not_told(road):
    newer = replace(road, keep(road, a_document(road)))
    assert kept(newer) == "POLICE"
    assert not Delivery.objects.filter(notice="document_replaced").exists()


# Already known to the CPS


@pytest.mark.parametrize("name", ["see-document", "download-document", "see-document-readers"])
def test_what_the_cps_has_opened_cannot_be_kept_nor_a_newer_version_of_it(road, name):
    old = a_document(road)
    as_(road.cast.prosecutor).get(at(name, old))
    newer = replace(road, old)
    with pytest.raises(Refused, match="The CPS has already opened this document"):
        keep(road, newer)
    page = said(as_(road.cast.officer).get(at("keep-document-to-police", newer)))
    assert "The CPS has already opened this document" in page
    assert "Why do you make it private" not in page
    assert kept(old) == kept(newer) == ""


def test_opened_by_the_police_or_sought_in_vain_by_the_cps_is_not_opened_by_the_cps(road):
    document = a_document(road)
    as_(road.cast.supervisor).get(at("see-document", document))
    as_(road.cast.other_prosecutor).get(at("classify-document", document))  # refused
    keep(road, document)


def test_what_was_sent_with_a_referral_cannot_be_kept():
    road = Road(cast())
    document = a_document(road)
    road.submit()
    with pytest.raises(Refused, match="was sent to the CPS with a referral"):
        keep(road, replace(road, document))


def test_what_came_with_an_answer_cannot_be_kept(road):
    road.plan()
    [item] = road.items
    road.do(
        action_items.answer_item, "officer", item=item, answer="DONE", text="Done.",
        files=[upload("a.pdf", pdf())], mg_form="MG11",
    )  # fmt: skip
    [document] = Document.objects.unscoped("test").all()
    with pytest.raises(Refused, match="came with an answer"):
        keep(road, document)


def test_kept_twice_is_refused_in_a_sentence(road):
    document = keep(road, a_document(road))
    with pytest.raises(Refused, match="already private to the police"):
        keep(road, document, "supervisor")
    assert Marking.objects.unscoped("test").count() == 1


# Revealing


def test_revealed_it_is_there_for_the_cps_with_its_versions_but_not_with_the_reasons(road):
    old = a_document(road)
    newest = keep(road, replace(road, old))
    officer, reader = as_(road.cast.officer), as_(road.cast.prosecutor)
    page = said(follow(officer, at("reveal-document", newest), because="The informant agreed."))
    assert "Revealed to the CPS, because: The informant agreed." in page
    assert f"Made private to the police, because: {WHY}" in page
    page = said(reader.get(at("see-document", newest)))
    assert "statement.pdf" in page
    for hidden in (WHY, "The informant agreed.", "Made private to the police", "Police only"):
        assert hidden not in page
    timeline = said(reader.get(at("see-case", road.case)))
    assert "Document revealed to the CPS" in timeline
    assert "Document made private to the police" not in timeline
    [told] = Delivery.objects.filter(notice="document_revealed")
    assert (told.recipient, told.subject) == (road.cast.prosecutor, road.case.urn)


def test_what_is_not_kept_cannot_be_revealed(road):
    with pytest.raises(Refused, match="is not private to the police"):
        reveal(road, a_document(road))


# The database


def test_the_database_lets_the_police_keep_only_their_own_and_changes_no_reason(road):
    ours, theirs = a_document(road), a_document(road, who="prosecutor")
    rows = Document.objects.unscoped("test")
    with pytest.raises(IntegrityError, match="police_keep_only"), transaction.atomic():
        rows.filter(pk=theirs.pk).update(only_side="POLICE")
    with pytest.raises(IntegrityError, match="police_keep_only"), transaction.atomic():
        rows.filter(pk=ours.pk).update(only_side="CPS")
    keep(road, ours)
    written = Marking.objects.unscoped("test")
    for act in (lambda: written.update(because="x"), written.all().delete):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            act()


def test_a_document_s_page_costs_the_same_however_often_it_was_marked(road):
    document, officer = a_document(road), as_(road.cast.officer)
    keep(road, document)
    _page, few = questions(officer, at("see-document", document))
    for _ in range(3):
        document = reveal(road, document)
        document = keep(road, document)
    _page, many = questions(officer, at("see-document", document))
    assert len(few) == len(many) <= 12
    assert Event.objects.unscoped("test").filter(document=document).count() == 8
