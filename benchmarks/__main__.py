"""
Measure performance at several sizes, each figure beside the same answer found another way.

    make bench                        10,000 and 100,000 cases
    make bench SIZES="1000000"        a million: some minutes to load, the first time

Writes benchmarks/results.json, which has the latest figures of each size. Prints the gates
(benchmarks/gates.py) that were missed, and exits with 1 if there are any.
"""

import argparse
import json
import os
import sys
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import django

from benchmarks import gates, servers
from benchmarks.gates import Figures
from benchmarks.timing import AT
from devtools.local_servers import LocalServers

RESULTS = Path(__file__).parent / "results.json"


def parse_arguments(words: Sequence[str]) -> argparse.Namespace:
    """Parse the command line. An unknown subject is an error."""
    parser = argparse.ArgumentParser(description="Measure at several sizes.")
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument(
        "--only", nargs="*", default=(), choices=gates.NAMES, help="subjects of the suite"
    )
    return parser.parse_args(words)


def main() -> None:
    arguments = parse_arguments(sys.argv[1:])
    os.environ["RASSO_STATE"] = str(servers.STATE)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rasso.settings")
    missed, verdicts = list[str](), list[str]()
    with servers.running_servers() as running:
        django.setup()
        for size in arguments.sizes:
            found: dict[str, Figures] = {}
            for title, told in measured_subjects(running, size, only=arguments.only):
                print(json.dumps({f"{title}, {size:,} cases": told}, indent=2), flush=True)
                found[title] = told
                save_results(size, {title: told})
            beyond = gates.missed_gates(size, found, only=arguments.only)
            verdicts.append(gates.gate_verdict(size, beyond, only=arguments.only))
            missed += beyond
    print("\n".join(verdicts))
    sys.exit(1 if missed else 0)


def measured_subjects(
    running: LocalServers, size: int, *, only: Collection[str]
) -> Iterator[tuple[str, Figures]]:
    """(title, figures) of each subject at one size."""
    from benchmarks.subjects import of_size

    name = servers.loaded_database(running, size)
    servers.use_database(name)
    busy = os.getloadavg()[0]
    for title, measure in of_size(size).items():
        if not only or title.split()[0] in only:
            yield title, measure(running, name, AT)
    if not only:  # measured alone, a subject must not redate the others
        yield "measured", _machine_facts(busy)


def _machine_facts(busy: float) -> Figures:
    """What a reader must know to compare milliseconds with those of another day."""
    return {
        "on": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "processes waiting before and after": [round(busy, 1), round(os.getloadavg()[0], 1)],
    }


def save_results(size: int, found: dict[str, Figures]) -> None:
    """Merge the figures of one size into the results file, in order."""
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    of_size = results.get(str(size), {}) | found
    results[str(size)] = dict(sorted(of_size.items(), key=lambda each: _subject_order(each[0])))
    ordered = dict(sorted(results.items(), key=lambda each: int(each[0])))
    RESULTS.write_text(json.dumps(ordered, indent=2) + "\n")


def _subject_order(title: str) -> tuple[bool, int, str]:
    """Sort key: "measured" first, subjects by number, then those without a number."""
    number = title.split()[0][1:]
    return (title != "measured", int(number) if number.isdigit() else 99, title)


if __name__ == "__main__":
    main()
