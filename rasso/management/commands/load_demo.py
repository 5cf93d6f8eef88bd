"""Load the demo into an empty database of a developer's machine."""

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from rasso.demo.load import NotEmpty, load_demo


class Command(BaseCommand):
    help = "Load a year of fictional cases into an empty database. No service does."

    def handle(self, *args: str, **options: object) -> None:
        if not settings.LOCAL:  # its people have one password, which the demo prints
            raise CommandError("This is a service: the demo is for a developer's machine.")
        try:
            load_demo(now=timezone.now())
        except NotEmpty:
            raise CommandError(
                "Somebody has an account in this database, so it stays as it is. "
                "Load the demo into an empty one."
            ) from None
