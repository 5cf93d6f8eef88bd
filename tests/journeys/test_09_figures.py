"""Journey 9: a manager of a pilot area reads durations, comparisons and the pilot's effect."""

import re
from html import unescape
from io import BytesIO

import pytest
from django.urls import reverse
from odfdo import Document

from cases.models import Suspect
from pilots.queries.stages.text import STAGE_HEADINGS
from tests.support.cases.pages import as_, at, links, said
from tests.support.module_fixtures import standing
from tests.support.pilots.evaluated_pilot import NOW, evaluated

pytestmark = pytest.mark.django_db
STAGE = "referral-to-decision"
PERIOD = str(NOW.year - 1)  # the year in which the pilot began


@pytest.fixture(autouse=True)
def that_day(monkeypatch):
    """The moment that pages pass on."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@standing
def there():
    return evaluated()


def test_a_manager_reads_figures_judges_a_change_and_takes_them_away(there):
    manager = as_(there.manager)
    overview = manager.get(reverse("see-figures"))
    stage = reverse("see-figure", args=[STAGE])
    assert any(each.startswith(f"{stage}?") for each in links(overview))
    page = manager.get(of_stage(there.ours))
    table = rows(page)
    before, since = table_of(table, "March 2025"), table_of(table, "September 2025")
    assert len(before) == len(since) == len(STAGE_HEADINGS)
    assert_it_is_sooner_and_nobody_is_left_out(before, since)

    compared = rows(manager.get(of_stage(there.other)))
    assert abs(number(table_of(compared, "September 2025"), "Half within (days)") - 62) < 9
    explained = said(manager.get(reverse("explain-figure", args=[STAGE])))
    assert "CJS Delivery Data Dashboard" in explained and "177" in explained

    judges(there, manager)
    opens_what_they_may(there, manager)
    takes_the_table_away(there, manager, table)


def assert_it_is_sooner_and_nobody_is_left_out(before, since):
    """
    Compare a period before and one since: the medians, open suspects, and days with each side.
    """
    assert number(before, "Half within (days)") - number(since, "Half within (days)") > 20
    assert (number(since, "Suspects"), word(since, "Still open")) == (10, "Fewer than 5")
    assert word(since, "9 in 10 within (days)") == "Too few"
    police, cps = number(since, "of that with police"), number(since, "with the CPS")
    assert 0 < police < cps < number(since, "Middle of the completed (days)")


def judges(there, manager):
    """From the pilot's page to the charts of the registered measures."""
    pilot = manager.get(reverse("see-pilot", args=[there.pilot.pk]))
    charts = {
        name: reverse("see-figure-change", args=[there.ours.pk, name])
        for name in (STAGE, "decision-to-charge", "charge-to-completion")
    }
    assert set(charts.values()) <= set(links(pilot))
    page = said(manager.get(charts[STAGE]))
    assert "15 stand out from the 18 before" in page and "a change is shown" in page
    assert "CPS North East" in page.split("assessed from the same day")[1]
    assert "none stands out from the 18 before" in page.split("assessed from the same day")[1]
    assert "Each month with its limits" in page and "What was published nationally" in page
    unchanged = said(manager.get(charts["decision-to-charge"]))
    assert "none stands out" in unchanged and "no change is shown" in unchanged
    too_few = said(manager.get(charts["charge-to-completion"]))
    assert "Not enough data yet: limits are drawn from 12 months" in too_few
    assert "Not enough data yet: 12 months before and 12 after" in too_few


def opens_what_they_may(there, manager):
    """Behind a number are the cases of the manager's own unit, and no others."""
    behind = manager.get(of_stage(there.ours, "see-figure-list", period="2025-09"))
    found = [each for each in links(behind) if each.startswith("/cases/")]
    theirs = Suspect.objects.unscoped("test").filter(police_unit=there.pairs[0].police)
    assert len(found) == 10
    assert {at("see-case", row.case) for row in theirs} >= set(found)
    assert "Charged" in said(manager.get(found[0]))
    other = manager.get(of_stage(there.other, "see-figure-list", period="2025-09"))
    assert "You cannot open any of them." in said(other)


def takes_the_table_away(there, manager, table):
    """The file has the page's numbers and definitions."""
    page = manager.get(of_stage(there.ours))
    [address] = [unescape(each) for each in links(page) if "as=ods" in each]
    document = Document(BytesIO(manager.get(address).content))
    definitions, figures = (sheet.get_values() for sheet in document.body.tables)
    assert ["Place", "CPS South West"] in definitions
    told = [["" if cell is None else str(cell) for cell in row] for row in figures]
    assert [row[:1] for row in told] == [row[:1] for row in table]
    by_label = {row[0]: row for row in told}
    for label in ("March 2025", "September 2025"):
        assert by_label[label] == table_of(table, label)


def of_stage(area, name="see-figure", **more):
    asked = {"place": f"agency-{area.area_id}", "by": "month", **more}
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return f"{reverse(name, args=[STAGE])}?{query}"


def rows(page):
    """Headings and rows of both tables of figures side by side, with each cell's text."""
    tables = page.content.decode().split('<table class="govuk-table rasso-figures')[1:]
    found = {}
    for table in (each.split("</table>")[0] for each in tables):
        headings, *lines = (words(line) for line in table.split("<tr")[1:])
        for label, *cells in lines:
            label = label.partition(":")[0]
            told = zip(headings[1:], cells, strict=False)  # a single cell in a row without values
            found.setdefault(label, {headings[0]: label}).update(told)
    names = [str(each) for each in STAGE_HEADINGS]
    return [names, *([row[name] for name in names if name in row] for row in found.values())]


def words(line):
    """The texts of a row's cells."""
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.S)
    return [unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in cells]


def table_of(table, label):
    return next(row for row in table if row[0] == label)


def word(row, name):
    return row[[str(each) for each in STAGE_HEADINGS].index(name)]


def number(row, name):
    return float(word(row, name))
