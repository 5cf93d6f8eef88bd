"""
Published stage figures computed independently, from tests.support.pilots.stages_in_pandas.

Each case counts once. Imports nothing of the project.
"""

from collections import Counter, defaultdict
from fractions import Fraction
from itertools import product

import numpy

OUTCOMES = {"OPEN": "going", "ENDED": "ended", "STOPPED": "stopped", "UNCLEAR": "unclear"}
COLUMNS = (
    "measure", "place", "urgency", "length", "first", "people", "ended", "going", "stopped",
    "unclear", "half", "nine_in_ten", "median", "police", "cps", "nobody",
)  # fmt: skip


def computed_tallies(frame, agency_of, today):
    """{(measure, place, urgency, length, first): {column: value}}, by counting."""
    found = defaultdict(list)
    for row in frame.to_dict("records"):
        for key in product(
            [row["measure"]], *places_of_row(row, agency_of, today), period_starts(row["month"])
        ):
            found[(*key[:-1], *key[-1])].append(row)
    made = {key: values_of_rows(rows, today) for key, rows in found.items()}
    return {key: said for key, said in made.items() if said["people"]}


def places_of_row(row, agency_of, today):
    """The places at which a stage is counted: units, agencies, and all."""
    police, cps = row["police_unit"], row["cps_unit"]
    at = []
    if row["month"] < today.replace(day=1):
        at += [f"unit-{police}", f"agency-{agency_of[police]}"]
        # Pandas makes it a float in a column that has gaps.
        at += [f"unit-{int(cps)}"] if cps else []
    if row["month"] < publication_day(today):
        at += ["ALL", *([f"agency-{agency_of[cps]}"] if cps else [])]
    yield at
    yield ("ALL", row["urgency"] or "NONE")


def publication_day(today):
    """The first day after the last quarter that had been over for a month when this month began."""
    months = today.year * 12 + today.month - 2  # of the previous month
    year, month = divmod(months - months % 3, 12)
    return today.replace(year=year, month=month + 1, day=1)


def period_starts(month):
    """(length, first day) of the month, quarter and year of a month."""
    quarter = month.month - (month.month - 1) % 3
    yield "month", month
    yield "quarter", month.replace(month=quarter)
    yield "year", month.replace(month=1)


def values_of_rows(rows, today):
    """The published values of the stages of one cell."""
    counts = Counter(OUTCOMES[row["outcome"]] for row in rows)
    ended = [row for row in rows if row["outcome"] == "ENDED"]
    people = rounded_to_five(len(rows))
    said = {"people": people, **{name: rounded_to_five(counts[name]) for name in OUTCOMES.values()}}
    said["half"] = first_day_within(Fraction(1, 2), rows, today) if people >= 10 else None
    said["nine_in_ten"] = first_day_within(Fraction(9, 10), rows, today) if people >= 50 else None
    lasted = [(row["until"] - row["began"]).days for row in ended]
    columns = {"police": "police", "cps": "cps", "nobody": "other"}
    days = {"median": lasted} | {
        name: [row[each] for row in ended] for name, each in columns.items()
    }
    for name, values in days.items():
        said[name] = float(numpy.median(values)) if rounded_to_five(len(ended)) >= 10 else None
    return said


def rounded_to_five(number):
    """The nearest multiple of five; 0 for fewer than five."""
    return 0 if number < 5 else (number + 2) // 5 * 5


def first_day_within(share, rows, today):
    """The first day by which at most 1 - share are still in the stage."""
    days = [
        (((row["until"] or today) - row["began"]).days, row["outcome"] == "ENDED")
        for row in rows if row["outcome"] != "UNCLEAR"
    ]  # fmt: skip
    remain = Fraction(1)
    for day in sorted({day for day, is_over in days if is_over}):
        stayed = sum(each >= day for each, _is_over in days)
        remain *= 1 - Fraction(sum(each == (day, True) for each in days), stayed)
        if remain <= 1 - share:
            return day
    return None


def stored_tallies(connection):
    """The same from the rows of the table."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM pilots_stage_tally")
        return {tuple(row[:5]): dict(zip(COLUMNS[5:], row[5:], strict=True)) for row in cursor}
