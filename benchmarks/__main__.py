"""
Measure what performance rests on, at several sizes, each beside an answer found the long way.

    make bench                        10,000 and 100,000 cases
    make bench SIZES="1000000"        a million: some minutes to load, the first time

Writes benchmarks/results.json: what was measured last at each size. Milliseconds are those of the
machine that it ran on; what is compared between sizes are buffers, growth and exactness.
"""

import argparse
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import django

from benchmarks import servers

AT = datetime(2026, 11, 26, tzinfo=UTC)  # up to when the loader's cases go
RESULTS = Path(__file__).parent / "results.json"


def main():
    parser = argparse.ArgumentParser(description="Measure at several sizes.")
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000])
    sizes = parser.parse_args().sizes
    os.environ["RASSO_STATE"] = str(servers.STATE)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rasso.settings")
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    with servers.running() as running:
        django.setup()
        for size in sizes:
            results[str(size)] = measured(running, size)
            ordered = dict(sorted(results.items(), key=lambda each: int(each[0])))
            RESULTS.write_text(json.dumps(ordered, indent=2) + "\n")
            print(json.dumps({size: results[str(size)]}, indent=2))


def measured(running, size):
    """Everything measured at one size."""
    from benchmarks import boards, figures

    servers.use(servers.loaded(running, size))
    return {
        "B4 exact counts and board": boards.measure(AT),
        "B10 figures": figures.prepare(AT) | figures.measure(AT),
    }


if __name__ == "__main__":
    main()
