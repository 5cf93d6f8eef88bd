"""Load the demo into an empty database."""

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from rasso.demo.load import NotEmpty, load_demo


class Command(BaseCommand):
    help = "Load a year of fictional cases into an empty database."

    def handle(self, *args: str, **options: object) -> None:
        try:
            load_demo(now=timezone.now())
        except NotEmpty:
            raise CommandError(
                "Somebody has an account in this database, so it stays as it is. "
                "Load the demo into an empty one."
            ) from None
