"""Rebuild all figures from the recorded facts, after a restore or a changed definition."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from pilots.actions import measure_refresh


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        counted = measure_refresh.rebuild_all_figures(at=timezone.now())
        self.stdout.write(f"Counted {counted} stages and occasions.")
