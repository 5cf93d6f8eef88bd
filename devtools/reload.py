"""
`make dev`: like `make run`, but saved changes take effect.

The web server, the worker and beat restart when a Python file, a template or a list of periods is
saved; a saved migration or SQL file is applied first. If a restart fails, the reason is printed,
and the next save tries again.
"""

from collections.abc import Iterable
from pathlib import Path

from devtools import run
from devtools.child_processes import CannotStart

WATCHED = ("people", "timeliness", "cases", "victims", "pilots", "rasso", "templates", "locale")
KINDS = frozenset({".py", ".html", ".toml", ".csv", ".json", ".sql", ".mo"})
PATIENCE_MS = 500  # milliseconds between two checks for a signal


def main() -> None:
    run.main(restart_on_save)


def restart_on_save(programs: list[run.OwnProgram]) -> None:
    """Restart the programs after each save, until a signal comes."""
    from watchfiles import watch  # a development dependency, which the image lacks

    folders = [run.ROOT / name for name in WATCHED]
    looks = watch(
        *folders, rust_timeout=PATIENCE_MS, yield_on_timeout=True, raise_interrupt=False
    )  # fmt: skip
    for saved in looks:
        run.exit_if_signalled()
        if files := _watched_files(Path(name) for _change, name in saved):
            run.print_status(f"Saved: {', '.join(files)}")
            _restart_programs(programs, for_database=any(map(_is_for_database, files)))
    raise SystemExit(0)  # a signal came while it waited


def _watched_files(paths: Iterable[Path]) -> list[str]:
    """Relative paths of the saved files that our programs read."""
    ours = {path for path in paths if path.suffix in KINDS and "__pycache__" not in path.parts}
    return sorted(str(path.relative_to(run.ROOT)) for path in ours)


def _is_for_database(name: str) -> bool:
    """Whether a file takes effect through build_database."""
    return "/migrations/" in name or "/sql/" in name


def _restart_programs(programs: list[run.OwnProgram], *, for_database: bool) -> None:
    """Restart the programs that run our code. The mailbox keeps running."""
    ours = [program for program in programs if program.name in run.PROGRAM_COMMANDS]
    for program in ours:
        program.ask_to_end()
    try:
        if for_database:
            run.prepare_database()
        for program in ours:
            program.end(patience=10)
            program.start(program.ready)
    except CannotStart as reason:
        run.print_status(f"{reason}\nSave again once this is put right.")
    else:
        run.print_status("Started again.")


if __name__ == "__main__":
    main()
