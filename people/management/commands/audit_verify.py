"""Check the sealed audit log for tampering."""

import sys

from django.core.management import BaseCommand

from people.sealing import copies
from people.sealing.queries.verify import verify_log


class Command(BaseCommand):
    help = (
        "Check every entry of the audit log with what was sealed and signed. Names each entry that"
        " was edited, deleted, inserted or swapped, a log that was truncated or forked, and entries"
        " that are not sealed in time; ends with 1 if there is any."
    )

    def handle(self, *args: str, verbosity: int, **options: object) -> None:
        def progress(leaves: int) -> None:
            if verbosity > 1 or sys.stderr.isatty():
                self.stderr.write(f"{leaves:,} entries checked", ending="\r")

        sealed, faults = verify_log(progress)
        for name, leaves in copies.set_aside_counts().items():
            self.stdout.write(f"After a restore, copies of {leaves:,} entries were put in {name}.")
        for fault in faults.found:
            self.stdout.write(str(fault))
        if faults.count:
            self.stdout.write(f"{faults.count} faults; {sealed:,} entries are sealed.")
            raise SystemExit(1)
        self.stdout.write(f"{sealed:,} entries are as they were sealed.")
