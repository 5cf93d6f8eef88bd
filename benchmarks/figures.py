"""B10: figures from cells, against percentile_disc over every stage; and what a change costs."""

import time
from collections import defaultdict
from functools import partial

from django.db import connection, transaction

from benchmarks.clock import buffers, middle_ms
from pilots.actions.figures import _count, _show, rebuild
from pilots.measures import STAGES
from pilots.models import Cell, Stretch
from pilots.queries.figures import LENGTHS, Asked, figures, since
from timeliness.calendar import london_day

BY_HAND = """
    SELECT date_trunc('{by}', month)::date, count(*),
        percentile_disc(0.5) WITHIN GROUP (ORDER BY until_on - began_on)
            FILTER (WHERE outcome = 'ENDED')
    FROM pilots_stretch WHERE measure = %(measure)s AND month >= %(since)s AND {held}
    GROUP BY 1"""
MEASURE = STAGES[1].code  # from referred to decided


def prepare(at):
    """Make the figures where they are not made yet; in how many seconds, of how many stages."""
    if Cell.objects.exists():
        return {}
    began = time.perf_counter()
    stages = rebuild(at=at)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE pilots_stretch")
        cursor.execute("ANALYZE pilots_cell")
    return {"stages": stages, "made in s": round(time.perf_counter() - began, 1)}


def places():
    """{name: (place, the SQL of the same)}: a police unit, its Area, and everywhere."""
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


def measure(at):
    """{place and length: its figures}. Raises AssertionError where a figure is not exact."""
    found = {
        f"{name} by {by}": _figures_of(name, place, held, by, at)
        for name, (place, held) in places().items()
        for by in LENGTHS
    }
    return found | {"refresh": refreshed(at)}


def _figures_of(name, place, held, by, at):
    ask = partial(figures, MEASURE, Asked(place, by=by), at=at)
    count = partial(by_hand, held, by, at)
    seen, known = ask(), count()
    shown = [each for each in seen if each.median is not None]
    for each in shown:
        people, median = known[each.first]
        assert median == each.median, f"{name} {each.period}"
        # Where it is hidden how many began, those who completed are shown all the same.
        assert each.people in (people, 0), f"{name} {each.period}"
    return {
        "periods": len(seen),
        "shown": len(shown),
        "ms": middle_ms(ask, seconds=3),
        "buffers": buffers(ask),
        "by hand ms": middle_ms(count, seconds=3),
    }


def by_hand(held, by, at):
    sql = BY_HAND.format(by=by, held=held)
    with connection.cursor() as cursor:
        cursor.execute(sql, {"measure": MEASURE, "since": since(london_day(at))})
        return defaultdict(tuple, {row[0]: row[1:] for row in cursor})


def refreshed(at):
    """In how many milliseconds so many suspects are counted anew; nothing is kept of it."""
    found = {}
    for suspects in (1, 100, 1000):
        chosen = list(
            Stretch.objects.filter(measure=MEASURE).order_by("-began_on", "pk")
            .values_list("suspect", flat=True)[:suspects]
        )  # fmt: skip
        with transaction.atomic(), connection.cursor() as cursor:
            began = time.perf_counter()
            changed = _count(cursor, chosen)
            counted = time.perf_counter()
            _show(changed, at=at)
            shown = time.perf_counter()
            transaction.set_rollback(True)
        found[f"{suspects} counted ms"] = round((counted - began) * 1000, 1)
        found[f"of {suspects}, what may be shown ms"] = round((shown - counted) * 1000, 1)
    return found
