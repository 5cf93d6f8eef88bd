"""A code that says an age, or whether there was penetration, has the points of that alone."""

from datetime import date

import pytest

from cases.models import Offence, Point
from cases.proof.queries.offence_points import PointsTable

pytestmark = pytest.mark.django_db
OLD = date(1990, 1, 1)


# code, first day, what its points ask as part of a text -> whether they do. Written by hand.
ASKED = [
    ("SX56027", date(1999, 1, 1), "believe that the complainant was 16", False),
    ("SX56027", date(1999, 1, 1), "believe that the complainant consented", True),
    ("SX56026", date(1999, 1, 1), "believe that the complainant was 16", True),
    ("SX56030", date(1999, 1, 1), "believe that the complainant was 16", False),
    ("SX56028", date(1999, 1, 1), "believe that the complainant was 16", True),
    ("SX03009", date(2026, 1, 1), "penetration", False),
    ("SX03011", date(2026, 1, 1), "penetration", True),
    ("SX03156", date(2026, 1, 1), "believe that she was 16", False),
    ("SX03156", date(2026, 1, 1), "She was under 13", True),
    ("SX03156", date(2026, 1, 1), "penetration", False),
    ("SX03025", date(2026, 1, 1), "She was under 13", False),
    ("SX03025", date(2026, 1, 1), "believe that she was 16", True),
    ("SX03025", date(2026, 1, 1), "penetration", True),
    ("SX03062", date(2026, 1, 1), "The suspect was 18", False),
    ("SX03172", date(2026, 1, 1), "The suspect was 18", True),
    ("SX03172", date(2026, 1, 1), "penetration", False),
    ("SX03102", date(2026, 1, 1), "believe that she was 18", False),
    ("SX03106", date(2026, 1, 1), "She was under 16", True),
    ("SX03110", date(2026, 1, 1), "She was under 16", False),
    ("SX56019", date(1970, 1, 1), "with another person", False),
    ("SX56010", date(1970, 1, 1), "under 13", True),
    ("SX56009", date(1970, 1, 1), "under 13", False),
    ("SC15006", date(2026, 1, 1), "ability to breathe", True),
]


@pytest.mark.parametrize(("code", "day", "words", "is_asked"), ASKED)
def test_each_code_is_asked_what_it_says(code, day, words, is_asked):
    offence = Offence.objects.get(pk=code)
    found = PointsTable([offence]).points_for(offence, day, None)
    texts = [point.text for each in found for point in each.points]
    assert texts and any(words in text for text in texts) is is_asked


def test_no_point_asks_for_a_form_that_its_code_is_not():
    """A code whose title says no penetration, or an age, has no point of the other form."""
    never = [
        ("no penetration", "involved penetration"), ("non penet", "involved penetration"),
        ("under 13", "reasonably believe that she was 1"),
        ("16 or over", "believe that the complainant was 16"),
    ]  # fmt: skip
    wrong = [
        (offence.pk, point.text)
        for offence in Offence.objects.filter(inchoate="")
        for each in PointsTable([offence]).points_for(offence, offence.from_on or OLD, None)
        for point in each.points
        for title, words in never
        if title in offence.title.lower() and words in point.text
    ]
    assert wrong == []


def test_a_note_of_ours_is_not_on_screen():
    shown = [(each.text, each.note, each.of.notes, each.of.sources) for each in
             Point.objects.filter(of__is_current=True).select_related("of")]  # fmt: skip
    for words in ("(read", ", read)", "recalled", "offences.csv", "off screens"):
        assert [told for told in shown if any(words in part for part in told)] == []
