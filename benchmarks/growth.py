"""B2, B4: how much longer pages take than with 10,000 cases, measured within the same minute."""

import statistics

from benchmarks import servers
from benchmarks.boards import board_of
from benchmarks.compare import median_times, ratio
from benchmarks.personas import personas, worklist_readers
from benchmarks.worklists import page_for

BASE = 10_000
ROUNDS = 5


def run_page_growth(running, name, at):
    """B2: {persona: time of a page of the worklist, as a multiple of that with 10,000 cases}."""
    return _growth_medians(
        running, name, lambda: {who: page_for(s) for who, s in worklist_readers(at).items()}
    )


def run_board_growth(running, name, at):
    """B4: the same for the board's exact counts."""
    return _growth_medians(
        running, name, lambda: {who: board_of(s) for who, s in personas(at).items()}
    )


def _growth_medians(running, name, ways):
    """Median ratio of rounds, each of which measures one database and then the other."""
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
