"""
To be run once, after a backup of the database is restored and before the service starts.

What was sent after that backup was taken is not known here any more. The providers know it by our
references, so each message that may have gone is asked about before it goes.
"""

from django.core.management import BaseCommand
from django.utils import timezone

from timeliness.actions import outbox
from victims.actions import letter_email_queue


class Command(BaseCommand):
    help = "After a backup is restored: nothing is sent before its provider is asked about it."

    def handle(self, *args: str, **options: object) -> None:
        messages, letters = (
            outbox.doubt_all_deliveries(at=timezone.now()),
            letter_email_queue.mark_all_letters_in_doubt(),
        )
        self.stdout.write(
            f"{messages} messages and {letters} letters will be asked about before they go."
        )
