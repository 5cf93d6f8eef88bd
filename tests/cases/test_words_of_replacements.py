"""A charge that is replaced is nowhere said to be stopped."""

import pytest

from cases.models import StopKind
from devtools.case_builder import cast
from tests.support.cases.charge_stops import (
    charge_read_twice,
    charge_two_victims,
    countersign_stop_of,
    laid_against,
    replace_charge_of,
    stop_charges_of,
)
from tests.support.cases.counts import PENETRATION, offence_with_code
from tests.support.cases.pages import client_for, page_text, page_url, submit_form
from tests.support.code_scanner import ROOT
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db


@module_fixture
def proposed():
    """A proposal to replace the one charge."""
    builder = charge_read_twice(cast())
    replace_charge_of(builder, laid_against(builder.suspects[0])[0])
    return builder


def page_of(builder, who, name, about):
    return page_text(client_for(getattr(builder.cast, who)).get(page_url(name, about)))


def test_the_case_page_names_the_charge_that_is_proposed(proposed):
    page = page_of(proposed, "manager", "see-case", proposed.case)
    new = offence_with_code(PENETRATION)
    assert f"Replacing a charge proposed {new}, victim 1" in page
    assert "Why it should be replaced" in page
    assert "Stopping charges proposed" not in page and "Why charges should" not in page
    assert new.title not in page_of(proposed, "officer", "see-case", proposed.case)


def test_the_second_reader_is_asked_and_told_of_a_replacement(proposed):
    address = page_url("countersign-stop", proposed.suspects[0])
    page = page_of(proposed, "manager", "countersign-stop", proposed.suspects[0])
    assert "Charge that should be replaced" in page and "stopped" not in page
    told = page_text(submit_form(client_for(proposed.cast.manager), address, text=""))
    assert "Charge against suspect 1 replaced" in told
    page = page_of(proposed, "officer", "see-decisions", proposed.case)
    assert "Status The charge is replaced" in page and "charges are stopped" not in page


def test_of_one_that_is_stopped_it_is_said(proposed):
    countersign_stop_of(proposed)
    [_old, new] = laid_against(proposed.suspects[0])
    stop_charges_of(proposed, charges=[new])
    page = page_of(proposed, "manager", "countersign-stop", proposed.suspects[0])
    assert "Charges that should be stopped" in page
    page = page_of(proposed, "manager", "see-case", proposed.case)
    assert f"Stopping charges proposed {StopKind.DISCONTINUED.label}" in page


def test_the_police_read_why_their_report_stays():
    builder = charge_two_victims(cast())
    replace_charge_of(builder, laid_against(builder.suspects[0])[0])
    page = page_of(builder, "officer", "correct-charge-report", builder.suspects[0])
    assert "were stopped, replaced or added, so the report of them stays as it is" in page


def test_no_text_says_disposed_of_or_in_the_place_of_a_charge():
    """A charge is replaced, or lies on the file: as a prosecutor would say."""
    said = (ROOT / "locale/cy/LC_MESSAGES/django.po").read_text().replace('"\n"', "")
    letters = [path.read_text() for path in (ROOT / "victims/letters").rglob("*.en.txt")]
    for text in (said, *letters):
        assert "disposed of" not in text
        assert "in the place of another" not in text and "left on the file" not in text
    assert "lie on the file" in said and "Replacement charge" in said
