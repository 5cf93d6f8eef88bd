"""Journey 9: a manager of a pilot area reads durations, comparisons and the pilot's effect."""

import re
from html import unescape
from io import BytesIO
from urllib.parse import parse_qsl

import pytest
from django.urls import reverse
from odfdo import Document

from cases.models import Suspect
from pilots.queries.stages.text import STAGE_HEADINGS
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.pilots.evaluated_pilot import NOW, build_evaluated_pilot
from tests.support.pilots.taking_files import let_take_files, take_file

pytestmark = pytest.mark.django_db
STAGE = "referral-to-decision"
PERIOD = str(NOW.year - 1)  # the year in which the pilot began


@pytest.fixture(autouse=True)
def fixed_now(monkeypatch):
    """The moment that pages pass on."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@module_fixture
def scene():
    return build_evaluated_pilot()


def test_a_manager_reads_figures_judges_a_change_and_takes_them_away(scene):
    manager = client_for(scene.manager)
    overview = manager.get(reverse("see-figures"))
    stage = reverse("see-figure", args=[STAGE])
    assert any(each.startswith(f"{stage}?") for each in links_on_page(overview))
    page = manager.get(stage_url(scene.ours))
    table = figure_rows(page)
    before, since = row_labelled(table, "March 2025"), row_labelled(table, "September 2025")
    assert len(before) == len(since) == len(STAGE_HEADINGS)
    assert_decisions_are_sooner(before, since)

    compared = figure_rows(manager.get(stage_url(scene.other)))
    assert abs(cell_number(row_labelled(compared, "September 2025"), "Half within (days)") - 62) < 9
    explained = page_text(manager.get(reverse("explain-figure", args=[STAGE])))
    assert "CJS Delivery Data Dashboard" in explained and "177" in explained

    open_charts(scene, manager)
    check_listed_cases(scene, manager)
    download_table(scene, manager, table)


def assert_decisions_are_sooner(before, since):
    """
    Compare a period before and one since: the medians, open suspects, and days with each side.
    """
    assert cell_number(before, "Half within (days)") - cell_number(since, "Half within (days)") > 20
    assert (cell_number(since, "Suspects"), cell_word(since, "Still open")) == (10, "Fewer than 5")
    assert cell_word(since, "9 in 10 within (days)") == "Too few"
    police, cps = cell_number(since, "of that with police"), cell_number(since, "with the CPS")
    assert 0 < police < cps < cell_number(since, "Middle of the completed (days)")


def open_charts(scene, manager):
    """From the pilot's page to the charts of the registered measures."""
    pilot = manager.get(reverse("see-pilot", args=[scene.pilot.pk]))
    charts = {
        name: reverse("see-figure-change", args=[scene.ours.pk, name])
        for name in (STAGE, "decision-to-charge", "charge-to-completion")
    }
    assert set(charts.values()) <= set(links_on_page(pilot))
    page = page_text(manager.get(charts[STAGE]))
    assert "15 stand out from the 18 before" in page and "a change is shown" in page
    assert "CPS North East" in page.split("assessed from the same day")[1]
    assert "none stands out from the 18 before" in page.split("assessed from the same day")[1]
    assert "Each month with its limits" in page and "What was published nationally" in page
    unchanged = page_text(manager.get(charts["decision-to-charge"]))
    assert "none stands out" in unchanged and "no change is shown" in unchanged
    too_few = page_text(manager.get(charts["charge-to-completion"]))
    assert "Not enough data yet: limits are drawn from 12 months" in too_few
    assert "Not enough data yet: 12 months before and 12 after" in too_few


def check_listed_cases(scene, manager):
    """Behind a number are the cases of the manager's own unit, and no others."""
    behind = manager.get(stage_url(scene.ours, "see-figure-list", period="2025-09"))
    found = [each for each in links_on_page(behind) if each.startswith("/cases/")]
    theirs = Suspect.objects.unscoped("test").filter(police_unit=scene.pairs[0].police)
    assert len(found) == 10
    assert {page_url("see-case", row.case) for row in theirs} >= set(found)
    assert "Charged" in page_text(manager.get(found[0]))
    other = manager.get(stage_url(scene.other, "see-figure-list", period="2025-09"))
    assert "You cannot open any of them." in page_text(other)


def download_table(scene, manager, table):
    """The file has the page's numbers and definitions; only who may take files is offered it."""
    assert "as=ods" not in manager.get(stage_url(scene.ours)).text
    let_take_files(scene.manager, scene.ours.unit)
    page = manager.get(stage_url(scene.ours))
    [address] = [unescape(each) for each in links_on_page(page) if "as=ods" in each]
    path, _mark, query = address.partition("?")
    document = Document(BytesIO(take_file(manager, path, **dict(parse_qsl(query))).content))
    definitions, figures = (sheet.get_values() for sheet in document.body.tables)
    assert ["Place", "CPS South West"] in definitions
    told = [["" if cell is None else str(cell) for cell in row] for row in figures[:-2]]
    assert [row[:1] for row in told] == [row[:1] for row in table]
    by_label = {row[0]: row for row in told}
    for label in ("March 2025", "September 2025"):
        assert by_label[label] == row_labelled(table, label)


def stage_url(area, name="see-figure", **more):
    asked = {"place": f"agency-{area.area_id}", "by": "month", **more}
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return f"{reverse(name, args=[STAGE])}?{query}"


def figure_rows(page):
    """Headings and rows of both tables of figures side by side, with each cell's text."""
    tables = page.content.decode().split('<table class="govuk-table rasso-figures')[1:]
    found = {}
    for table in (each.split("</table>")[0] for each in tables):
        headings, *lines = (cell_texts(line) for line in table.split("<tr")[1:])
        for label, *cells in lines:
            label = label.partition(":")[0]
            told = zip(headings[1:], cells, strict=False)  # a single cell in a row without values
            found.setdefault(label, {headings[0]: label}).update(told)
    names = [str(each) for each in STAGE_HEADINGS]
    return [names, *([row[name] for name in names if name in row] for row in found.values())]


def cell_texts(line):
    """The texts of a row's cells."""
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.S)
    return [unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in cells]


def row_labelled(table, label):
    return next(row for row in table if row[0] == label)


def cell_word(row, name):
    return row[[str(each) for each in STAGE_HEADINGS].index(name)]


def cell_number(row, name):
    return float(cell_word(row, name))
