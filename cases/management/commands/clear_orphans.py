"""
Delete files in the document store that have no row, left by a crash.

The worker does so once a day; after a restore it waits until this was run by hand.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from cases.documents.actions import documents
from timeliness.actions import heartbeats


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say how many; remove nothing")

    def handle(self, *args: str, **options: Any) -> None:
        now = timezone.now()
        if options["dry_run"]:
            number = len(documents.orphaned_files(at=now))
            self.stdout.write(f"{number} files would be removed that no document points at.")
            return
        removed = documents.clear_orphans(at=now)
        heartbeats.leave_heartbeat("orphans cleared", at=now)
        self.stdout.write(f"Removed {removed} files that no document points at.")
