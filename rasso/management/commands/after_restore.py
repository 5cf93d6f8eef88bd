"""
Run once after a database backup is restored, before the service starts.

The database lacks what was sent after the backup was taken. The providers know it by our
references, so each message that may have been sent is looked up before it is sent.
"""

from django.core.management import BaseCommand
from django.db import transaction
from django.utils import timezone

from people.sealing.actions.restore import set_copies_aside
from timeliness.actions import outbox
from victims.actions import letter_email_queue


class Command(BaseCommand):
    help = "After a restore: put messages in doubt, so each is looked up before it is sent."

    def handle(self, *args: str, **options: object) -> None:
        messages, letters = (
            outbox.doubt_all_deliveries(at=timezone.now()),
            letter_email_queue.mark_all_letters_in_doubt(),
        )
        self.stdout.write(
            f"{messages} messages and {letters} letters will be asked about before they go."
        )
        with transaction.atomic():
            lost = set_copies_aside(at=timezone.now())
        if lost:
            self.stdout.write(f"{lost:,} sealed entries of the audit log are no longer here.")
