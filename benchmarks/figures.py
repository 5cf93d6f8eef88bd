"""B10: figures from aggregates, compared with percentile_cont over all stages, and their upkeep."""

import statistics
import time
from datetime import date, datetime, timedelta
from functools import partial
from unittest.mock import patch
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from benchmarks.gates import Figures
from benchmarks.timing import buffers, middle_ms
from people.models import Unit
from pilots.actions.counted_cells import stage_cells_of_year
from pilots.actions.measure_refresh import IDLE_TIMEOUT_SQL
from pilots.actions.publication import counting_secret, publish_all_figures
from pilots.actions.stage_durations_sql import RECOUNT_ALL_STAGES_SQL, RECOUNT_STAGES_SQL
from pilots.disclosure_control.publication_dates import (
    counted_until_by_level,
    quarters_closed_until,
)
from pilots.disclosure_control.rounding import round_to_five
from pilots.measures.aggregates import stage_aggregates
from pilots.measures.stages import STAGE_MEASURES
from pilots.models import Stretch, Tally
from pilots.queries.filters import PERIOD_LENGTHS, FigureFilter, first_listed_day
from pilots.queries.stages.figures import stage_figures
from timeliness.calendar import london_day

BY_HAND = """
    SELECT date_trunc('{by}', month)::date, count(*),
        percentile_cont(0.5) WITHIN GROUP (ORDER BY until_on - began_on)
            FILTER (WHERE outcome = 'ENDED')
    FROM pilots_stretch WHERE measure = %(measure)s AND month >= %(since)s AND {held}
    GROUP BY 1"""
MEASURE = STAGE_MEASURES[1].code  # from referral to decision


def publish_figures(at: datetime) -> None:
    """
    Publish the figures unless they are there.

    Each case counts once, so that figures can be compared with a count of rows.
    """
    if Tally.objects.exists():
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(IDLE_TIMEOUT_SQL, [0])
        cursor.execute(RECOUNT_ALL_STAGES_SQL)
        with patch("pilots.disclosure_control.counting_weights.CASE_WEIGHT_SQL", "1"):
            publish_all_figures(at=at)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE pilots_stretch")
        cursor.execute("ANALYZE pilots_stage_tally")


def figure_places() -> dict[str, tuple[str, str]]:
    """{name: (place, the same as SQL)}: one police unit, its CPS Area, and everywhere."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT police, unit.agency_id FROM bench_place "
            "JOIN people_unit unit ON unit.id = cps ORDER BY n LIMIT 1"
        )
        police, area = cursor.fetchone()
    held = f"(police_unit_id = {police} OR cps_unit_id = {police})"
    of_area = f"cps_unit_id IN (SELECT id FROM people_unit WHERE agency_id = {area})"
    return {
        "one unit": (f"unit-{police}", held),
        "one Area": (f"agency-{area}", of_area),
        "everywhere": ("ALL", "true"),
    }


def run_figures(at: datetime) -> dict[str, Figures]:
    """{place and length: figures}. Raises AssertionError if a figure is not exact."""
    found = {
        f"{name} by {by}": _figures_of(name, place, held, by, at)
        for name, (place, held) in figure_places().items()
        for by in PERIOD_LENGTHS
    }
    return found | {"refresh": time_refresh(), "what may be shown of a year": time_publishing(at)}


def _figures_of(name: str, place: str, held: str, by: str, at: datetime) -> Figures:
    ask = partial(stage_figures, MEASURE, FigureFilter(place, period_length=by), at=at)
    hand = partial(figures_by_hand, held, by, at)
    seen, known = ask(), hand()
    until = (
        quarters_closed_until(london_day(at))
        if name != "one unit"
        else london_day(at).replace(day=1)
    )
    for each in seen:
        if by != "month" or each.first >= until:
            continue  # the end of a quarter or year may not be published yet
        people, median = known.get(each.first, (0, None))
        assert each.people == round_to_five(people), f"{name} {each.period}"
        assert each.median is None or each.median == median, f"{name} {each.period}"
    return {
        "periods": len(seen),
        "shown": sum(each.median is not None for each in seen),
        "ms": middle_ms(ask, seconds=3),
        "buffers": buffers(ask),
        "by hand ms": middle_ms(hand, seconds=3),
    }


def figures_by_hand(held: str, by: str, at: datetime) -> dict[date, tuple[int, float | None]]:
    sql = BY_HAND.format(by=by, held=held)
    with connection.cursor() as cursor:
        cursor.execute(sql, {"measure": MEASURE, "since": first_listed_day(london_day(at))})
        return {row[0]: row[1:] for row in cursor}


def time_refresh() -> dict[str, float]:
    """
    Milliseconds to recount 1, 100 and 1000 suspects of whom a stage has changed.

    Restores the stages afterwards.
    """
    found = {}
    for suspects in (1, 100, 1000):
        of_measure = Stretch.objects.filter(measure=MEASURE).order_by("-began_on", "pk")
        chosen = list(of_measure.values_list("suspect", flat=True)[:suspects])
        of_measure.filter(suspect__in=chosen).update(began_on=F("began_on") - timedelta(days=1))
        try:
            times = [_seconds_to_count(chosen) for _ in range(5)]
        finally:
            _seconds_to_count(chosen, is_kept=True)
        found[f"{suspects} counted ms"] = round(statistics.median(times) * 1000, 1)
    return found


def _seconds_to_count(chosen: list[UUID], *, is_kept: bool = False) -> float:
    """Seconds to recount the suspects, with the constraint checks of the commit."""
    with transaction.atomic(), connection.cursor() as cursor:
        began = time.perf_counter()
        cursor.execute(RECOUNT_STAGES_SQL, {"suspects": chosen})
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        took = time.perf_counter() - began
        transaction.set_rollback(not is_kept)
    return took


def time_publishing(at: datetime) -> dict[str, float]:
    """Seconds to compute a year of one measure; rolled back."""
    today = london_day(at)
    with transaction.atomic():
        began = time.perf_counter()
        cells = stage_cells_of_year(MEASURE, today.year, counting_secret())
        agency_of = dict(Unit.objects.values_list("pk", "agency"))
        stage_aggregates(cells, agency_of, until=counted_until_by_level(today), today=today)
        took = time.perf_counter() - began
        transaction.set_rollback(True)
    return {"s": round(took, 1)}
