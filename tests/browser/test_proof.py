"""Somebody who has only the page of proof, on a phone without script, answers five questions."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.support.browser.page_check import PHONE, take_screenshot
from tests.support.browser.scenes.proof import prove_in_the_alternative
from timeliness.calendar import london_day

SCENE = prove_in_the_alternative
NEW = "Allegation 2, in the alternative to allegation 1: "


@pytest.fixture(params=["officer", "prosecutor"])
def phone(request, window, site, scene):
    """The page as one of each side has it on a phone."""
    page = window(request.param, width=PHONE, script=False)
    page.goto(site + reverse("see-proof", args=[scene.case.pk]))
    take_screenshot(page, f"five-questions-{request.param}")
    return page


def section(page, name):
    """The part of the page about one allegation."""
    return page.get_by_role("region", name=name)


def seen(part):
    """What a reader sees of it, in one line."""
    return " ".join(part.inner_text().split())


def row(page, name, point):
    return section(page, name).locator("tbody tr").filter(has_text=point)


def test_what_must_be_proved(phone):
    points = section(phone, NEW).locator("tbody th .rasso-matrix__point")
    assert [each.split(".")[0] for each in points.all_inner_texts()] == list("12345")
    assert "penetrated her vagina or anus" in points.nth(0).inner_text()
    assert points.last.is_visible()


def cell(page, name, point, label):
    """A cell of a point's row; on a phone its label stands above it."""
    found = row(page, name, point).locator(f"td[data-label='{label}']")
    assert label in found.evaluate("cell => getComputedStyle(cell, '::before').content")
    return seen(found)


def test_what_bears_on_each(phone):
    told = cell(phone, NEW, "did not consent", "Against, or explains")
    assert told.startswith("Account of the suspect: He says that she agreed.")
    assert cell(phone, NEW, "did not consent", "For") == "Nothing"
    assert cell(phone, NEW, "penetrated her", "For").startswith("Statement: Her interview, 14:20.")
    assert "Covered" in seen(row(phone, NEW, "penetrated her"))


def test_what_is_missing(phone):
    lead = seen(phone.locator(".rasso-proof__lead"))
    assert "3 gaps are recorded, 1 is overdue, 1 is not asked for yet (1 essential)." in lead
    told = cell(phone, NEW, "did not consent", "Gap")
    assert told.startswith("Asked for: The whole thread of that week.")
    assert "Essential" in told
    assert "Not covered" in seen(row(phone, NEW, "The penetration was intentional"))
    assert cell(phone, NEW, "The penetration was intentional", "Gap") == "None recorded"


def test_who_acts_on_each_gap_and_by_when_and_whether_it_is_late(phone, scene):
    late = (london_day(timezone.now()) - scene.due_on).days
    told = seen(row(phone, NEW, "did not consent"))
    assert "Who acts: the police, who answer action 1 of plan 1." in told
    assert f"{late} days overdue ({scene.due_on.day} {scene.due_on:%B %Y})" in told
    assert "Who acts: the prosecutor, who asks the police for it or closes the gap." in seen(
        row(phone, NEW, "reasonably believe")
    )
    old = seen(section(phone, "Allegation 1: Indecent assault"))
    assert (
        "Who acts: the prosecutor, who has the answer of the police to action 2 of plan 1." in old
    )


def test_which_allegations_are_alternatives(phone):
    headings = phone.locator("h2").all_inner_texts()
    said = [each for each in headings if "in the alternative" in each]
    assert len(said) == 1 and said[0].startswith(NEW)
    assert any(each.startswith("Allegation 3: Rape") for each in headings)
