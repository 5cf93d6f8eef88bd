"""
Time several ways to the same answer in turns, so that a busy second affects all of them alike.
"""

import statistics
import time
from collections.abc import Callable, Mapping


def median_times(
    ways: Mapping[str, Callable[[], object]], *, seconds: float = 1.0, most: int = 200
) -> dict[str, float]:
    """{name: median ms}. Each way runs at least three times, for `seconds` or `most` times."""
    times: dict[str, list[float]] = {name: [] for name in ways}

    def wants_more(name: str) -> bool:
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


def ratio(one: float, other: float) -> float:
    """one / other, rounded to two decimals."""
    return round(one / other, 2)
