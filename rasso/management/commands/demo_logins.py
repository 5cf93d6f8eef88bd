"""Who can sign in to the demo."""

import json

from django.core.management import BaseCommand

from rasso.demo import load


class Command(BaseCommand):
    help = "Print the demo's log-ins, if a demo was loaded here."

    def handle(self, *args, **options):
        if not load.LOGINS.exists():
            return
        told = json.loads(load.LOGINS.read_text())
        for name, email in told["people"]:
            self.stdout.write(f"  {name:<28} {email}")
        self.stdout.write(f"  password for all: {told['password']}")
