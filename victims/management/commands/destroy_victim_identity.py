from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from victims.actions.identities import destroy_identity


class Command(BaseCommand):
    help = "Destroy the key of one victim, so that nothing encrypted with it can be read again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("victim", help="the victim's id, as in the address of their page")
        parser.add_argument("--yes", action="store_true", help="confirm; this cannot be undone")

    def handle(self, *, victim: str, yes: bool, **options: Any) -> None:
        if not yes:
            raise CommandError("This cannot be undone. Say --yes.")
        done = destroy_identity(record=victim, at=timezone.now())
        self.stdout.write("Destroyed." if done else "There was nothing to destroy.")
