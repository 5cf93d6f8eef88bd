"""
Run the whole system under a mixed load: make load [USERS=8] [SECONDS=60]

Uses a copy of the database of 10,000 cases, gunicorn with one and with two processes, a worker with
one and with two, and locust in its own environment, all on 127.0.0.1. Writes benchmarks/load.json.
Exits with 1 if a request failed, an error was logged, sessions deadlocked, or writes waited
(benchmarks/gates.py).
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import django

from benchmarks import servers, yardstick
from benchmarks.gates import Figures, missed_under_load
from devtools.local_servers import LocalServers

if TYPE_CHECKING:
    from benchmarks.load.staff import HiredStaff

HERE = Path(__file__).parent
RESULTS = HERE.parent / "load.json"
CASES, PROCESSES = 10_000, (1, 2)
COLUMNS = (
    ("web processes", 14), ("workers", 8), ("requests", 9), ("requests a second", 18),
    ("cpu ms a request", 17), ("p95 ms", 7), ("p95 ms of writes", 17), ("errors", 7),
    ("deadlocks", 9), ("times as slow", 13),
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description="The whole of it under a mixed load.")
    parser.add_argument("--locust", required=True, help="the program")
    parser.add_argument("--users", type=int, default=8)
    parser.add_argument("--seconds", type=int, default=60)
    asked = parser.parse_args()
    os.environ["RASSO_STATE"] = str(servers.STATE)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rasso.settings")
    busy = os.getloadavg()[0]
    with servers.running_servers() as running:
        django.setup()
        servers.loaded_database(running, CASES)
        runs = [_run(running, asked, *how_many) for how_many in product(PROCESSES, PROCESSES)]
    RESULTS.write_text(json.dumps(_results(asked, busy, runs), indent=2) + "\n")
    print(_results_table(runs))
    wrong = [line for run in runs for line in (*run["what failed"], *run["logged"])]
    few = [run["requests"] for run in runs if run["requests"] < asked.seconds]
    wrong += [f"Only {n} requests in {asked.seconds} seconds: they show nothing" for n in few]
    waited = [line for run in runs for line in missed_under_load(run)]
    print("\n".join(wrong + waited))
    failed = any(run["errors"] or run["deadlocks"] or run["logged"] for run in runs)
    sys.exit(failed or bool(few) or bool(waited))


def _run(running: LocalServers, asked: argparse.Namespace, web: int, workers: int) -> Figures:
    """Run once on a copy of the database. Returns the figures of the run."""
    from benchmarks.load import crew, staff
    from devtools import database_copies

    name = servers.loaded_database(running, CASES)
    copy = f"{name}_under_load"
    servers.copy_database(name, copy)
    hired = staff.hire_staff()
    folder = servers.STATE.resolve() / "load"
    sealed = folder / "sealed-log"
    shutil.rmtree(sealed, ignore_errors=True)  # the log of each copy is sealed from its beginning
    env = {
        "DATABASE_URL": database_copies.named(os.environ["DATABASE_URL"], copy),
        "SEALED_LOG_ROOT": str(sealed),
    }
    with crew.running_load_servers(folder, env, web=web, workers=workers) as those:
        before = those.cpu(running)
        with yardstick.measuring() as machine:
            found = _locust(asked, those.web.port, hired, folder)
        after = those.cpu(running)
        logged = those.faults()
    cpu = {part: round(after[part] - before[part], 2) for part in after}
    found |= {"web processes": web, "workers": workers, "logged": logged, "cpu s": cpu}
    found["cpu ms a request"] = round(1000 * sum(cpu.values()) / max(found["requests"], 1), 1)
    found["deadlocks"] = _deadlocks(running, copy)
    found["times as slow"] = round(machine.slowness, 2)
    servers.remove_copy(running, name, copy)
    return found


def _locust(asked: argparse.Namespace, port: int, hired: "HiredStaff", folder: Path) -> Figures:
    result = folder / "locust.json"
    result.unlink(missing_ok=True)
    env = os.environ | {
        "LOAD_STAFF": json.dumps(hired), "LOAD_RESULT": str(result),
        # So that locust can import the modules beside the locustfile.
        "PYTHONPATH": str(HERE.parents[1]),
    }  # fmt: skip
    command = [
        str(Path(asked.locust).absolute()), "-f", str(HERE / "locustfile.py"), "--headless",
        "--only-summary", "--users", str(asked.users), "--spawn-rate", "4",
        "--run-time", f"{asked.seconds}s", "--stop-timeout", "10",
        "--host", f"http://127.0.0.1:{port}",
    ]  # fmt: skip
    with (folder / "locust.log").open("wb") as log:
        subprocess.run(command, env=env, cwd=folder, stdout=log, stderr=log, timeout=600)
    if not result.exists():
        raise SystemExit((folder / "locust.log").read_text()[-3000:])
    figures: Figures = json.loads(result.read_text())
    return figures


def _deadlocks(running: LocalServers, name: str) -> int:
    with servers.administrator_session(running, "postgres") as session:
        session.execute("SELECT pg_stat_force_next_flush()")
        [[deadlocks]] = session.execute(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = %s", [name]
        )
    return int(deadlocks)


def _results(asked: argparse.Namespace, busy: float, runs: Sequence[Figures]) -> Figures:
    return {
        "on": datetime.now(UTC).date().isoformat(), "cores": os.cpu_count(), "cases": CASES,
        "users": asked.users, "seconds": asked.seconds,
        "processes waiting before and after": [round(busy, 1), round(os.getloadavg()[0], 1)],
        "runs": runs,
    }  # fmt: skip


def _results_table(runs: Sequence[Figures]) -> str:
    lines = [[name for name, _width in COLUMNS]]
    lines += [[str(run[name]) for name, _width in COLUMNS] for run in runs]
    widths = [width for _name, width in COLUMNS]
    return "\n".join(
        " ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True))
        for line in lines
    )


if __name__ == "__main__":
    main()
