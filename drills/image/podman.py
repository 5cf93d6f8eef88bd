"""Commands as they are typed, and what they said where they failed."""

import os
import subprocess
from pathlib import Path
from typing import Any


def run_program(*command: Any, env: dict[str, str] | None = None, cwd: Path | None = None) -> str:
    """What a command printed; raises SystemExit with its last words where it failed."""
    words = [str(each) for each in command]
    done = subprocess.run(
        words, capture_output=True, text=True, env=os.environ | (env or {}), cwd=cwd
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(words)}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return done.stdout


def succeeds(*command: Any) -> bool:
    words = [str(each) for each in command]
    return subprocess.run(words, capture_output=True).returncode == 0
