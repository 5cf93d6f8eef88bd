"""Load a newer list of offences, and print what it changes and which open cases it touches."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cases.management.list_command import DRY_RUN, ListCommand, list_file_errors
from cases.offences.actions.load_offences import LoadedList, load_offences
from cases.offences.list_file import ListedOffence, OffenceListError, read_offence_list

RESTART = "Start the pages and the worker again: each reads the list once."


class Command(ListCommand):
    help = (
        "Load a newer list of offences from a CSV file with the columns of cases/data/offences.csv."
        " An offence that is not in it is no longer in use. The same file again changes nothing."
    )

    def handle(self, *args: str, file: Path, dry_run: bool, **options: Any) -> None:
        loaded = load_offences(_read_list_file(file), is_kept=not dry_run)
        for line in loaded_list_lines(loaded):
            self.stdout.write(line)
        if dry_run:
            self.stdout.write(DRY_RUN)
        elif loaded.changes:
            self.stdout.write(RESTART)


def _read_list_file(file: Path) -> list[ListedOffence]:
    with (
        list_file_errors(file, OffenceListError),
        file.open(newline="", encoding="utf-8") as lines,
    ):
        return read_offence_list(lines)


def loaded_list_lines(loaded: LoadedList) -> Iterator[str]:
    """What changed, as the operator reads it: codes and URNs, and no name."""
    changes = loaded.changes
    if not changes:
        yield "Nothing has changed."
        return
    yield f"{len(changes.added)} added, {len(changes.changed)} changed, {len(changes.ended)} ended."
    yield from (f"added {code}" for code in changes.added)
    for code, columns in changes.changed.items():
        for name, (before, after) in columns.items():
            yield f"changed {code} {name}: {_value_text(before)} -> {_value_text(after)}"
    yield from (f"ended {code}" for code in changes.ended)
    yield f"Open cases touched: {len(loaded.touched)}"
    yield from (f"case {case.urn}" for case in loaded.touched)
    if loaded.for_lawyer or loaded.no_longer:
        yield (f"Allegations now for a lawyer: {loaded.for_lawyer}; no longer: {loaded.no_longer}.")


def _value_text(value: object) -> str:
    return "nothing" if value in (None, "") else str(value)
