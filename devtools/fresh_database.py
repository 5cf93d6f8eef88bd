"""
`make fresh`: remove the local database and the state folder; `make run` creates them again.

The servers of the state folder must have ended. A database named by DATABASE_URL is not touched.
"""

import os
import shutil
from pathlib import Path

from devtools.local_servers import LocalPostgres, lock_state_folder

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Remove the state folder, and the database's files, which for root lie elsewhere."""
    state = Path(os.environ.get("RASSO_STATE") or ROOT / ".local" / "run").resolve()
    state.mkdir(parents=True, exist_ok=True)
    with lock_state_folder(state):
        shutil.rmtree(LocalPostgres(state).folder, ignore_errors=True)
        shutil.rmtree(state)
    print(f"Removed {state}. `make run` makes a new database and loads the demo.")


if __name__ == "__main__":
    main()
