from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.case_keys import CASE_KEYS
from people.access.key_folder import KeyUnavailable


class Command(BaseCommand):
    help = "Encrypt every case's key with the first of CASE_KEYS. May be run at any time."

    def handle(self, **options: Any) -> None:
        try:
            number, older = CASE_KEYS.rewrap()
        except KeyUnavailable as none:
            raise CommandError(
                f"None of CASE_KEYS opens the key of case {none}. Put back the key that does."
            ) from none
        self.stdout.write(f"{number} keys are wrapped with the first of CASE_KEYS.")
        self.stdout.write(f"{older} of them needed an older one until now.")
