"""If two units ask a person to read the same learning point, the earlier day counts."""

from datetime import date

import pytest

from devtools.case_builder import force_unit, scope
from people.access import grants
from pilots.queries import learning_points as queries
from tests.pilots.test_learning_points import AT, ask_unit, people, share_point

__all__ = ["people"]  # the fixture of those tests
pytestmark = pytest.mark.django_db
FIRST, SECOND = date(2026, 4, 1), date(2026, 5, 1)


@pytest.mark.parametrize("later", ["police", "other"])
def test_the_first_of_two_days_is_shown_in_the_list_and_on_the_page(people, later):
    share_point(people)
    people.other = force_unit("Kent Police")
    grants.grant_capacity(
        "refer_cases", to=people.officer, on=people.other, by=people.author, at=AT
    )
    for unit in ("police", "other"):
        ask_unit(people, unit, SECOND if unit == later else FIRST)
    by = scope(people.officer, AT)
    [line] = queries.find_learning_points(by)
    assert line.read_by == FIRST
    assert queries.learning_point_detail(people.point, by).read_by == FIRST
