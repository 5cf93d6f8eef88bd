"""Journey 9 in a real browser: figures by links, a filter, a chart, a list and a file."""

from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from odfdo import Document

from pilots.actions import exports
from tests.support.browser.ci_share import share_of_checks
from tests.support.browser.page_check import click_and_wait
from tests.support.browser.working_day import AT_A_DESK, ON_A_PHONE, Day, follow_link, visible_text
from tests.support.pilots.evaluated_pilot import build_evaluated_pilot
from tests.support.pilots.taking_files import WHY, let_take_files

STAGE = "referral-to-decision"
WAYS = [
    pytest.param(AT_A_DESK, id="at a desk"),
    pytest.param(ON_A_PHONE, id="on a phone without script"),
]


def SCENE():
    """A pilot with figures of the years until today, whose manager may take files away."""
    pilot = build_evaluated_pilot(timezone.now())
    let_take_files(pilot.manager, pilot.ours.unit)
    return pilot


@pytest.mark.parametrize("how", share_of_checks(WAYS))
def test_a_manager_reads_judges_opens_and_takes_away(window, site, scene, check_page, how):
    day = Day(window, site, "", how)
    page = day.comes_in("manager", reverse("see-figures"))
    click_and_wait(page.locator(f"main a[href^='{reverse('see-figure', args=[STAGE])}?']").first)
    page.select_option("#place", f"agency-{scene.ours.area_id}")
    page.select_option("#by", "month")
    click_and_wait(page.get_by_role("button", name="Show"))
    began = scene.ours.starts_on
    row = page.locator("#figures tbody tr").filter(has_text=f"{began:%B %Y}")
    told = values_by_heading(page, f"{began:%B %Y}")
    assert told["Suspects"] == "10" and int(told["Half within (days)"]) < 40
    download_table(page, f"{began:%B %Y}", told)
    click_and_wait(row.get_by_role("link"))
    assert page.locator("main a[href^='/cases/']").count() == 10
    click_and_wait(page.locator("main a[href^='/cases/']").first)
    assert "Charged" in visible_text(page)
    open_charts(page, site, scene, how)
    check_page(page, script=how["script"])


def values_by_heading(page, label):
    """{heading: value} of a period, from all tables of a stage."""
    cells = page.locator(".rasso-figures tbody tr").filter(has_text=label).locator("td")
    return {
        cell.get_attribute("data-label").removesuffix(": "): cell.inner_text()
        for cell in cells.all()
    }


def download_table(page, label, told):
    """Ask for the file, let the worker make it, and compare it with the page."""
    here = page.url
    click_and_wait(page.get_by_role("link", name="ODS"))
    page.fill("[name=reason]", WHY)
    click_and_wait(page.locator("main form button").first)
    assert exports.make_next_export(at=timezone.now())
    page.goto(page.url)
    with page.expect_download() as expected:
        page.locator("#exports a").first.click()
    page.goto(here)
    table = Document(Path(expected.value.path())).body.tables[1].get_values()
    [row] = [each for each in table if each[0] == label]
    assert dict(zip(table[0][1:], map(str, row[1:]), strict=True)) == told


def open_charts(page, site, scene, how):
    """From the pilot's page to the chart, which needs no script."""
    page.goto(site + reverse("see-pilots"))
    follow_link(page, reverse("see-pilot", args=[scene.pilot.pk]))
    follow_link(page, reverse("see-figure-change", args=[scene.ours.pk, STAGE]))
    text = visible_text(page)
    assert "stand out from the 18 before" in text and "a change is shown" in text
    assert "none stands out" in text.split("assessed from the same day")[1]
    assert page.locator("svg[role=img]:visible").count() == 1
