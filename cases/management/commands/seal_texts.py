"""Seal the text that was stored before the service sealed it. May be ended and run again."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cases.actions.seal_texts import seal_texts


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: str, **options: Any) -> None:
        if not settings.SEAL_TEXTS:
            raise CommandError("SEAL_TEXTS is 0. Remove it first, for every process.")
        sealed, lost = seal_texts(at=timezone.now())
        self.stdout.write(f"Sealed {sealed} texts.")
        if lost:
            names = ", ".join(map(str, lost))
            raise CommandError(f"The key is lost, and text left as it is, of the cases: {names}")
