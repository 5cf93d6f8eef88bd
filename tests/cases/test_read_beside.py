"""A document read in a frame beside a form: what is shown of it, to whom, and what is logged."""

import base64
import io
import json
import re
import subprocess
import sys

import pytest
from django.urls import reverse

from cases.documents import drawn_pages
from cases.models import Document, Scan
from devtools.case_builder import CaseBuilder, cast, person
from people.models import AuditEntry
from tests.support.cases.drawings import (
    drawn_pictures,
    pdf_of_texts,
    photograph,
    picture_of_one_colour,
)
from tests.support.cases.pages import client_for, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.cases.sample_files import add_document, office_document
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
SAID = "She said that she was going home, and stood up."


@pytest.fixture(autouse=True)
def document_root(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    return settings.DOCUMENT_ROOT


@module_fixture
def builder():
    return CaseBuilder(cast()).allocate()


@pytest.fixture
def reader(builder):
    return client_for(builder.cast.prosecutor)


def read(reader, document, query=""):
    return reader.get(page_url("read-document", document) + query)


def test_a_pdf_is_read_as_pictures_with_its_text_and_never_as_itself(builder, reader):
    document = add_document(builder, "her.pdf", pdf_of_texts(SAID, "The second page."))
    page = read(reader, document)
    assert page.status_code == 200
    first, second = drawn_pictures(page.text)
    assert first.format == "PNG" and first.size == (1240, 1754) and first != second
    assert len(first.convert("L").getcolors()) > 1  # something is drawn on it
    assert SAID in page.text and "The second page." in page.text
    assert b"%PDF" not in page.content


def test_a_long_document_is_drawn_two_pages_at_a_time_with_links_between(builder, reader):
    document = add_document(builder, "long.pdf", pdf_of_texts(*(f"Leaf {n}." for n in range(1, 6))))
    address = page_url("read-document", document)
    shown = {}
    for query in ("", "?page=3", "?page=5", "?page=99", "?page=-1", "?page=x"):
        text = read(reader, document, query).text
        links = dict(re.findall(r'rel="(prev|next)" href="([^"]+)"', text))
        shown[query] = re.findall(r"Leaf \d", text), links
    ahead = {"next": f"{address}?page=3"}
    assert shown == {
        "": (["Leaf 1", "Leaf 2"], ahead),
        "?page=3": (
            ["Leaf 3", "Leaf 4"],
            {"prev": f"{address}?page=1", "next": f"{address}?page=5"},
        ),
        "?page=5": (["Leaf 5"], {"prev": f"{address}?page=4"}),
        "?page=99": (["Leaf 5"], {"prev": f"{address}?page=4"}),
        "?page=-1": (["Leaf 1", "Leaf 2"], ahead),
        "?page=x": (["Leaf 1", "Leaf 2"], ahead),
    }


def test_a_text_is_read_as_text_and_not_as_a_page(builder, reader):
    content = "He wrote: <3 & <b>call me</b>\r\n" + "x" * 20_000 + "THE END"
    document = add_document(builder, "messages.txt", content.encode())
    first, second = read(reader, document).text, read(reader, document, "?page=2").text
    assert "He wrote: &lt;3 &amp; &lt;b&gt;call me&lt;/b&gt;" in first and "THE END" not in first
    assert "Page 1 of 2" in first and "THE END" in second


def test_a_photograph_is_drawn_anew_upright_without_its_place(builder, reader):
    document = add_document(builder, "room.jpg", photograph(size=(3000, 1500), turned=True))
    [picture] = drawn_pictures(read(reader, document).text)
    assert picture.size[0] < picture.size[1] <= 1754  # it was taken sideways
    assert not picture.getexif() and b"GPS" not in picture.tobytes()
    assert b"Taken at her home" not in base64.b64decode(
        re.search(r"base64,([^\"]+)", read(reader, document).text)[1]
    )


def test_another_kind_can_only_be_downloaded(builder, reader):
    document = add_document(builder, "schedule.docx", office_document())
    page = read(reader, document).text
    assert "This kind of file (Word document) is not shown here." in page
    assert "<img" not in page


@pytest.mark.parametrize(
    "kind, content",
    [
        ("PDF", b"%PDF-1.7\nno more"),
        ("PDF", pdf_of_texts()),  # it has no page
        ("PNG", b"\x89PNG\r\n\x1a\n" + b"\0" * 100),
        ("PNG", picture_of_one_colour(12_000, 12_000)),  # 144 million pixels in some kilobytes
    ],
    ids=["broken", "no page", "no picture", "a bomb"],
)
def test_a_file_that_cannot_be_drawn_harms_nothing(kind, content):
    assert drawn_pages.draw_part(io.BytesIO(content), kind, 1, None) is None


def test_a_photograph_of_a_hundred_million_pixels_is_drawn():
    content = picture_of_one_colour(10_000, 10_000)
    assert drawn_pages.draw_part(io.BytesIO(content), "PNG", 1, None)


def test_a_huge_page_is_drawn_no_larger_than_any_other():
    huge = pdf_of_texts(SAID).replace(b"[0 0 595.276 841.89]", b"[0 0 1000000 9]")
    part = drawn_pages.draw_part(io.BytesIO(huge), "PDF", 1, None)
    [picture] = drawn_pictures(f'src="{part.pages[0].picture}"')
    assert picture.size == (1240, 1)


def test_what_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(drawn_pages, "WALL_SECONDS", 0.01)
    assert drawn_pages.draw_part(io.BytesIO(pdf_of_texts(SAID)), "PDF", 1, None) is None


@pytest.mark.parametrize(
    "page",
    [
        {"media": "image/svg+xml", "data": "PHN2Zz4=", "text": ""},
        {"media": "image/png", "data": '"><script>', "text": ""},
        {"media": "image/png"},
        "no page",
    ],
)
def test_a_process_that_was_taken_over_is_not_believed(monkeypatch, page):
    said = json.dumps({"first": 1, "count": 1, "pages": [page]}).encode()
    monkeypatch.setattr(drawn_pages, "_run_drawing", lambda *what: said)
    assert drawn_pages.draw_part(io.BytesIO(b"x"), "PDF", 1, None) is None


@pytest.mark.parametrize(
    "deed",
    [
        "open('/etc/hostname')",
        "socket.socket()",
        "subprocess.run(['/bin/true'])",
        "bytearray(2 * 1024**3)",
        "sys.stdout.buffer.write(bytes(17 * 1024**2)); sys.stdout.flush()",
    ],
)
def test_the_process_that_draws_can_do_nothing_else(tmp_path, deed):
    code = "import socket, subprocess, sys; from cases.documents import page_drawing; "
    code += f"page_drawing.give_up_files(); {deed}; print('DONE')"
    with open(tmp_path / "written", "w+b") as written:
        done = subprocess.run(
            [sys.executable, "-c", code], stdout=written, stderr=subprocess.DEVNULL, timeout=60
        )
    assert done.returncode != 0
    assert (tmp_path / "written").stat().st_size <= 16 * 1024**2


@pytest.mark.parametrize("scan, is_read", [(Scan.NOT_SCANNED, False), (Scan.CLEAN, True)])
def test_where_files_are_scanned_only_a_clean_one_is_drawn(
    builder, reader, settings, monkeypatch, scan, is_read
):
    document = add_document(builder, "a.txt", SAID.encode())
    Document.objects.unscoped("test").filter(pk=document.pk).update(scan=scan)
    settings.CLAMD = "127.0.0.1:1"
    page = read(reader, document).text
    assert (SAID in page) is is_read
    assert ("This file has not been scanned for viruses" in page) is not is_read


def test_an_opening_is_in_the_log_as_a_reading_of_that_file_by_that_person(builder, reader):
    document = add_document(builder, "her.pdf", pdf_of_texts(SAID))
    read(reader, document, "?page=1")
    entry = AuditEntry.objects.get(verb="read_document")
    assert (entry.operation, entry.content) == ("consultation", document.sha256)
    assert (entry.ids, entry.case_id) == ([str(document.pk)], builder.case.pk)
    assert entry.user == builder.cast.prosecutor and entry.capacities


def test_who_opened_it_counts_a_reading_beside_a_form(builder, reader):
    document = add_document(builder, "a.txt", SAID.encode())
    address = page_url("see-document-readers", document)
    assert reader.get(address).context["readers"].own_side == []
    read(reader, document)
    [opened] = reader.get(address).context["readers"].own_side
    assert (opened.name, opened.copies) == (builder.cast.prosecutor.name, 0)
    kept = client_for(builder.cast.officer).post(
        page_url("keep-document-to-police", document), {"because": "It names who told us."}
    )
    assert "The CPS has already opened this document" in kept.text


def test_the_page_runs_nothing_and_is_framed_by_our_own_pages_alone(builder, reader):
    page = read(reader, add_document(builder, "a.txt", SAID.encode()))
    directives = dict(
        each.strip().partition(" ")[::2] for each in page["Content-Security-Policy"].split(";")
    )
    assert directives == {
        "sandbox": "allow-same-origin", "default-src": "'none'", "img-src": "data:",
        "style-src": "'self'", "form-action": "'none'", "base-uri": "'none'",
        "frame-ancestors": "'self'",
    }  # fmt: skip
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["Cache-Control"] == "no-store, private"
    assert "<script" not in page.text and "<form" not in page.text


def test_what_is_hidden_is_missing(builder):
    document = add_document(builder, "a.txt", SAID.encode())
    stranger = client_for(person(cast().police, "refer_cases"))
    hidden = read(stranger, document)
    missing = stranger.get(reverse("read-document", args=["00000000-0000-4000-8000-000000000000"]))
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content


def test_what_the_police_keep_is_not_read_by_the_cps(builder, reader):
    document = add_document(builder, "a.txt", SAID.encode())
    Document.objects.unscoped("test").filter(pk=document.pk).update(only_side="POLICE")
    assert read(reader, document).status_code == 404
    assert read(client_for(builder.cast.officer), document).status_code == 200


def test_nothing_that_was_opened_is_left_on_the_disk(builder, reader, tmp_path, monkeypatch):
    document = add_document(builder, "her.pdf", pdf_of_texts(SAID))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert read(reader, document).status_code == 200
    after = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert after == before
    assert not [path for path in after if b"%PDF" in path.read_bytes()]


def test_the_form_has_the_file_beside_it_and_costs_the_same_however_much_there_is(builder, reader):
    form = page_url("record-review", builder.case)
    add_document(builder, "one.pdf", pdf_of_texts(SAID))
    few, queries = page_and_queries(reader, form)
    for n in range(30):
        add_document(builder, f"note {n}.txt", b"A note.")
    schedule = add_document(builder, "schedule.docx", office_document())
    many, more_queries = page_and_queries(reader, form)
    assert len(more_queries) == len(queries)
    frame = re.search(r"<iframe[^>]+>", many.text)[0]
    assert (
        'name="reader"' in frame and 'sandbox="allow-same-origin"' in frame and "src" not in frame
    )
    shown = re.findall(r'href="/documents/([^/]+)/read/" target="reader"', many.text)
    assert len(shown) == 31 and str(schedule.pk) not in shown
    assert "7 older documents" in many.text and "older document" not in few.text
