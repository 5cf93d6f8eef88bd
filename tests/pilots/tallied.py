"""
The tallies once more, from the stages as tests.pilots.by_pandas has them. Imports nothing of the
project, and packs nothing: how a tally is kept is read here as it is written in its bytes.
"""

from collections import Counter, defaultdict
from datetime import timedelta
from itertools import product
from struct import unpack

OUTCOMES = {"OPEN": "going", "ENDED": "ended", "STOPPED": "stopped", "UNCLEAR": "unclear"}
COLUMNS = (
    "measure", "place", "urgency", "length", "first", "people", "ended", "going", "stopped",
    "unclear", "median", "police", "cps", "nobody",
)  # fmt: skip


def tallies(frame, agency_of):
    """{(measure, place, urgency, length, first): everything there is to say of it}, by counting."""
    found = defaultdict(list)
    for row in frame.to_dict("records"):
        for key in product([row["measure"]], *places(row, agency_of), firsts(row["month"])):
            found[(*key[:-1], *key[-1])].append(row)
    return {key: of(rows, key[-1]) for key, rows in found.items()}


def places(row, agency_of):
    police, cps = row["police_unit"], row["cps_unit"]
    at_cps = ("unit-none", "agency-none")
    if cps:  # a float where pandas has a column with none
        at_cps = f"unit-{int(cps)}", f"agency-{agency_of[cps]}"
    yield ("ALL", f"unit-{police}", f"agency-{agency_of[police]}", *at_cps)
    yield ("ALL", row["urgency"] or "NONE")


def firsts(month):
    quarter = month.month - (month.month - 1) % 3
    yield "month", month
    yield "quarter", month.replace(month=quarter)
    yield "year", month.replace(month=1)


def of(rows, first):
    counts = Counter(OUTCOMES[row["outcome"]] for row in rows)
    ended = [row for row in rows if row["outcome"] == "ENDED"]
    lasted = [(row["until"] - row["began"]).days for row in ended]
    said = {"people": len(rows), **{name: counts[name] for name in OUTCOMES.values()}}
    said["median"] = middle(lasted)
    for name, column in (("police", "police"), ("cps", "cps"), ("nobody", "other")):
        said[name] = middle([row[column] for row in ended])
    stopped = [row for row in rows if row["outcome"] == "STOPPED"]
    said["days"] = [
        Counter(lasted),
        Counter((row["until"] - row["began"]).days for row in stopped),
        Counter((row["began"] - first) // timedelta(1) for row in rows if row["outcome"] == "OPEN"),
    ]
    return said


def middle(values):
    """The least that half of them do not exceed."""
    return next((each for each in sorted(values)
                 if 2 * sum(one <= each for one in values) >= len(values)), None)  # fmt: skip


def stored(connection):
    """The same of the rows of the table, where nothing is hidden."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT days, hidden, {', '.join(COLUMNS)} FROM pilots_tally")
        found = {}
        for days, hidden, *row in cursor.fetchall():
            assert not hidden
            found[tuple(row[:5])] = dict(zip(COLUMNS[5:], row[5:], strict=True)) | {
                "days": unpacked(bytes(days))
            }
        return found


def unpacked(data):
    numbers = list(unpack(f"<{len(data) // 4}I", data))
    lengths, numbers = numbers[:3], numbers[3:]
    lists = []
    for length in lengths:
        lists.append(
            Counter(dict(zip(numbers[:length], numbers[length : 2 * length], strict=True)))
        )
        assert numbers[:length] == sorted(set(numbers[:length]))
        numbers = numbers[2 * length :]
    assert not numbers
    return lists
