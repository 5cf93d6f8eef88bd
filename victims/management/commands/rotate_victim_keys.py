from typing import Any

from django.core.management.base import BaseCommand, CommandError

from victims import keys


class Command(BaseCommand):
    help = "Encrypt every victim's key with the first of VICTIM_KEYS. May be run at any time."

    def handle(self, **options: Any) -> None:
        try:
            number, older = keys.rewrap_victim_keys()
        except keys.VictimKeyUnavailable as none:
            raise CommandError(
                f"None of VICTIM_KEYS opens the key of victim {none}. Put back the key that does."
            ) from none
        self.stdout.write(f"{number} keys are wrapped with the first of VICTIM_KEYS.")
        self.stdout.write(f"{older} of them needed an older one until now.")
