"""Run commands, and show their output if they fail."""

import os
import subprocess
from pathlib import Path
from typing import Any


def run_program(*command: Any, env: dict[str, str] | None = None, cwd: Path | None = None) -> str:
    """Run a command and return its output. Raises SystemExit with the end of it on failure."""
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
