"""The MG3 and the MG3A of a submission: one content, as a page and as a tagged PDF."""

import hashlib
import io
import re
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from cases.action_plans.actions import action_items, action_plans
from cases.case_details.actions import cases
from cases.case_details.actions.circumstances import record_circumstances
from cases.models import Submission
from cases.open_lines import OpenLine
from devtools.case_builder import CaseBuilder, cast
from people.models import AuditEntry
from tests.cases.test_consents import record
from tests.support.cases.consents import allege_incest, charge_of_incest
from tests.support.cases.counts import WHAT, charge_with_counts, count_alleged
from tests.support.cases.decisions import countersign_no_charge, propose_no_charge
from tests.support.cases.disposals import authorise_disposal
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.reversals import withdraw_charge_of
from tests.support.export_markings import name_in_file
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db
NAME = "Sheetperson"
ORDERS = "A restraining order, to protect Victim 1."
PROSECUTOR = "Pia Prosecutor"
OPEN_LINES = [
    OpenLine(
        "The download of his phone.", date(2026, 5, 1), may_change_decision=True,
        effect="It may show what was said before.",
    ),
    OpenLine("Her friend abroad.", undated_because="She has not answered yet."),
]  # fmt: skip


@module_fixture
def builder():
    """A case that was sent with what an MG3 holds, and a plan of two actions, one answered."""
    builder = CaseBuilder(cast())
    suspect = builder.suspects[0]
    builder.do(
        cases.correct_suspect, "officer", suspect=suspect, version=1, surname=NAME,
        given_names="Sam", born_on=date(1987, 3, 27),
    )  # fmt: skip
    builder.do(
        record_circumstances, "officer", victim=builder.victim, domestic_abuse="YES",
        abusers=[suspect], was_child="NO", is_vulnerable="YES", grounds=["FEAR"],
    )  # fmt: skip
    builder.allocate(open_lines=OPEN_LINES, pleas={"1": "NOT_GUILTY"}, orders_sought=ORDERS).plan(
        {}, {"text": "Obtain the footage.", "due_on": date(2026, 4, 20)}
    )
    builder.do(
        action_items.answer_item, "officer", item=builder.items[0], answer="DONE",
        text="It is taken.",
    )  # fmt: skip
    builder.cast.submission = Submission.objects.unscoped("test").get(case=builder.case)
    return builder


def answer_to(builder, name, who="prosecutor"):
    client = client_for(getattr(builder.cast, who))
    return client.get(page_url(name, builder.cast.submission))


def pdf_of(answer):
    return PdfReader(io.BytesIO(answer.content))


def pdf_text(answer):
    return " ".join(" ".join(page.extract_text() for page in pdf_of(answer).pages).split())


SAID = (
    "Suspect 1: Sam Sheetperson", "27 March 1987", "Released under investigation",
    "Rape a girl aged 13", "What is alleged.", "Open line of inquiry 1",
    "The download of his phone.", "1 May 2026", "Yes: It may show what was said before.",
    "Her friend abroad.", "Not known: She has not answered yet.", "Yes, by suspect 1",
    "Fear or distress about testifying", "Olive Officer", "Ready to go.", "Sue Supervisor",
    "None was asked for about these suspects", "Plea that the police expect", "Not guilty",
    "Which orders or applications do you ask for?", "A restraining order, to protect Victim 1.",
)  # fmt: skip


def test_the_page_and_the_file_say_all_that_was_sent(builder):
    page, file = page_text(answer_to(builder, "see-mg3")), answer_to(builder, "download-mg3")
    assert not [each for each in SAID if each not in page]
    assert not [each for each in SAID if each not in pdf_text(file)]
    assert "MG3: report for a charging decision" in page


def test_the_file_is_tagged_and_names_nobody_outside_its_text(builder):
    file = answer_to(builder, "download-mg3")
    pdf = pdf_of(file)
    root = pdf.trailer["/Root"]
    assert root["/Lang"] == "en-GB" and "/StructTreeRoot" in root
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert pdf.metadata.title == f"MG3 {builder.urn}"
    assert NAME not in str(file.headers) and NAME not in str(pdf.metadata)
    assert f'filename="{builder.urn}-MG3-1.pdf"' in file["Content-Disposition"]
    assert file["Cache-Control"] == "no-store, private"
    assert all("OFFICIAL-SENSITIVE" in each.extract_text() for each in pdf.pages)


def test_what_was_sent_stays_when_the_case_changes(builder):
    builder.do(
        record_circumstances, "officer", victim=builder.victim, domestic_abuse="NO",
        was_child="NO", is_vulnerable="NO", reason="She says so.",
    )  # fmt: skip
    assert "Yes, by suspect 1" in page_text(answer_to(builder, "see-mg3"))


def test_the_mg3a_says_what_was_answered_and_what_is_outstanding_by_date(builder):
    for name in ("see-mg3a", "download-mg3a"):
        answer = answer_to(builder, name, "officer")
        shown = page_text(answer) if name == "see-mg3a" else pdf_text(answer)
        answered, outstanding = shown.split("Outstanding, by date")
        assert "Done It is taken." in answered.replace(":", "")
        assert "Action 2 of plan 1: due 20 April 2026" in outstanding
        assert "Obtain the footage." in outstanding and "Obtain" not in answered


def test_a_file_is_logged_as_a_disclosure_with_its_hash(builder):
    file = answer_to(builder, "download-mg3")
    entry = AuditEntry.objects.filter(verb="download_mg3").latest("pk")
    assert entry.operation == "disclosure"
    assert entry.content == hashlib.sha256(file.content).hexdigest()


def test_the_foot_of_each_page_names_who_took_it(builder):
    pdf, who = (
        pdf_of(answer_to(builder, "download-mg3")),
        re.escape(name_in_file(builder.cast.prosecutor)),
    )
    for page in pdf.pages:
        text = " ".join(page.extract_text().split())
        assert re.search(
            rf"MG3 {builder.urn}; taken by {who}, \d{{4}}-\d\d-\d\d \d\d:\d\d (GMT|BST)", text
        )


class TestThePartOfTheProsecutor:
    """The decision in force, on the MG3 of the submission that it rests on."""

    HEADING = "Prosecutor’s decision, as it is in force now"

    def sheet(self, builder, who="officer", number=1):
        rows = Submission.objects.unscoped("test")
        found = rows.get(case=builder.case, number=number)
        client = client_for(getattr(builder.cast, who))
        return page_text(client.get(page_url("see-mg3", found)))

    @pytest.mark.parametrize("who", ["officer", "prosecutor"])
    def test_a_charge_is_printed_with_its_reasons_test_and_prosecutor(self, who):
        builder = CaseBuilder(cast()).allocate()
        assert self.HEADING not in self.sheet(builder, who)
        charge_with_counts(builder, count_alleged(builder))
        part = self.sheet(builder, who).split(self.HEADING, 1)[1]
        for words in (
            "Suspect 1 Decision Charge authorised", "Evidential stage", "Public interest stage",
            "Test applied Full Code Test", "Reviewed on", f"Prosecutor {PROSECUTOR}",
            "Charges Charge 1: Rape a girl aged 13", "victim 1, 10 January 2026", WHAT,
        ):  # fmt: skip
            assert words in part, words

    def test_it_is_in_the_file_too(self):
        builder = CaseBuilder(cast()).allocate()
        charge_with_counts(builder, count_alleged(builder))
        builder.cast.submission = Submission.objects.unscoped("test").get(case=builder.case)
        text = pdf_text(answer_to(builder, "download-mg3", "officer"))
        assert "as it is in force now" in text and "Charge authorised" in text

    def test_one_that_waits_for_its_second_reader_is_not(self):
        builder = CaseBuilder(cast()).allocate()
        builder.have_reviewed(builder.suspect())
        propose_no_charge(builder, builder.suspect())
        for who in ("officer", "prosecutor"):
            assert self.HEADING not in self.sheet(builder, who)
        countersign_no_charge(builder, builder.suspect())
        for who in ("officer", "prosecutor"):
            part = self.sheet(builder, who).split(self.HEADING, 1)[1]
            assert "No further action" in part and "Second reader" in part

    def test_it_is_on_the_submission_that_it_rests_on_and_on_no_earlier_one(self):
        builder = CaseBuilder(cast()).submit().send_back().allocate()
        charge_with_counts(builder, count_alleged(builder))
        assert self.HEADING not in self.sheet(builder, number=1)
        assert self.HEADING in self.sheet(builder, number=2)

    def test_the_consent_is_as_it_stands_now_and_stops_are_said(self):
        builder = allege_incest(CaseBuilder(cast(), at=days_ago(4)).allocate().review())
        decision = charge_of_incest(builder)
        part = self.sheet(builder, "officer").split(self.HEADING, 1)[1]
        assert "Consent to prosecute It has been asked for and not given yet" in part
        assert "Since then" not in part
        record(builder)
        part = self.sheet(builder, "officer").split(self.HEADING, 1)[1]
        assert "Consent to prosecute It has been given" in part
        assert decision.consent == "ASKED" and "not given yet" not in part
        type(decision.suspect).objects.unscoped("test").update(has_stopped_charges=True)
        assert "Since then Charges were stopped, replaced or added." in self.sheet(
            builder, "officer"
        )

    @pytest.mark.parametrize("who", ["officer", "prosecutor"])
    def test_a_threshold_test_says_until_when_and_then_that_it_was_reviewed_again(self, who):
        builder = CaseBuilder(cast()).allocate()
        again_on = builder.at.date() + timedelta(days=20)
        self.review(builder, test="THRESHOLD", awaited="His phone.", review_again_on=again_on)
        charge_with_counts(builder, count_alleged(builder))
        part = self.sheet(builder, who).split(self.HEADING, 1)[1]
        assert f"To be reviewed again by {again_on.day} {again_on:%B %Y}" in part
        builder.at += timedelta(days=9)
        self.review(builder, test="FULL")
        day = builder.at.date()
        part = self.sheet(builder, who).split(self.HEADING, 1)[1]
        assert f"Reviewed again on {day.day} {day:%B %Y}. Full Code Test" in part
        assert "Test applied Threshold Test" in part and "To be reviewed again" not in part

    def review(self, builder, **facts):
        """The prosecutor reviews the suspect."""
        builder.do(
            action_plans.record_review, "prosecutor", case=builder.case,
            suspects=[builder.suspect()], evidence="What it shows.", **facts,
        )  # fmt: skip

    @pytest.mark.parametrize("who", ["officer", "prosecutor"])
    def test_a_caution_is_printed_with_what_it_is_for_and_its_conditions(self, who):
        builder = CaseBuilder(cast()).allocate()
        authorise_disposal(builder)
        part = self.sheet(builder, who).split(self.HEADING, 1)[1]
        for words in (
            "Decision Conditional caution", "Out-of-court disposal for Rape a girl aged 13",
            "Admitted to the police", "Why it is not charged", "Condition 1", "to be met by",
        ):  # fmt: skip
            assert words in part, words

    def test_one_that_was_withdrawn_is_not(self):
        builder = CaseBuilder(cast()).allocate()
        charge_with_counts(builder, count_alleged(builder))
        withdraw_charge_of(builder)
        assert self.HEADING not in self.sheet(builder)


def test_nobody_outside_the_case_reads_it(builder):
    for name in ("see-mg3", "download-mg3", "see-mg3a", "download-mg3a"):
        stranger = client_for(cast().prosecutor)
        assert stranger.get(page_url(name, builder.cast.submission)).status_code == 404
