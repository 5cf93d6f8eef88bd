from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from victims.actions.identity_indexes import index_identities


class Command(BaseCommand):
    help = "Rebuild the indexes of every victim's identity. May be ended and run again."

    def handle(self, **options: Any) -> None:
        done, left = index_identities(at=timezone.now())
        self.stdout.write(f"{done} identities are indexed; {left} could not be opened.")
