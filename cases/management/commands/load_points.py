"""Load a newer list of points to prove; print what it changes and which open cases it touches."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils import timezone

from cases.management.list_command import DRY_RUN, ListCommand, list_file_errors
from cases.proof.actions.load_points import LoadedPoints, load_points
from cases.proof.points_file import PointsList, PointsListError, read_points_list


class Command(ListCommand):
    help = (
        "Load a newer list of points to prove from a TOML file with the fields of"
        " cases/data/points_to_prove.toml. An offence that is not in it has no points any more. The"
        " same file again changes nothing."
    )

    def handle(self, *args: str, file: Path, dry_run: bool, **options: Any) -> None:
        listed = _read_points_file(file)
        loaded = load_points(listed, at=timezone.now(), is_kept=not dry_run)
        for line in loaded_points_lines(loaded):
            self.stdout.write(line)
        if dry_run:
            self.stdout.write(DRY_RUN)


def _read_points_file(file: Path) -> PointsList:
    with list_file_errors(file, PointsListError):
        return read_points_list(file.read_text(encoding="utf-8"))


def loaded_points_lines(loaded: LoadedPoints) -> Iterator[str]:
    """What changed, as the operator reads it: names of offences and URNs, and no name."""
    changes = loaded.changes
    if not changes:
        yield "Nothing has changed."
        return
    yield f"{len(changes.added)} added, {len(changes.changed)} changed, {len(changes.ended)} ended."
    yield from (f"added {key}" for key in changes.added)
    yield from (
        f"changed {key}: a new version, not reviewed by a lawyer" for key in changes.changed
    )
    yield from (f"ended {key}" for key in changes.ended)
    yield f"Open cases touched: {len(loaded.touched)}"
    yield from (f"case {case.urn}" for case in loaded.touched)
