"""What is beside the shown numbers, or read between two of them, tells of nobody either."""

from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from pilots.actions import figures as counting
from pilots.actions.showing import show
from pilots.lattice import ALL, name_of
from pilots.models import Outcome, Pilot, PilotArea, Shown
from pilots.queries.figures import DAYS, NINE, Asked, _hidden, figures
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
    hidden = _hidden(counts, ALL, "2026", {name_of(ALL, "2026", ALL)})
    assert DAYS not in hidden
    assert (NINE in hidden) == is_hidden


def test_nine_in_ten_is_said_where_the_numbers_are():
    counts = {ALL: 12, Outcome.ENDED: 12, Outcome.OPEN: 0}
    shown = {name_of(ALL, "2026", each) for each in (ALL, Outcome.ENDED)}
    assert not _hidden(counts, ALL, "2026", shown)


# Years before those that are listed


def ten_long_ago():
    recorded(force_unit(), cps_unit(), [[9] * 10], first=LONG_AGO)
    show(measure=STAGE, year=LONG_AGO.year)
    assert Shown.objects.filter(year=LONG_AGO.year).exists()


def weigh_again():
    counting._show({(STAGE, LONG_AGO.year)}, at=NOW)
    return Shown.objects.filter(year=LONG_AGO.year)


@pytest.mark.django_db
def test_of_a_year_that_nobody_looks_at_what_was_weighed_once_does_not_stay():
    ten_long_ago()
    assert not weigh_again().exists()


@pytest.mark.django_db
def test_a_year_that_a_pilot_is_compared_with_is_weighed_as_long_as_it_is():
    ten_long_ago()
    unit = a_pilot_area()
    pilot = Pilot.objects.create(name="One", purpose="P", strands=["EARLY_ADVICE"],
                                 follow_up_days=30)  # fmt: skip
    PilotArea.objects.create(pilot=pilot, area=cps_unit().agency, unit=unit,
                             starts_on=date(TODAY.year - 4, 3, 1))  # fmt: skip
    assert weigh_again().exists()


# While the worker counts anew


def read_while(happens):
    """The people of this year's figure, where something happens between its cells and the rest."""
    done = []

    def heard(execute, sql, params, many, context):
        found = execute(sql, params, many, context)
        if 'FROM "pilots_cell"' in sql and not done:
            done.append(sql)
            happens()
        return found

    with connection.execute_wrapper(heard):
        [figure, *_] = figures(STAGE, Asked(ALL, by="year"), at=NOW)
    assert done
    return figure


@pytest.mark.django_db
def test_what_is_hidden_while_it_is_read_is_not_shown():
    recorded(force_unit(), cps_unit(), [[9] * 10], first=THIS_YEAR)
    show(measure=STAGE, year=TODAY.year)
    assert figures(STAGE, Asked(ALL, by="year"), at=NOW)[0].people == 10
    assert not read_while(lambda: Shown.objects.all().delete()).is_shown


@pytest.mark.django_db
def test_what_may_be_shown_only_after_it_was_read_is_not_shown():
    recorded(force_unit(), cps_unit(), [[9] * 10], first=THIS_YEAR)
    figure = read_while(lambda: show(measure=STAGE, year=TODAY.year))
    assert Shown.objects.exists() and not figure.is_shown
