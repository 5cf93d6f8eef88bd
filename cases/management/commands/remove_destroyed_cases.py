from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cases.retention.actions.removal import remove_destroyed_cases


class Command(BaseCommand):
    help = "Remove the rows and files of cases whose destruction two people approved."

    def handle(self, **options: Any) -> None:
        removed, failed = remove_destroyed_cases(at=timezone.now())
        self.stdout.write(f"Removed: {removed}.")
        if failed:
            raise CommandError(f"Not removed: {failed}. The log says why.")
