"""Run the readiness checks, for monitoring that runs commands."""

from django.core.management import BaseCommand
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from rasso.readiness import readiness_checks


class Command(BaseCommand):
    help = "Print the result of each readiness check; exits with 1 if any failed."

    def handle(self, *args: str, **options: object) -> None:
        try:
            found = readiness_checks(at=timezone.now())
        except (OperationalError, InterfaceError):
            self.stdout.write("PROBLEM  no database")
            raise SystemExit(1) from None
        for check in found:
            state = "well   " if check.is_well else "PROBLEM"
            self.stdout.write(f"{state}  {check.question}: {check.result}")
        if not all(check.is_well for check in found):
            raise SystemExit(1)
