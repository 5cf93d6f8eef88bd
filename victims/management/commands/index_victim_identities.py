from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from victims.actions.identity_indexes import index_identities


class Command(BaseCommand):
    help = "Rebuild the index of every victim's name and address. May be run at any time."

    def handle(self, **options: Any) -> None:
        done, left = index_identities(at=timezone.now())
        self.stdout.write(f"{done} identities are indexed; {left} could not be opened.")
