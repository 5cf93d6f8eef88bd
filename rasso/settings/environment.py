"""The checkout's folder, the state folder, and whether this is a developer's machine."""

import os
from pathlib import Path

from rasso.addresses import environment_value

ROOT = Path(__file__).resolve().parent.parent.parent
STATE = Path(os.environ.get("RASSO_STATE") or ROOT / ".local" / "run").resolve()
LOCAL = not environment_value("SECRET_KEY")
DEBUG = LOCAL and os.environ.get("DEBUG") == "1"  # never in a service
