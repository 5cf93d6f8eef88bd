"""How a file that is taken away names who took it and when."""

from datetime import datetime

from django.utils.timezone import localtime

from people.models import User


def person_named(user: User) -> str:
    """A person so that no other is meant: name, sign-in address and agency."""
    return f"{user.name}, {user.email}, {user.agency.name}"


def moment_with_zone(at: datetime) -> str:
    """A moment in London time with its zone: 2026-07-01 09:30 BST."""
    return f"{localtime(at):%Y-%m-%d %H:%M %Z}"
