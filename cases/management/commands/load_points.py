"""Load a newer list of points to prove; print what it changes and which open cases it touches."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cases.proof.actions.load_points import LoadedPoints, load_points
from cases.proof.points_file import PointsList, PointsListError, read_points_list


class Command(BaseCommand):
    help = (
        "Load a newer list of points to prove from a TOML file with the fields of"
        " cases/data/points_to_prove.toml. An offence that is not in it has no points any more. The"
        " same file again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="Only print what it would change."
        )

    def handle(self, *args: str, file: Path, dry_run: bool, **options: Any) -> None:
        listed = _read_points_file(file)
        loaded = load_points(listed, at=timezone.now(), is_kept=not dry_run)
        for line in loaded_points_lines(loaded):
            self.stdout.write(line)
        if dry_run:
            self.stdout.write("A dry run: nothing was saved.")


def _read_points_file(file: Path) -> PointsList:
    try:
        return read_points_list(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise CommandError(f"{file} is not a text in UTF-8.") from None
    except PointsListError as error:
        raise CommandError(f"{file} was not loaded:\n{error}") from None


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
