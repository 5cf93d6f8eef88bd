"""B2, B4: how much longer pages take than with 10,000 cases, measured within the same minute."""

import statistics
from collections.abc import Callable, Mapping
from datetime import datetime

from benchmarks import servers
from benchmarks.boards import board_of
from benchmarks.compare import median_times, ratio
from benchmarks.gates import Figures
from benchmarks.personas import personas, worklist_readers
from benchmarks.worklists import page_for
from devtools.local_servers import LocalServers

BASE = 10_000
ROUNDS = 5


def run_page_growth(running: LocalServers, name: str, at: datetime) -> dict[str, Figures]:
    """B2: {persona: time of a page of the worklist, as a multiple of that with 10,000 cases}."""
    return _growth_medians(
        running, name, lambda: {who: page_for(s) for who, s in worklist_readers(at).items()}
    )


def run_board_growth(running: LocalServers, name: str, at: datetime) -> dict[str, Figures]:
    """B4: the same for the board's exact counts."""
    return _growth_medians(
        running, name, lambda: {who: board_of(s) for who, s in personas(at).items()}
    )


def _growth_medians(
    running: LocalServers, name: str, ways: Callable[[], Mapping[str, Callable[[], object]]]
) -> dict[str, Figures]:
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
