"""Seal the files that were stored before the service sealed any. May be ended and run again."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cases.documents.actions.sealing import seal_files


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: str, **options: Any) -> None:
        if not settings.SEAL_FILES:
            raise CommandError("SEAL_FILES is 0. Remove it first, for every process.")
        sealed, wrong = seal_files(at=timezone.now())
        self.stdout.write(f"Sealed {sealed} files.")
        if wrong:
            names = ", ".join(map(str, wrong))
            raise CommandError(f"Missing, or not what was sent, and left as they are: {names}")
