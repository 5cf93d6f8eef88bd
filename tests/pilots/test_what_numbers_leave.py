"""What is beside the shown numbers, or read between two of them, tells of nobody either."""

from datetime import date
from unittest import mock

import pytest
from django.utils import timezone

from pilots.actions import figures as counting
from pilots.actions.showing import show
from pilots.hiding import DAYS, NINE, hidden_of
from pilots.lattice import ALL, name_of
from pilots.models import Outcome, Pilot, PilotArea, Stretch, Tally
from pilots.queries.figures import Asked, by_month, figures
from pilots.shares import labels_of
from pilots.suppression import may_show
from tests.cast import cps_unit, force_unit
from tests.pilots.crowd import a_pilot_area
from tests.pilots.months import STAGE, recorded
from timeliness.calendar import london_day

NOW = timezone.now()
TODAY = london_day(NOW)
THIS_YEAR, LONG_AGO = date(TODAY.year, 1, 1), date(TODAY.year - 6, 5, 1)


# Those of whom a question cannot be asked


def weighed(**numbers):
    """The answers about which something may be shown, of so many actions, a case each."""
    parts, cases = [], iter(range(1000))
    for answer, n in numbers.items():
        said = "" if answer == "NOT_ASKED" else f"by-first-date:{answer}"
        labels = labels_of("actions", said)
        mine = {level: labels[level] for level in labels if level in ("any", *OWN)}
        parts.append((n, [mine], {next(cases) for _ in range(n)}))
    return {label.rpartition(":")[2] for (label,) in may_show(parts)}


OWN = ("by-first-date", "by-first-date known")


@pytest.mark.parametrize(("yes", "no", "not_yet", "not_asked"), [(3, 9, 6, 2), (9, 3, 20, 1)])
def test_how_many_are_not_asked_cannot_be_had_by_taking_the_others_away(
    yes, no, not_yet, not_asked
):
    shown = weighed(YES=yes, NO=no, OPEN=not_yet, NOT_ASKED=not_asked)
    assert not {"ALL", "KNOWN", "OPEN"} <= shown
    assert "NOT_ASKED" not in shown


def test_where_enough_are_not_asked_all_of_it_is_shown():
    shown = weighed(YES=9, NO=9, OPEN=9, NOT_ASKED=9)
    assert shown == {"ALL", "KNOWN", "YES", "NO", "OPEN", "NOT_ASKED"}


# Nine in ten


@pytest.mark.parametrize(
    ("completed", "still", "is_hidden"), [(11, 1, True), (44, 4, True), (48, 4, False)]
)
def test_nine_in_ten_tells_no_number_of_those_still_in_the_stage(completed, still, is_hidden):
    counts = {ALL: completed + still, Outcome.ENDED: completed, Outcome.OPEN: still}
    hidden = hidden_of(counts, ALL, "2026", {name_of(ALL, "2026", ALL)})
    assert DAYS not in hidden
    assert (NINE in hidden) == is_hidden


def test_nine_in_ten_is_said_where_the_numbers_are():
    counts = {ALL: 12, Outcome.ENDED: 12, Outcome.OPEN: 0}
    shown = {name_of(ALL, "2026", each) for each in (ALL, Outcome.ENDED)}
    assert not hidden_of(counts, ALL, "2026", shown)


@pytest.mark.django_db
def test_where_nine_in_ten_is_hidden_a_page_says_by_when_half_have_completed_and_no_more():
    recorded(force_unit(), cps_unit(), [[9] * 11 + [None]], first=THIS_YEAR)
    everybody = {(ALL, ALL, str(TODAY.year), ALL)}
    with mock.patch("pilots.actions.showing.may_show", return_value=everybody):
        show(measure=STAGE, year=TODAY.year)
    figure = this_year()
    assert (figure.people, figure.half, figure.nine_in_ten) == (12, 9, None)
    assert NINE in figure.hidden and DAYS not in figure.hidden


# Years before those that are listed


def ten_long_ago():
    recorded(force_unit(), cps_unit(), [[9] * 10], first=LONG_AGO)
    show(measure=STAGE, year=LONG_AGO.year)
    assert said_long_ago() == {(10, False)}


def weigh_again():
    counting._weigh({(STAGE, LONG_AGO.year)}, at=NOW)
    return said_long_ago()


def said_long_ago():
    """{(how many of them, whether that is hidden)} of all tallies of that year."""
    tallies = Tally.objects.filter(first__year=LONG_AGO.year)
    return {(each.people, ALL in each.hidden) for each in tallies}


@pytest.mark.django_db
def test_of_a_year_that_nobody_looks_at_what_was_weighed_once_does_not_stay():
    ten_long_ago()
    assert weigh_again() == {(0, True)}


@pytest.mark.django_db
def test_a_year_that_a_pilot_is_compared_with_is_weighed_as_long_as_it_is():
    ten_long_ago()
    unit = a_pilot_area()
    pilot = Pilot.objects.create(name="One", purpose="P", strands=["EARLY_ADVICE"],
                                 follow_up_days=30)  # fmt: skip
    PilotArea.objects.create(pilot=pilot, area=cps_unit().agency, unit=unit,
                             starts_on=date(TODAY.year - 4, 3, 1))  # fmt: skip
    assert weigh_again() == {(10, False)}


# While the worker counts anew


def this_year():
    [figure, *_] = figures(STAGE, Asked(ALL, by="year"), at=NOW)
    return figure


@pytest.mark.django_db
def test_numbers_and_what_may_be_shown_of_them_are_read_in_one_statement(
    django_assert_num_queries,
):
    recorded(force_unit(), cps_unit(), [[9] * 10], first=THIS_YEAR)
    show(measure=STAGE, year=TODAY.year)
    with django_assert_num_queries(1):
        assert this_year().people == 10
    area = Tally.objects.filter(place__startswith="agency").first().place
    with django_assert_num_queries(1):
        [months] = by_month(STAGE, [area], at=NOW, first=THIS_YEAR).values()
    assert months[THIS_YEAR].people == 10


@pytest.mark.django_db
def test_what_has_changed_is_not_read_before_it_is_weighed():
    recorded(force_unit(), cps_unit(), [[9] * 10], first=THIS_YEAR)
    assert this_year().is_empty
    show(measure=STAGE, year=TODAY.year)
    Stretch.objects.filter(pk__in=Stretch.objects.values("pk")[:6]).delete()
    assert this_year().people == 10
    show(measure=STAGE, year=TODAY.year)
    assert not this_year().is_shown and this_year().people == 0
