"""
B17: how long a page takes for a row that is hidden from its reader, and for one that is not there.

The two are asked for in turn, in an order that is drawn each time, so that a busy second falls on
both. Of each place where an id or a search text can be given, it says how well someone could tell
the two apart by time alone: "told apart" is the chance that of one of each the hidden one takes
longer (the statistic of Mann and Whitney, over their product), less one half, without its sign. 0
is no better than guessing, 0.5 is always right.

It measures within this process, without a network, which would only add noise: nobody outside sees
the difference more clearly.
"""

import random
import statistics
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.test import override_settings

from benchmarks.gates import Figures
from benchmarks.hidden_rows import requests_in_pairs

ROUNDS = 200
SEED = 16
Request = Callable[[], object]


def run_hidden_times(at: datetime) -> dict[str, Figures]:
    """{place: how long either takes, and how well they are told apart}."""
    with transaction.atomic(), override_settings(CALLS_A_MINUTE=10**6):
        found = {name: compare_times(*pair) for name, pair in requests_in_pairs(at).items()}
        transaction.set_rollback(True)
    return found


def compare_times(hidden: Request, missing: Request, *, rounds: int = ROUNDS) -> Figures:
    """Figures of one pair of requests."""
    spent = alternating_times({"hidden": hidden, "missing": missing}, rounds=rounds)
    pairs = zip(spent["hidden"], spent["missing"], strict=True)
    difference = statistics.median(one - other for one, other in pairs)
    medians = {f"{name} ms": round(statistics.median(of) * 1e3, 3) for name, of in spent.items()}
    quarters = [statistics.quantiles(of, n=4)[0] for of in spent.values()]
    return medians | {
        "difference µs": round(difference * 1e6),
        # A busy machine makes some rounds long: of the shortest quarter it says least.
        "difference of shortest quarters µs": round((quarters[0] - quarters[1]) * 1e6),
        "told apart": round(abs(chance_of_longer(spent["hidden"], spent["missing"]) - 0.5), 3),
    }


def alternating_times(requests: Mapping[str, Request], *, rounds: int) -> dict[str, list[float]]:
    """{name: seconds of each round}; each round asks for all of them, in an order drawn anew."""
    chance, names = random.Random(SEED), list(requests)
    spent: dict[str, list[float]] = {name: [] for name in names}
    for round_number in range(-rounds // 10, rounds):  # the first are not counted: they warm up
        chance.shuffle(names)
        for name in names:
            began = time.perf_counter()
            requests[name]()
            took = time.perf_counter() - began
            if round_number >= 0:
                spent[name].append(took)
    return spent


def chance_of_longer(ones: Sequence[float], others: Sequence[float]) -> float:
    """The chance that one drawn of the first is longer than one of the second; ties count half."""
    ordered = sorted(others)
    below = sum((bisect_left(ordered, one) + bisect_right(ordered, one)) / 2 for one in ones)
    return below / len(ones) / len(ordered)
