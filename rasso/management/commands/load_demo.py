"""Fill an empty system with fictional cases."""

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from rasso.demo.load import NotEmpty, load_demo


class Command(BaseCommand):
    help = "A year of fictional cases, made by the real actions. For an empty system only."

    def handle(self, *args: str, **options: object) -> None:
        try:
            load_demo(now=timezone.now())
        except NotEmpty:
            raise CommandError(
                "Somebody has an account in this database, so it stays as it is. "
                "Load the demo into an empty one."
            ) from None
