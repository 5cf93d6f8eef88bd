"""Pages of a letter, from drafting to the printed PDF."""

import io

import pytest
from pypdf import PdfReader

from cases.decisions.actions import charges
from cases.models import LaidCharge, Offence
from devtools.letter_steps import (
    CALLED,
    build_charged_case,
    charge_and_report,
    record_of,
    send_letter_of,
    write_letter_of,
)
from tests.support.cases.pages import client_for, page_text, page_url, submit_form
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from timeliness.periods import PERIODS_BY_VERSION, Period
from victims.actions.records import name_victim_contact
from victims.models import Letter

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    return build_charged_case()


def test_a_letter_is_written_read_sent_and_printed_on_its_pages(builder):
    liaison, second = client_for(builder.cast.liaison), client_for(builder.cast.second)
    about = {"kind": "CHARGE", "suspect": builder.suspects[0].pk}
    answer = submit_form(liaison, page_url("write-letter", record_of(builder)), **about)
    letter = Letter.objects.unscoped("test").get()
    assert "Letter begun" in page_text(answer) and "2 March 2026" in page_text(answer)
    answer = submit_form(
        liaison, page_url("edit-letter", letter), next_steps="Unfortunately, the MG3."
    )
    assert "may read as blame" in page_text(answer) and "jargon" in page_text(answer)
    submit_form(liaison, page_url("request-letter-review", letter))
    assert "Unfortunately, the MG3." in page_text(second.get(page_url("review-letter", letter)))
    submit_form(second, page_url("review-letter", letter), is_approved="yes")
    submit_form(liaison, page_url("send-letter", letter), means="POST")
    file = liaison.post(page_url("print-letter", letter), {"form_key": ""})
    assert file["Content-Type"] == "application/pdf" and CALLED not in str(file.headers)
    assert builder.urn not in str(file.headers)
    assert_accessible_pdf(file.content, builder)
    submit_form(liaison, page_url("record-letter-result", letter), result="POSTED")
    assert "Posted" in page_text(liaison.get(page_url("see-letter", letter)))


def assert_accessible_pdf(content, builder):
    """Assert that a PDF is accessible: tags, language, title, and PDF/UA metadata."""
    pdf = PdfReader(io.BytesIO(content))
    root = pdf.trailer["/Root"]
    assert root["/Lang"] == "en" and root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root and b"pdfuaid:part" in root["/Metadata"].get_data()
    text = " ".join(pdf.pages[0].extract_text().split())
    for told in (f"Dear {CALLED},", "1 Nowhere Street", f"reference {builder.urn}"):
        assert told in text
    assert builder.suspects[0].surname not in text
    assert CALLED not in str(pdf.metadata)


def test_a_posted_letter_says_by_when_to_ask_whether_it_arrived(builder, monkeypatch):
    own = Period(
        "posted_letter_ask", 3, "working_days", "letter posted", "product setting", "the Area",
        area=builder.cast.cps.area,
    )  # fmt: skip
    monkeypatch.setitem(PERIODS_BY_VERSION, own.version, own)
    letter, liaison = send_letter_of(builder, kind="CHARGE"), client_for(builder.cast.liaison)
    liaison.post(page_url("print-letter", letter), {})
    submit_form(liaison, page_url("record-letter-result", letter), result="POSTED")
    page = page_text(liaison.get(page_url("see-letter", letter)))
    assert "Ask whether it arrived by:" in page
    assert "3 working days, counted from" in page and "(Letter posted). the Area." in page
    submit_form(liaison, page_url("record-letter-result", letter), result="DELIVERED")
    page = page_text(liaison.get(page_url("see-letter", letter)))
    assert "Ask whether it arrived by:" not in page


def test_a_letter_too_long_for_its_paragraph_is_shown_again_with_what_was_typed(builder):
    letter = write_letter_of(builder)
    answer = client_for(builder.cast.liaison).post(
        page_url("edit-letter", letter), {"version": 1, "next_steps": "y" * 601}
    )
    assert "no more than 600 characters" in page_text(answer) and "y" * 601 in answer.text


@pytest.mark.parametrize("kind", ["CHARGE", "ALTERED", "HELLO"])
def test_the_page_of_a_letter_keeps_to_its_questions(builder, kind):
    builder.do(
        name_victim_contact, "liaison", record=record_of(builder), person=builder.cast.liaison
    )
    other = Offence.objects.exclude(pk__in=LaidCharge.objects.values("offence")).first()
    charge_and_report(builder, builder.suspects[0], other, charges.correct_charge_report, version=1)
    _page, asked_for = page_and_queries(
        client_for(builder.cast.liaison), page_url("see-letter", send_letter_of(builder, kind=kind))
    )
    assert len(asked_for) <= 12
