"""What the rules read of the audit log: the entries of one person, under all accounts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from uuid import UUID

from django.db.models import Q, QuerySet

from people.access.audit_log import UNATTENDED_VERBS
from people.identity.capacities import LEADING, UNIT_CAPACITIES, VICTIM_CONTACT_CAPACITIES
from people.models import AuditEntry, Operation, User

READS = (Operation.CONSULTATION, Operation.DISCLOSURE)
WRITES = (Operation.ALTERATION, Operation.COLLECTION, Operation.COMBINATION)
BROKE_GLASS = "broke_glass"
SEEN_WITHIN = timedelta(days=90)  # an address from which a person works
# Officers and prosecutors work on cases by a role on the case. These have work on any case of the
# unit: who leads, checks what comes in, or is in contact with victims.
WORKING_BY_ROLE = frozenset({"refer_cases", "prosecute_cases"})
WORKING_ON_ANY = LEADING | VICTIM_CONTACT_CAPACITIES | {"triage_cases", "manage_early_advice"}
NO_WORK = frozenset({"save_draft"})
TAKEN = "download_"  # how the verbs begin by which a file of a case is taken
REVEAL = "reveal_identity"
# What is opened or taken is judged by what was done on the case before and so long after.
JUDGED_AFTER = timedelta(hours=2)
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
    def is_by_role(self) -> bool:
        """Whether they work on cases by a role on each, and not on any case of the unit."""
        held = set(self.capacities)
        return bool(held & WORKING_BY_ROLE) and not held & WORKING_ON_ANY

    @property
    def is_without_role(self) -> bool:
        """Whether who works by role opened a case without one, and not by break-glass."""
        is_named = self.is_named or self.is_by_break_glass
        return self.is_read and self.is_by_role and not is_named

    @property
    def is_reveal(self) -> bool:
        return self.verb == REVEAL and self.is_read

    @property
    def is_by_break_glass(self) -> bool:
        """Whether the person had opened the case by break-glass, which leaders review (ADR 79)."""
        return BROKE_GLASS in self.capacities

    @property
    def is_write(self) -> bool:
        return self.operation in WRITES and not self.refused

    @property
    def is_work(self) -> bool:
        """Whether something was done on a case, or sent of it. What is only typed so far is not."""
        is_sent = self.is_handed_out and not self.verb.startswith(TAKEN)
        return (self.is_write and self.verb not in NO_WORK) or is_sent

    @property
    def is_file_taken(self) -> bool:
        """Whether a file of a case was taken."""
        return self.is_read and self.is_handed_out and self.verb.startswith(TAKEN)

    @property
    def is_handed_out(self) -> bool:
        """Whether a secret or a link was given out, or a file taken."""
        return self.operation == Operation.DISCLOSURE and not self.refused


@dataclass(frozen=True)
class Person:
    """
    A person with their accounts, the name of each, and their entries until the moment of the run.

    account: the first.
    """

    account: int
    accounts: list[int]
    names: list[str]
    entries: list[SeenEntry]
    until: datetime


def active_people(*, since: datetime, until: datetime, back: timedelta) -> list[Person]:
    """
    The people with entries in this time, or with some that are judged now, and their entries from
    `back` before it. Three queries.

    Systems that call for themselves are left out: nobody sits in front of them.
    """
    judged = {"at__gt": since - JUDGED_AFTER, "at__lte": until - JUDGED_AFTER}
    rows = (
        _attended_entries()
        .filter(user__is_system=False)
        .filter(
            Q(at__gt=since, at__lte=until)
            | Q(Q(verb=REVEAL) | Q(verb__startswith=TAKEN), refused="", **judged)
        )
    )
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
            sorted((e for pk, _n in each for e in found[pk]), key=lambda e: (e.at, e.pk)), until,
        )
        for each in of_human.values()
    ]  # fmt: skip


def _attended_entries() -> QuerySet[AuditEntry]:
    """Entries of what a person did, and not of what a program reads by itself for them."""
    return AuditEntry.objects.exclude(verb__in=UNATTENDED_VERBS)


def _entries(
    accounts: Iterable[int], since: datetime, until: datetime
) -> defaultdict[int, list[SeenEntry]]:
    rows = _attended_entries().filter(user__in=list(accounts), at__gt=since, at__lte=until)
    found: defaultdict[int, list[SeenEntry]] = defaultdict(list)
    for facts in rows.order_by("at", "pk").values_list(*FACTS).iterator():
        entry = SeenEntry(*facts)
        found[entry.user_id].append(entry)
    return found


def entries_within(accounts: Iterable[int], *, since: datetime, until: datetime) -> list[SeenEntry]:
    """What a person did on cases, or was given of them, in this time, in order. One query."""
    rows = AuditEntry.objects.filter(
        user__in=list(accounts), at__gt=since, at__lte=until, case_id__isnull=False
    ).filter(Q(operation__in=(*WRITES, Operation.DISCLOSURE)) | Q(verb=REVEAL))
    return [SeenEntry(*facts) for facts in rows.order_by("at", "pk").values_list(*FACTS)]


def entries_of_verbs(
    accounts: Iterable[int], verbs: Iterable[str], *, since: datetime, until: datetime
) -> list[SeenEntry]:
    """What a person did of these in this time, in order. One query."""
    rows = AuditEntry.objects.filter(
        user__in=list(accounts), at__gt=since, at__lte=until, verb__in=list(verbs)
    )
    return [SeenEntry(*facts) for facts in rows.order_by("at", "pk").values_list(*FACTS)]


def worked_at(address: str, accounts: Iterable[int], *, before: datetime) -> bool:
    """Whether a person worked from an address in the 90 days before this moment. One query."""
    rows = _attended_entries().filter(
        user__in=list(accounts), system__isnull=True, at__gt=before - SEEN_WITHIN, at__lte=before
    )
    return rows.filter(address=address).exists()


def worked_at_by_others(
    address: str, accounts: Iterable[int], verbs: Iterable[str], *, since: datetime, until: datetime
) -> bool:
    """Whether another person did one of these from an address in this time. One query."""
    rows = AuditEntry.objects.filter(
        at__gt=since, at__lte=until, address=address, system__isnull=True, verb__in=list(verbs),
        operation__in=(*WRITES, Operation.DISCLOSURE), refused="",
    )  # fmt: skip
    return rows.exclude(user__in=list(accounts)).exists()


def address_range(address: str) -> str:
    """The range that an address is of: the first 24 bits of IPv4, 48 of IPv6."""
    bits = 24 if ip_address(address).version == 4 else 48
    return str(ip_network(f"{address}/{bits}", strict=False))


def ranges_seen(accounts: Iterable[int], *, since: datetime, until: datetime) -> set[str]:
    """The ranges from which a person worked in this time, not through a system. One query."""
    rows = _attended_entries().filter(
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
