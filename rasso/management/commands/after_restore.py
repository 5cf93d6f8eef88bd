"""
Run once after a database backup is restored, before the service starts.

The database lacks what was sent after the backup was taken. The providers know it by our
references, so each message that may have been sent is looked up before it is sent. It lacks, too,
what was destroyed since: an empty key file says of whom and of what. An older copy of the folder
of keys has keys of identities that were destroyed. Addresses of calendars that were ended since
would open again.
"""

from django.core.management import BaseCommand
from django.db import transaction
from django.utils import timezone

from cases.retention.actions.removal import restored_although_destroyed
from people.sealing.actions.restore import set_copies_aside
from people.signing_in.sessions import end_all_calendar_addresses
from timeliness.actions import heartbeats, outbox
from victims.actions import letter_email_queue
from victims.actions.destroyed_identities import (
    destroy_keys_again,
    finish_identity_destructions,
)
from victims.actions.identities import destroy_identities_again


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
        again = destroy_identities_again(at=timezone.now())
        self.stdout.write(f"{again} identities whose keys were destroyed are destroyed again.")
        finish_identity_destructions(at=timezone.now())
        self.stdout.write(f"{destroy_keys_again()} keys that had come back are destroyed again.")
        for case in restored_although_destroyed():
            self.stdout.write(f"Case {case.pk} was destroyed: two people must destroy it again.")
        ended = end_all_calendar_addresses()
        self.stdout.write(f"{ended} addresses of calendars are ended: people make them anew.")
        heartbeats.leave_heartbeat("restored", at=timezone.now())
        self.stdout.write("Files without a row stay until you have run clear_orphans.")
        with transaction.atomic():
            lost = set_copies_aside(at=timezone.now())
        if lost:
            self.stdout.write(f"{lost:,} sealed entries of the audit log are no longer here.")
