"""Print the public keys of the sealed audit log, for those who check it elsewhere."""

from django.core.management import BaseCommand

from people.sealing.keys import verifier_keys


class Command(BaseCommand):
    help = "Print the public key of each key that signs heads of the audit log, newest first."

    def handle(self, *args: str, **options: object) -> None:
        for key in verifier_keys():
            self.stdout.write(key.text)
