"""The cells of a year of a stage are counted from its stretches, and what they come to is kept."""

from datetime import date

from django.db import connection

from pilots.models import Outcome, Tally
from pilots.tallies import Cell, Key

VALUES = (
    "people", "ended", "going", "stopped", "unclear", "median", "police", "cps", "nobody",
    "hidden", "days",
)  # fmt: skip
NUMBER = ">i4"  # as int4send writes one


def _of(outcome, days):
    return f"string_agg(int4send({days}), '') FILTER (WHERE outcome = '{outcome}')"


CELLS = f"""
    SELECT month, police_unit_id, cps_unit_id, urgency,
        {", ".join(f"count(*) FILTER (WHERE outcome = '{each}')" for each in Outcome.values)},
        {_of("ENDED", "until_on - began_on")}, {_of("ENDED", "police_days")},
        {_of("ENDED", "cps_days")}, {_of("ENDED", "other_days")},
        {_of("STOPPED", "until_on - began_on")}, {_of("OPEN", "began_on - '0001-01-01' + 1")}
    FROM pilots_stretch WHERE measure = %s AND month BETWEEN %s AND %s
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"""  # noqa: S608 - words of our own


def cells_of(measure, year):
    """The cells of a year of a stage. One query."""
    import numpy

    with connection.cursor() as cursor:
        cursor.execute(CELLS, [measure, date(year, 1, 1), date(year, 12, 31)])
        cells = []
        for month, police, cps, urgency, *rest in cursor:
            people = dict(zip(Outcome.values, rest[:4], strict=True))
            days = [numpy.frombuffer(each or b"", NUMBER).astype("i4") for each in rest[4:]]
            cells.append(Cell(month, police, cps, urgency, people, *days))
        return cells


def keep(measure, year, tallies):
    """
    Write down what pilots.tallies.tallies_of found; what stays as it is is not written.

    In the transaction that was told what may be shown.
    """
    rows = of_year(measure, year)
    kept, gone = set(), []
    for pk, *key, values in _stored(rows):
        if tallies.get(Key(*key)) == values:
            kept.add(Key(*key))
        else:
            gone.append(pk)
    rows.filter(pk__in=gone).delete()
    Tally.objects.bulk_create(
        (Tally(measure=measure, **key._asdict(), **values) for key, values in tallies.items()
         if key not in kept),
        batch_size=1000,
    )  # fmt: skip


def of_year(measure, year):
    return Tally.objects.filter(measure=measure, first__year=year)


def _stored(rows):
    for pk, *row in rows.values_list("pk", *Key._fields, *VALUES):
        *values, days = row[len(Key._fields) :]
        values.append(None if days is None else bytes(days))
        yield pk, *row[: len(Key._fields)], dict(zip(VALUES, values, strict=True))
