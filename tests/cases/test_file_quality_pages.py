"""Pages of file quality: assessed, answered, decided, and the monthly report of each unit."""

import csv
import html
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.file_quality import FAILURES
from cases.models import FileFailure, FileQuality
from cases.quality_reports.queries.file_quality_report import (
    escape_formula,
    file_quality_report,
    file_quality_table,
    month_from_text,
)
from cases.referrals.actions import file_quality
from devtools.case_builder import CaseBuilder, cast, scope
from people.models import AuditEntry
from pilots.queries.spreadsheets import csv_text
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url, submit_form
from tests.support.cases.query_counter import page_and_queries
from tests.support.export_markings import assert_marked, csv_markings, mark_line
from tests.support.module_fixtures import module_fixture
from tests.support.pilots.taking_files import let_take_files, take_file

pytestmark = pytest.mark.django_db

FIRST, SECOND, *_REST = FAILURES
SECRET = "Only among ourselves."


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2, at=timezone.now()).allocate()


def assess_on_page(builder, **typed):
    typed = typed or {
        "is_compliant": "NO", "failures_breach": [FIRST], f"comment_{FIRST}": "Charged too soon.",
    }  # fmt: skip
    return submit_form(
        client_for(builder.cast.prosecutor), page_url("assess-file", builder.referral), **typed
    )


def failure_of(builder):
    return FileFailure.objects.unscoped("test").get(case=builder.case)


def dispute_and_decide(builder):
    assess_on_page(builder)
    submit_form(
        client_for(builder.cast.officer),
        page_url("dispute-failure", failure_of(builder)),
        text="It was custody. Both sides know the reason.",
    )
    return submit_form(
        client_for(builder.cast.manager),
        page_url("decide-dispute", failure_of(builder)),
        is_upheld="NO",
        method="MEETING",
        reason=SECRET,
    )


def test_a_prosecutor_says_where_the_file_failed_and_the_police_read_it(builder):
    page = client_for(builder.cast.prosecutor).get(page_url("see-file-quality", builder.case))
    assert "Assess the file of submission 1" in page_text(page)
    assert "File assessed" in page_text(assess_on_page(builder))
    page = client_for(builder.cast.officer).get(page_url("see-file-quality", builder.case))
    for words in (
        FAILURES[FIRST].text,
        "Charged too soon.",
        "Told to the police",
        "Disputes until",
    ):
        assert words in page_text(page)
    assert page_url("dispute-failure", failure_of(builder)) in links_on_page(page)
    assert page_url("decide-dispute", failure_of(builder)) not in links_on_page(page)


def test_a_file_may_be_compliant(builder):
    assert "Compliant" in page_text(assess_on_page(builder, is_compliant="YES"))
    assert FileQuality.objects.unscoped("test").get().is_compliant


def test_an_answer_of_yes_drops_failures_that_were_ticked_first(builder):
    typed = {"failures_breach": [FIRST], f"comment_{FIRST}": "x"}
    assess_on_page(builder, is_compliant="YES", **typed)
    assert not FileFailure.objects.unscoped("test").exists()


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({}, "Select yes if the file meets the Director’s Guidance"),
        ({"is_compliant": "NO"}, "Select at least one failure"),
        (
            {"is_compliant": "NO", "failures_breach": [FIRST]},
            f"Enter what is wrong or missing: {FAILURES[FIRST].text}",
        ),
    ],
)
def test_an_assessment_in_error_says_what_to_do_and_keeps_what_was_typed(builder, typed, error):
    kept = {"failures_disclosure": [SECOND], f"comment_{SECOND}": "Kept."}
    kept = kept if "failures_breach" in typed else {}
    sent = {"form_key": "", **typed, **kept}
    page = client_for(builder.cast.prosecutor).post(page_url("assess-file", builder.referral), sent)
    assert error in html.unescape(page.text)
    assert not kept or ">Kept.</textarea>" in page.text
    assert not FileQuality.objects.unscoped("test").exists()


def test_the_police_read_the_outcome_and_not_the_reason(builder):
    assert SECRET in page_text(dispute_and_decide(builder))
    page = client_for(builder.cast.officer).get(page_url("see-file-quality", builder.case))
    assert "Disputed unsuccessfully" in page_text(page)
    assert "In a meeting" in page_text(page)
    for who in ("officer", "supervisor", "inspector"):
        browser = client_for(getattr(builder.cast, who))
        for address in ("see-file-quality", "see-case", "see-case-history"):
            assert SECRET not in browser.get(page_url(address, builder.case)).text


def test_two_clicks_dispute_once(builder):
    assess_on_page(builder)
    browser, address = (
        client_for(builder.cast.officer),
        page_url("dispute-failure", failure_of(builder)),
    )
    key = browser.get(address).context["form"]["form_key"].value()
    for _ in range(2):
        assert (
            browser.post(
                address, {"text": "x, as both sides know by now", "form_key": key}
            ).status_code
            == 302
        )


def test_a_failure_decided_meanwhile_says_so_beside_what_was_typed(builder):
    assess_on_page(builder)
    client_for(builder.cast.officer).post(
        page_url("accept-failure", failure_of(builder)), {"form_key": ""}
    )
    page = client_for(builder.cast.supervisor).post(
        page_url("dispute-failure", failure_of(builder)),
        {"text": "Typed. Both sides know the reason."},
    )
    assert page.status_code == 409
    assert "The police have accepted this" in page_text(page)
    assert "Typed." in page.text


def test_the_pages_take_as_many_questions_for_many_failures_as_for_one(builder):
    assess_on_page(builder)
    browser, address = client_for(builder.cast.officer), page_url("see-file-quality", builder.case)
    browser.get(address)
    _page, few = page_and_queries(browser, address)
    other = CaseBuilder(builder.cast, suspects=1, at=timezone.now()).allocate()
    other.do(
        file_quality.assess_file, "prosecutor", referral=other.referral,
        failures=dict.fromkeys(FAILURES, "Missing."),
    )  # fmt: skip
    _page, many = page_and_queries(browser, page_url("see-file-quality", other.case))
    assert len(many) == len(few) <= 12


# The monthly report


def test_the_report_counts_by_unit_what_became_of_each_failure(builder):
    dispute_and_decide(builder)
    other = CaseBuilder(builder.cast, suspects=1, at=timezone.now()).allocate()
    assess_on_page(other, is_compliant="YES")
    page = client_for(builder.cast.manager).get(reverse("see-file-quality-report"))
    assert "2 files assessed, 1 compliant" in page_text(page)
    told = "Breach Times 1 What happened to it Disputed unsuccessfully: 1"
    assert f"{FAILURES[FIRST].text} {told}" in page_text(page)


def test_a_file_counts_as_compliant_once_every_failure_was_disputed_with_success(builder):
    assess_on_page(builder)
    by = scope(builder.cast.manager, at=timezone.now())
    month = by.at.date().replace(day=1)
    assert [unit.after_disputes for unit in file_quality_report(month, by).units] == [0]
    builder.do(
        file_quality.dispute_failure,
        "officer",
        failure=failure_of(builder),
        text="x, as both sides know by now",
    )
    builder.do(
        file_quality.decide_dispute, "manager", failure=failure_of(builder), is_upheld=True,
        method="EMAIL", reason="x, as both sides know by now",
    )  # fmt: skip
    assert [(u.compliant, u.after_disputes) for u in file_quality_report(month, by).units] == [
        (0, 1)
    ]


def test_the_report_is_of_what_its_reader_may_read(builder):
    assess_on_page(builder)
    elsewhere = cast()
    page = client_for(elsewhere.manager).get(reverse("see-file-quality-report"))
    assert "No file was assessed in this month" in page_text(page)
    assert builder.cast.police.name not in page.text


def test_a_person_of_no_unit_reads_no_report(builder):
    for who in ("officer", "prosecutor", "assistant"):
        for name in ("see-file-quality-report", "export-file-quality"):
            assert client_for(getattr(builder.cast, who)).get(reverse(name)).status_code == 403


def test_an_export_has_figures_and_no_word_that_anybody_wrote(builder):
    dispute_and_decide(builder)
    for who, unit in (("manager", builder.cast.cps), ("supervisor", builder.cast.police)):
        let_take_files(getattr(builder.cast, who), unit)
        browser = client_for(getattr(builder.cast, who))
        answer = take_file(browser, reverse("export-file-quality"))
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        text = answer.content.decode("utf-8-sig")
        for word in (
            SECRET,
            "Charged too soon.",
            "It was custody. Both sides know the reason.",
            builder.urn,
            "Suspect",
        ):
            assert word not in text
        about, table, foot = text.split("\r\n\r\n")
        assert mark_line(getattr(builder.cast, who)) in foot
        assert_marked(csv_markings(about), getattr(builder.cast, who))
        [row] = csv.DictReader(io.StringIO(table))
        assert (row["Failure"], row["Disputed unsuccessfully"]) == (FAILURES[FIRST].text, "1")
    entry = AuditEntry.objects.filter(verb="fetch_export").latest("pk")
    assert entry.operation == "disclosure"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1"])
def test_no_cell_of_an_export_is_a_formula(builder, cell):
    assert escape_formula(cell) == "'" + cell
    builder.cast.police.name = cell
    builder.cast.police.save()
    assess_on_page(builder, is_compliant="YES")
    by = scope(builder.cast.manager, at=timezone.now())
    found = file_quality_report(by.at.date().replace(day=1), by)
    rows = list(csv.reader(io.StringIO(csv_text(file_quality_table(found)))))
    assert rows[1][2] == "'" + cell


@pytest.mark.parametrize("typed", ["", "2026", "2026-13", "x-y", "0000-01", "2026-03-04"])
def test_a_month_that_is_none_is_this_one(typed):
    by = timezone.now()
    assert month_from_text(typed, at=by) == timezone.localtime(by).date().replace(day=1)


def test_the_report_takes_as_many_questions_for_many_files_as_for_one(builder):
    assess_on_page(builder)
    browser, address = client_for(builder.cast.manager), reverse("see-file-quality-report")
    browser.get(address)
    _page, few = page_and_queries(browser, address)
    for _ in range(3):
        other = CaseBuilder(builder.cast, suspects=1, at=timezone.now()).allocate()
        assess_on_page(other)
    _page, many = page_and_queries(browser, address)
    assert len(many) == len(few) <= 6
