"""B2, B4: how much longer the same takes with more cases than 10,000, in the same minute."""

import statistics

from benchmarks import servers
from benchmarks.boards import board_of
from benchmarks.compare import median_times, ratio
from benchmarks.personas import personas, worklist_readers
from benchmarks.worklists import page_for

BASE = 10_000
ROUNDS = 5


def run_page_growth(running, name, at):
    """B2: {persona: what a page of the worklist takes here to what it takes at 10,000}."""
    return _growth_medians(
        running, name, lambda: {who: page_for(s) for who, s in worklist_readers(at).items()}
    )


def run_board_growth(running, name, at):
    """B4: the same of the exact counts of a board."""
    return _growth_medians(
        running, name, lambda: {who: board_of(s) for who, s in personas(at).items()}
    )


def _growth_medians(running, name, ways):
    """The medians of rounds in turn: one database, then the other."""
    rounds, databases = [], {"here": name, "base": servers.loaded_database(running, BASE)}
    for _ in range(ROUNDS):
        found = {}
        for which, database in databases.items():
            servers.use_database(database)
            found[which] = median_times(ways(), seconds=0.3)
        rounds.append({who: ratio(found["here"][who], found["base"][who]) for who in found["here"]})
    servers.use_database(name)
    return {
        who: {"growth": round(statistics.median(each[who] for each in rounds), 2)}
        for who in rounds[0]
    }
