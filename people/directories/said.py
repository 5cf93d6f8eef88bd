"""What a directory says of one person, as the actions take it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from people.models import DirectoryPerson, User

LONGEST_NAME = 100  # characters, as of an account's name
NAME_PARTS = ("displayName", "formatted", "givenName", "familyName")  # of SCIM's User and its name


@dataclass(frozen=True)
class SaidOfPerson:
    """
    A person as their directory has them. names: {one of NAME_PARTS: text}.

    email: the address by which they sign in, in lower case.
    """

    email: str
    is_active: bool
    names: Mapping[str, str]
    external_id: str = ""
    department: str = ""

    @property
    def name(self) -> str:
        """The name of the account: as the directory shows it, or made of its parts."""
        parts = [self.names.get(part, "") for part in ("givenName", "familyName")]
        whole = self.names.get("displayName") or self.names.get("formatted")
        return (whole or " ".join(filter(None, parts)) or self.email)[:LONGEST_NAME]


Change = Callable[[SaidOfPerson], SaidOfPerson]  # from what was said before to what is said now


def said_before(person: User, record: DirectoryPerson) -> SaidOfPerson:
    """
    What the directory last said; of an account that it never wrote, what the account has.

    An account that people opened again is active, whatever the directory said before: it ends when
    the directory says so anew.
    """
    return SaidOfPerson(
        email=record.email,
        is_active=record.is_active or person.is_active,
        names=record.names,
        external_id=record.external_id,
        department=record.department,
    )


def record_of(person: User) -> DirectoryPerson | None:
    """What a directory said of an account, or None if none has said anything."""
    return getattr(person, "in_directory", None)


def version_of(person: User) -> str:
    """The ETag of a person, which moves with the account and with what the directory says."""
    record = record_of(person)
    return f'W/"{person.version}-{record.version if record else 0}"'
