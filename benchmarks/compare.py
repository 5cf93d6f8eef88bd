"""Several ways to one answer, taken in turns: a busy second then falls on all of them alike."""

import statistics
import time


def median_times(ways, *, seconds=1.0, most=200):
    """{name: median ms}: in turns until each has had its time, or enough turns; three at least."""
    times = {name: [] for name in ways}

    def wants_more(name):
        spent = times[name]
        return len(spent) < 3 or (len(spent) < most and sum(spent) < seconds)

    for act in ways.values():
        act()
    while left := [name for name in ways if wants_more(name)]:
        for name in left:
            began = time.perf_counter()
            ways[name]()
            times[name].append(time.perf_counter() - began)
    return {name: round(statistics.median(spent) * 1000, 3) for name, spent in times.items()}


def ratio(one, other):
    """How many times as long, with two decimals."""
    return round(one / other, 2)
