"""Create the first administrator, who can then add all other accounts."""

import os
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from people.access.permission_tables import Refused
from people.administration.actions import administrators
from people.models import User

PASSWORD = "ADMINISTRATOR_PASSWORD"  # noqa: S105 - the name of a variable

ENOUGH = 2  # what one administrator proposes, another approves (ADR 75)
SECOND_WANTED = (
    "Nobody can be given a role yet: that takes two administrators. Run this again, with "
    "--another, for a second person."
)


class Command(BaseCommand):
    help = f"Add the first administrator. Reads the password from {PASSWORD}, or prompts for it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("--another", action="store_true", help="even if there is one already")

    def handle(self, *, email: str, name: str, another: bool, **options: Any) -> None:
        password = os.environ.get(PASSWORD) or self.ask()
        try:
            validate_email(email)
            validate_password(password, User(email=email.lower(), name=name))
            person = administrators.create_first_administrator(
                name=name, email=email, password=password, at=timezone.now(), another=another
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{person.email} can now sign in and administer accounts.")
        if administrators.count_administrators(at=timezone.now()) < ENOUGH:
            self.stdout.write(SECOND_WANTED)

    def ask(self) -> str:
        """Prompt for a password twice, without echo."""
        password = getpass("Password: ")
        if getpass("Password again: ") != password:
            raise CommandError("The two passwords are not the same.")
        return password
