"""Delete files in the document store that have no row, left by a crash; run once a day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cases.documents.actions import documents


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: str, **options: Any) -> None:
        removed = documents.clear_orphans(at=timezone.now())
        self.stdout.write(f"Removed {removed} files that no document points at.")
