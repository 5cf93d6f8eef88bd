from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from victims.actions.destroyed_identities import (
    destroy_keys_again,
    finish_identity_destructions,
)


class Command(BaseCommand):
    help = (
        "Destroy the keys of victims whose identity two people have had destroyed: those that a "
        "copy of the folder of keys brought back, and those that were interrupted. No other."
    )

    def handle(self, **options: Any) -> None:
        finish_identity_destructions(at=timezone.now())
        self.stdout.write(f"{destroy_keys_again()} keys that had come back are destroyed again.")
