"""Make all figures anew from the recorded facts: after a restore, or a change of a definition."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from pilots.actions import figures


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        counted = figures.rebuild(at=timezone.now())
        self.stdout.write(f"Counted {counted} stages and occasions.")
