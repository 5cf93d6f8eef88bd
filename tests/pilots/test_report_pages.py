"""Reports on panels: pages, print and files for people who convene or manage an area."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from odfdo import Document
from pypdf import PdfReader

from cases.models import Case
from devtools.case_builder import scope
from people.access import grants
from pilots.actions import opinions
from pilots.queries import panel_reports
from tests.pilots.test_opinions import FOUND, SAID
from tests.support.cases.pages import client_for, page_text
from tests.support.export_markings import assert_marked, mark_line
from tests.support.module_fixtures import module_fixture
from tests.support.pilots import panels
from tests.support.pilots.panels import name_members, panel_cases, run_action
from tests.support.pilots.taking_files import let_take_files, take_file

pytestmark = pytest.mark.django_db


@module_fixture
def scene():
    """Two panels with different findings on the same decision."""
    scene = panels.build_panel_scene(decisions=1)
    scene.at = panels.start_of_today()
    for grade in ("INAPPROPRIATE", "CONSISTENT"):
        record_panel_finding(scene, grade)
        scene.at += timedelta(seconds=1)
    return scene


def record_panel_finding(scene, grade):
    until = {"until_on": scene.at.date()}
    panel = panels.draw_panel_cases(
        scene, name_members(scene, panels.add_scene_panel(scene, **until)), size=1
    )
    day = scene.at.date() + timedelta(days=14)
    run_action(scene, opinions.open_panel, "convener", panel=panel, opinions_by=day)
    [row] = panel_cases(panel)
    for who in ("police", "cps", "outside"):
        run_action(scene, opinions.give_opinion, who, panel_case=row, **SAID)
    run_action(
        scene, opinions.record_finding, "convener", panel_case=row, **FOUND | {"grade": grade}
    )


def panel_report_file(scene, **query):
    """The response with the report as a file, taken away by the convener."""
    let_take_files(scene.convener, scene.area)
    return take_file(client_for(scene.convener), reverse("export-panel-report"), **query)


def latest_findings(scene):
    return panel_reports._latest_findings(panel_reports._bounds_of_year(scene.at.year))


def test_a_decision_that_two_panels_read_is_counted_once_as_the_later_found_it(scene):
    assert [row["grade"] for row in latest_findings(scene)] == ["CONSISTENT"]


def test_a_report_does_not_move_when_a_case_is_restricted(scene):
    before = latest_findings(scene)
    Case.objects.unscoped("test").update(is_restricted=True)
    assert latest_findings(scene) == before != []


def test_conveners_and_managers_read_it_and_members_do_not(scene):
    manager = panels.panel_person(scene.area, scene.area)
    grants.grant_capacity("manage_pilot_area", to=manager, on=scene.area, by=manager, at=scene.at)
    address = reverse("see-panel-report")
    for who in (scene.convener, manager):
        page = page_text(client_for(who).get(address))
        assert "Panels that found something 2" in page
        assert "Decisions that were read Too few to show" in page
    for who in (scene.police, scene.cps, scene.outside, scene.cast.manager):
        assert client_for(who).get(address).status_code == 403


def test_another_area_cannot_be_asked_for(scene):
    page = page_text(
        client_for(scene.convener).get(reverse("see-panel-report"), {"area": "999999"})
    )
    assert scene.area.name in page


def test_the_report_takes_as_many_queries_for_many_findings_as_for_one(scene):
    by, counts = scope(scene.convener, at=scene.at), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asks:
            panel_reports.panel_report(by, area=str(scene.area.pk), year=scene.at.year)
        counts.append(len(asks))
        record_panel_finding(scene, "OBSERVATIONS")
    assert counts[0] == counts[1] <= 8


def test_the_report_is_exported_as_a_spreadsheet_without_formulas(scene):
    answer = panel_report_file(scene, **{"as": "ods", "area": "all"})
    names = [sheet.name for sheet in Document(io.BytesIO(answer.content)).body.tables]
    assert names[:3] == ["About", "Panels and cases", "What the panels found"]
    content = zipfile.ZipFile(io.BytesIO(answer.content)).read("content.xml").decode()
    assert "table:formula" not in content and "All pilot areas" in content
    assert_marked(
        Document(io.BytesIO(answer.content)).body.tables[0].get_values()[:4], scene.convener
    )


def test_the_report_is_printed_tagged_with_its_language_and_marking(scene):
    answer = panel_report_file(scene, **{"as": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en-GB"
    text = reader.pages[0].extract_text()
    assert "Too few to show" in text
    marked = [page.extract_text().count("OFFICIAL-SENSITIVE") for page in reader.pages]
    assert marked == [2] * len(marked)  # at the head of each sheet, and in the line at its foot
    for page in reader.pages:
        assert mark_line(scene.convener) in " ".join(page.extract_text().split())
