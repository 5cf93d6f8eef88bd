"""The page that asks why a file is taken away."""

from uuid import uuid4

import pytest
from django.urls import reverse

from devtools.case_builder import cast, person
from pilots.models import Export
from tests.support.cases.pages import client_for, page_text
from tests.support.module_fixtures import module_fixture
from tests.support.pilots.taking_files import WHY, ask_for_file

pytestmark = pytest.mark.django_db
STAGE = reverse("export-figure", args=["recorded-to-referral"])
REPLACED = "a choice that is not available to you"


@module_fixture
def people():
    people = cast()
    people.taker = person(people.police, "supervise_cases", "take_exports", name="Tess Taker")
    return people


@pytest.fixture
def browser(people):
    return client_for(people.taker)


def test_it_says_what_will_be_in_the_file(people, browser):
    chosen = {"place": f"unit-{people.police.pk}", "urgency": "ALL", "by": "year", "as": "csv"}
    page = page_text(browser.get(STAGE, chosen))
    place = f"{people.police.agency.name}: {people.police.name}"
    for said in (f"Place {place}", "Urgency Every urgency", "Periods By year", "one table as text"):
        assert said in page
    assert REPLACED not in page
    page = page_text(browser.get(STAGE, chosen | {"place": f"unit-{people.cps.pk}"}))
    assert REPLACED in page and f"Place {place}" in page


@pytest.mark.parametrize(("month", "is_replaced"), [("2026-01", False), ("2026-13", True)])
def test_a_month_that_there_is_not_is_said(browser, month, is_replaced):
    page = page_text(browser.get(reverse("export-file-quality"), {"month": month}))
    assert (REPLACED in page) == is_replaced


def test_who_asks_again_is_told_that_the_first_reason_stays(browser):
    ask = reverse("ask-export")
    assert ask_for_file(browser, ask).status_code == 302
    assert "Asked for. It is being prepared." in page_text(browser.get(reverse("see-exports")))
    form = {"reason": "For the board, which asked for it again in March.", "form_key": uuid4()}
    page = page_text(browser.post(ask, form, follow=True))
    assert "It keeps the reason that you gave first" in page
    assert Export.objects.get().reason == WHY
