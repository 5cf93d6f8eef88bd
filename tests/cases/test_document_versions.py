"""Replacing a document with a reason; the earlier version stays; who opened which version."""

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, IntegrityError, transaction

from cases.documents.actions import documents, uploads
from cases.models import Document, Event
from devtools.case_builder import Road, cast
from people.access.scopes import Refused
from tests.cases.test_document_pages import lying
from tests.support.cases.pages import as_, at, follow, links, said
from tests.support.cases.query_counter import questions
from tests.support.cases.sample_files import a_document, pdf, upload
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
WHY = "The first copy was not signed."


@pytest.fixture
def road(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    return Road(cast()).allocate()


def replace(road, document, who="officer", *, content=None, name="signed.pdf", because=WHY):
    file = ContentFile(content or pdf(), name=name)
    return road.do(documents.replace_document, who, document=document, file=file, because=because)


def rows(road):
    return list(Document.objects.unscoped("test").filter(case=road.case).order_by("number"))


# Replacing


def test_the_newer_file_takes_the_place_and_the_earlier_one_stays(road):
    old = a_document(road, mg_form="MG5")
    client = as_(road.cast.officer)
    page = follow(
        client, at("replace-document", old), file=upload("signed.pdf", pdf()), because=WHY
    )
    first, second = rows(road)
    assert (first.pk, first.is_current, second.is_current) == (old.pk, False, True)
    assert (second.first_id, second.number, second.because) == (old.pk, 2, WHY)
    assert (second.title, second.form) == ("signed.pdf", "MG5")
    assert "The document was replaced" in said(page)
    assert at("see-document", old) in links(page)
    assert f", because: {WHY}" in said(page)


def test_an_earlier_version_says_so_leads_to_the_newest_and_can_still_be_downloaded(road):
    old = a_document(road, content=pdf())
    middle = replace(road, old)
    newest = replace(road, middle, name="again.pdf", because="A page was missing.")
    reader = as_(road.cast.prosecutor)
    page = reader.get(at("see-document", old))
    assert f"because: {WHY}" in said(page)
    assert "Open the newest version" in said(page)
    assert {at("see-document", row) for row in (middle, newest)} <= set(links(page))
    assert at("replace-document", old) not in links(page)
    assert reader.get(at("download-document", old)).status_code == 200


def test_lists_and_counts_know_only_the_newest_version(road):
    replace(road, a_document(road))
    page = said(as_(road.cast.prosecutor).get(at("see-documents", road.case)))
    assert "All documents (1)" in page
    assert "signed.pdf" in page
    assert "Version 2" in page
    assert "statement.pdf" not in page
    case = said(as_(road.cast.officer).get(at("see-case", road.case)))
    assert "statement.pdf" not in case.partition("What has happened")[0]


def test_of_two_who_replace_one_document_the_second_is_told_so(road):
    old = a_document(road)
    replace(road, old)
    with pytest.raises(Refused, match="newer version has already replaced this document"):
        replace(road, old, "supervisor")
    assert len(rows(road)) == 2


def test_an_unfit_file_replaces_nothing_and_the_reason_typed_is_kept(road):
    old = a_document(road)
    answer = as_(road.cast.officer).post(
        at("replace-document", old), {"file": upload("a.pdf", b"MZ\x90\x00\x03"), "because": WHY}
    )
    assert answer.status_code == 409
    assert "“a.pdf” does not hold what its name says" in said(answer)
    assert WHY in said(answer)
    assert len(rows(road)) == 1


def test_nobody_replaces_what_the_other_side_added(road):
    with pytest.raises(Refused, match="Only the side that added"):
        replace(road, a_document(road), "prosecutor")
    ours = a_document(road, who="prosecutor")
    assert replace(road, ours, "prosecutor").side == "CPS"


def test_the_other_side_is_told_where_to_look_and_no_more(road):
    replace(road, a_document(road))
    [told] = Delivery.objects.filter(notice="document_replaced")
    assert (told.recipient, told.subject) == (road.cast.prosecutor, road.case.urn)
    [event] = Event.objects.unscoped("test").filter(verb="replace_document")
    assert (event.note, event.by) == ("signed.pdf", road.cast.officer)


def test_nobody_is_told_on_a_case_that_only_the_police_have(road):
    mine = Road(road.cast)
    replace(mine, a_document(mine))
    assert not Delivery.objects.filter(notice="document_replaced").exists()


def test_what_fails_leaves_neither_a_file_nor_a_version(road, settings, monkeypatch):
    old = a_document(road)

    def fail(*args, **kwargs):
        raise RuntimeError("after the file")

    monkeypatch.setattr(uploads, "add_timeline_event", fail)
    with pytest.raises(RuntimeError):
        replace(road, old)
    assert [row.is_current for row in rows(road)] == [True]
    assert len(lying(settings.DOCUMENT_ROOT)) == 1


def test_the_database_keeps_versions_apart_and_as_they_were(road):
    old = a_document(road)
    new = replace(road, old)
    row = Document.objects.unscoped("test").filter(pk=new.pk)
    for change in ({"because": "x"}, {"number": 3}, {"first": new.pk}, {"side": "CPS"}):
        with pytest.raises(DatabaseError, match="only ever grows"), transaction.atomic():
            row.update(**change)
    with pytest.raises(IntegrityError, match="one_current_version"), transaction.atomic():
        Document.objects.unscoped("test").filter(pk=old.pk).update(is_current=True)


def test_the_page_of_a_document_costs_the_same_however_many_versions_there_are(road):
    newest = a_document(road)
    client = as_(road.cast.officer)
    _page, few = questions(client, at("see-document", newest))
    for n in range(4):
        newest = replace(road, newest, name=f"{n}.pdf")
    _page, many = questions(client, at("see-document", newest))
    assert len(many) == len(few) <= 12


# Who opened it


def test_ones_own_side_is_named_and_of_the_other_only_since_when_is_said(road):
    document = a_document(road)
    for who in ("supervisor", "prosecutor"):
        as_(getattr(road.cast, who)).get(at("see-document", document))
    as_(road.cast.prosecutor).get(at("download-document", document))
    police = said(as_(road.cast.officer).get(at("see-document-readers", document)))
    assert "Sue Supervisor" in police
    assert "The other side opened it first on" in police
    assert "Pia Prosecutor" not in police
    cps = said(as_(road.cast.assistant).get(at("see-document-readers", document)))
    assert "Pia Prosecutor" in cps
    assert "Downloaded 1 copy" in cps
    assert "Sue Supervisor" not in cps


def test_who_was_refused_or_opened_another_version_did_not_open_this_one(road):
    document = a_document(road)
    newer = replace(road, document)
    as_(road.cast.supervisor).get(at("see-document", newer))
    page = said(as_(road.cast.officer).get(at("see-document-readers", document)))
    assert "No one on your side has opened it yet." in page
    assert "No one on the other side has opened it." in page


def test_who_opened_a_document_is_one_question_however_many_did(road):
    document, client = a_document(road), as_(road.cast.officer)
    _page, few = questions(client, at("see-document-readers", document))
    for who in ("supervisor", "inspector", "officer", "prosecutor"):
        as_(getattr(road.cast, who)).get(at("see-document", document))
    _page, many = questions(client, at("see-document-readers", document))
    assert len(many) == len(few) <= 12
