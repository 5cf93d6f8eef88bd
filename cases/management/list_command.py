"""What the commands that load a newer list from a file have in common."""

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

DRY_RUN = "A dry run: nothing was saved."


class ListCommand(BaseCommand):
    """A command that takes a file, and with --dry-run only prints what it would change."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="Only print what it would change."
        )


@contextmanager
def list_file_errors(file: Path, error: type[Exception]) -> Iterator[None]:
    """Raise CommandError for a file that cannot be read, or whose list is refused with `error`."""
    try:
        yield
    except OSError as problem:
        raise CommandError(f"{file}: {problem.strerror}") from None
    except UnicodeDecodeError:
        raise CommandError(f"{file} is not a text in UTF-8.") from None
    except error as problem:
        raise CommandError(f"{file} was not loaded:\n{problem}") from None
