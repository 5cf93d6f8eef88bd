"""Print the proof that an audit entry is in the sealed log."""

import json

from django.core.management import BaseCommand, CommandError, CommandParser

from people.sealing.queries.proofs import NotSealed, proof_of_entry


class Command(BaseCommand):
    help = (
        "Print, as JSON, what shows that an entry is in the sealed audit log. Anyone can check it"
        " with docs/examples/check_audit_proof.py and the keys of audit_keys."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("entry", type=int, help="the entry's id")

    def handle(self, *args: str, entry: int, **options: object) -> None:
        try:
            proof = proof_of_entry(entry)
        except NotSealed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(proof, indent=2, ensure_ascii=False))
