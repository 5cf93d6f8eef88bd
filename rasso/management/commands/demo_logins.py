"""Print the log-ins of the demo."""

import json

from django.core.management import BaseCommand

from rasso.demo import load


class Command(BaseCommand):
    help = "Print the demo's log-ins, if this checkout's demo was loaded."

    def handle(self, *args: str, **options: object) -> None:
        if not load.LOGINS.exists():
            return
        logins = json.loads(load.LOGINS.read_text())
        for name, email in logins["people"]:
            self.stdout.write(f"  {name:<28} {email}")
        self.stdout.write(f"  password for all: {logins['password']}")
        for name, client_id, secret in logins.get("systems", ()):
            self.stdout.write(f"  {name}, which calls the API (docs/api.md):")
            self.stdout.write(f"    client id    {client_id}")
            self.stdout.write(f"    demo secret  {secret}")
