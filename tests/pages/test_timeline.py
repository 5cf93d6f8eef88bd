"""A long history is folded after its first ten steps."""

import re
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template


def drawn(steps):
    """(what is shown, what is folded) of a history of so many steps."""
    at = datetime(2026, 11, 30, tzinfo=UTC)
    events = [SimpleNamespace(title=f"Step {n}.", by="Ann", at=at, text="") for n in range(steps)]
    template = get_template("parts/timeline.html").template
    shown, _mark, folded = str(template.module.timeline(events)).partition("<details")
    return shown.count("Step "), folded.count("Step "), folded


@pytest.mark.parametrize(("steps", "shown"), [(0, 0), (10, 10), (12, 12), (13, 10), (40, 10)])
def test_what_is_older_than_the_first_ten_is_folded(steps, shown):
    drawn_steps = drawn(steps)
    assert drawn_steps[:2] == (shown, steps - shown)
    assert (f"Show {steps - shown} older entries" in drawn_steps[2]) == (shown < steps)


def test_a_browser_that_cannot_open_what_is_folded_prints_that_there_is_more():
    with open(finders.find("rasso/house.css"), encoding="utf-8") as file:
        sheet = file.read()
    hidden = ".rasso-earlier .govuk-details__summary { display: none; }"
    anywhere = re.sub(r"@supports selector\(::details-content\) {.*?\n  }", "", sheet, flags=re.S)
    assert hidden in sheet
    assert hidden not in anywhere
