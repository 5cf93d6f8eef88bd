"""Pages of a letter, from drafting to the printed PDF."""

import io

import pytest
from pypdf import PdfReader

from cases.decisions.actions import charges
from cases.models import LaidCharge, Offence
from devtools.letter_steps import CALLED, charged, record_of, road_to_charge, sent, written
from tests.support.cases.pages import as_, at, follow, said
from tests.support.cases.query_counter import questions
from tests.support.module_fixtures import standing
from victims.actions.records import name_victim_contact
from victims.models import Letter

pytestmark = pytest.mark.django_db


@standing
def road():
    return road_to_charge()


def test_a_letter_is_written_read_sent_and_printed_on_its_pages(road):
    liaison, second = as_(road.cast.liaison), as_(road.cast.second)
    about = {"kind": "CHARGE", "suspect": road.suspects[0].pk}
    answer = follow(liaison, at("write-letter", record_of(road)), **about)
    letter = Letter.objects.unscoped("test").get()
    assert "Letter begun" in said(answer) and "2 March 2026" in said(answer)
    answer = follow(liaison, at("edit-letter", letter), next_steps="Unfortunately, the MG3.")
    assert "may read as blame" in said(answer) and "jargon" in said(answer)
    follow(liaison, at("request-letter-review", letter))
    assert "Unfortunately, the MG3." in said(second.get(at("review-letter", letter)))
    follow(second, at("review-letter", letter), is_approved="yes")
    follow(liaison, at("send-letter", letter), means="POST")
    file = liaison.post(at("print-letter", letter), {"form_key": ""})
    assert file["Content-Type"] == "application/pdf" and CALLED not in str(file.headers)
    assert road.urn not in str(file.headers)
    is_whole_and_tagged(file.content, road)
    follow(liaison, at("record-letter-result", letter), result="POSTED")
    assert "Posted" in said(liaison.get(at("see-letter", letter)))


def is_whole_and_tagged(content, road):
    """Assert that a PDF is accessible: tags, language, title, and PDF/UA metadata."""
    pdf = PdfReader(io.BytesIO(content))
    root = pdf.trailer["/Root"]
    assert root["/Lang"] == "en" and root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root and b"pdfuaid:part" in root["/Metadata"].get_data()
    text = " ".join(pdf.pages[0].extract_text().split())
    for told in (f"Dear {CALLED},", "1 Nowhere Street", f"reference {road.urn}"):
        assert told in text
    assert road.suspects[0].surname not in text
    assert CALLED not in str(pdf.metadata)


def test_a_letter_too_long_for_its_paragraph_is_shown_again_with_what_was_typed(road):
    letter = written(road)
    answer = as_(road.cast.liaison).post(
        at("edit-letter", letter), {"version": 1, "next_steps": "y" * 601}
    )
    assert "no more than 600 characters" in said(answer) and "y" * 601 in answer.text


@pytest.mark.parametrize("kind", ["CHARGE", "ALTERED", "HELLO"])
def test_the_page_of_a_letter_keeps_to_its_questions(road, kind):
    road.do(name_victim_contact, "liaison", record=record_of(road), person=road.cast.liaison)
    other = Offence.objects.exclude(pk__in=LaidCharge.objects.values("offence")).first()
    charged(road, road.suspects[0], other, charges.correct_charge_report, version=1)
    _page, asked_for = questions(as_(road.cast.liaison), at("see-letter", sent(road, kind=kind)))
    assert len(asked_for) <= 12
