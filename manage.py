#!/usr/bin/env python3
"""
Django's command line. Commands that change the schema, or remove what only grows, use the owner's
database role, those that check the log the auditor's, all others the application's.
"""

import os
import sys

OWNER_COMMANDS = {
    "build_database", "migrate", "createcachetable", "remove_destroyed_cases", "seal_texts",
}  # fmt: skip
# Read the log and nothing else; without DATABASE_AUDITOR_URL, as every other command.
AUDITOR_COMMANDS = {"audit_verify", "audit_proof"}
# Reach no server: the image is built with some of them, and `check` names what is wrong itself.
UNCONNECTED_COMMANDS = {
    "check", "collectstatic", "compilemessages", "help", "makemessages", "version",
    "--help", "-h", "--version",
}  # fmt: skip


def main() -> None:
    """Choose the database role that the command needs, then hand over to Django."""
    if sys.argv[1:2] and sys.argv[1] in OWNER_COMMANDS:
        os.environ["DATABASE_ROLE"] = "owner"
    elif sys.argv[1:2] and sys.argv[1] in AUDITOR_COMMANDS:
        os.environ["DATABASE_ROLE"] = "auditor"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rasso.settings")
    from django.core.management import execute_from_command_line

    if sys.argv[1:2] and sys.argv[1] not in UNCONNECTED_COMMANDS:
        refuse_unsafe_start()
    execute_from_command_line(sys.argv)


def refuse_unsafe_start() -> None:
    """Refuse, as the web server and the worker do, an unproven server or a key that is guessed."""
    from django.core.exceptions import ImproperlyConfigured

    from rasso.start_checks import refuse_unproven_servers, refuse_weak_keys

    try:
        refuse_unproven_servers()
        refuse_weak_keys()
    except ImproperlyConfigured as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
