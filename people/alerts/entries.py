"""What the rules read of the audit log: the entries of one person, under all accounts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from uuid import UUID

from people.identity.capacities import UNIT_CAPACITIES
from people.models import AuditEntry, Operation, User

READS = (Operation.CONSULTATION, Operation.DISCLOSURE)
WRITES = (Operation.ALTERATION, Operation.COLLECTION, Operation.COMBINATION)
BROKE_GLASS = "broke_glass"
FACTS = (
    "pk", "at", "verb", "operation", "ids", "case_id", "capacities", "refused", "sought", "address",
    "user_id", "system_id",
)  # fmt: skip


@dataclass(frozen=True)
class SeenEntry:
    """An entry of the log, as the rules read it."""

    pk: int
    at: datetime
    verb: str
    operation: str
    ids: list[str]
    case_id: UUID | None
    capacities: list[str]
    refused: str
    sought: str
    address: str | None
    user_id: int
    system_id: UUID | None = None  # the system that made the call, for the person

    @property
    def is_read(self) -> bool:
        """Whether something of a case was shown. To find it by its URN is not to open it."""
        is_shown = self.operation in READS and not self.refused and not self.sought
        return self.case_id is not None and is_shown

    @property
    def is_named(self) -> bool:
        """Whether the person had a named role on the case. Break-glass is none."""
        return bool(set(self.capacities) - UNIT_CAPACITIES.keys() - {BROKE_GLASS})

    @property
    def is_by_break_glass(self) -> bool:
        """Whether the person had opened the case by break-glass, which leaders review (ADR 79)."""
        return BROKE_GLASS in self.capacities

    @property
    def is_write(self) -> bool:
        return self.operation in WRITES and not self.refused

    @property
    def is_handed_out(self) -> bool:
        """Whether a secret or a link was given out, or a file taken."""
        return self.operation == Operation.DISCLOSURE and not self.refused


@dataclass(frozen=True)
class Person:
    """A person with their accounts, the name of each, and their entries. account: the first."""

    account: int
    accounts: list[int]
    names: list[str]
    entries: list[SeenEntry]


def active_people(*, since: datetime, until: datetime, back: timedelta) -> list[Person]:
    """
    The people with entries in this time, and their entries from `back` before it. Three queries.

    Systems that call for themselves are left out: nobody sits in front of them.
    """
    rows = AuditEntry.objects.filter(at__gt=since, at__lte=until, user__is_system=False)
    active = User.objects.filter(pk__in=rows.values("user"))
    humans = active.exclude(human=None).values("human")
    accounts = User.objects.filter(human__in=humans) | active
    of_human: defaultdict[object, list[tuple[int, str]]] = defaultdict(list)
    for pk, human, name in accounts.order_by("pk").values_list("pk", "human", "name"):
        of_human[("human", human) if human else pk].append((pk, name))
    found = _entries([pk for each in of_human.values() for pk, _n in each], since - back, until)
    return [
        Person(
            each[0][0], [pk for pk, _n in each], [name for _pk, name in each],
            sorted((e for pk, _n in each for e in found[pk]), key=lambda e: (e.at, e.pk)),
        )
        for each in of_human.values()
    ]  # fmt: skip


def _entries(
    accounts: Iterable[int], since: datetime, until: datetime
) -> defaultdict[int, list[SeenEntry]]:
    rows = AuditEntry.objects.filter(user__in=list(accounts), at__gt=since, at__lte=until)
    found: defaultdict[int, list[SeenEntry]] = defaultdict(list)
    for facts in rows.order_by("at", "pk").values_list(*FACTS).iterator():
        entry = SeenEntry(*facts)
        found[entry.user_id].append(entry)
    return found


def address_range(address: str) -> str:
    """The range that an address is of: the first 24 bits of IPv4, 48 of IPv6."""
    bits = 24 if ip_address(address).version == 4 else 48
    return str(ip_network(f"{address}/{bits}", strict=False))


def ranges_seen(accounts: Iterable[int], *, since: datetime, until: datetime) -> set[str]:
    """The ranges from which a person worked in this time, not through a system. One query."""
    rows = AuditEntry.objects.filter(
        user__in=list(accounts), system__isnull=True, at__gt=since, at__lte=until
    )
    addresses = rows.exclude(address=None).values_list("address", flat=True).distinct()
    return {address_range(address) for address in addresses.order_by() if address}


def is_first_of_person(accounts: Iterable[int], *, before: datetime) -> bool:
    """Whether no account of a person existed at this time. One query."""
    made = User.history.model.objects.filter(id__in=list(accounts), history_date__lte=before)
    return not made.exists()


def entries_on_cases(
    accounts: Iterable[int], cases: Iterable[UUID], *, since: datetime | None, until: datetime
) -> dict[UUID, list[SeenEntry]]:
    """{case: what a person did on it in this time}, in order. One query."""
    rows = AuditEntry.objects.filter(user__in=list(accounts), case_id__in=set(cases))
    rows = rows.filter(at__lte=until, **({"at__gt": since} if since else {}))
    found: dict[UUID, list[SeenEntry]] = {}
    for facts in rows.order_by("at", "pk").values_list(*FACTS):
        entry = SeenEntry(*facts)
        if entry.case_id is not None:
            found.setdefault(entry.case_id, []).append(entry)
    return found
