"""Who is told about the support of victims, and under which reference. Where to look, no more."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext

from cases.models import CaseGrant
from cases.queries.conflicts import in_conflict
from people.models import Side, UnitGrant, User
from timeliness.actions import outbox
from timeliness.queries import chased_for
from victims.models import Contact, Duty, Letter, Role, Sending, Support, VictimRecord
from victims.permissions.letters import SECOND_READERS
from victims.queries.records import reference

# capacity, the column of the unit, the column of who is named
HELD_AS: dict[str, tuple[str, str, str]] = {
    Role.CONTACT_OFFICER: ("contact_victims", "police_unit_id", "contact_officer_id"),
    Role.LIAISON_OFFICER: ("liaise_with_victims", "cps_unit_id", "liaison_officer_id"),
}

LEADS = {
    Role.CONTACT_OFFICER: ("supervise_cases", "police_unit_id"),
    Role.LIAISON_OFFICER: ("allocate_cases", "cps_unit_id"),
}
DECIDED = ("reviewing_prosecutor", "covering_prosecutor")


def tell_managers(support: Support, *, notice: str, at: datetime) -> None:
    """Tell the managers of the service."""
    managers = holders("manage_support", support.service_id, at=at)
    _tell(managers, support, notice, at)


def tell_service(support: Support, *, notice: str, but: Iterable[int | None], at: datetime) -> None:
    """Tell the managers of the service and the ISVA named, except these accounts."""
    named = {support.isva_id} if support.isva_id else set()
    people = holders("manage_support", support.service_id, at=at) | named
    _tell(people - {*but}, support, notice, at)


def tell_people(record: VictimRecord, people: Iterable[int], *, notice: str, at: datetime) -> None:
    """Tell these people of police or CPS of a victim, by reference alone."""
    outbox.tell(people, notice=notice, subject=reference(record), about=record.pk, at=at)


def tell_watch(support: Support, *, notice: str, at: datetime) -> None:
    """
    Tell the managers of the service who have no conflict with the case themselves.

    Not even a reference of the victim goes with it: whom it is about may be found out by that.
    """
    managers = User.objects.filter(pk__in=holders("manage_support", support.service_id, at=at))
    managers = managers.exclude(pk__in=in_conflict(support.case_id))
    outbox.tell(
        managers.values_list("pk", flat=True), notice=notice,
        subject=gettext("a victim whom your service supports"), about=support.pk, at=at,
    )  # fmt: skip


def tell_isva(support: Support, *, notice: str, at: datetime) -> None:
    """Tell the ISVA who supports her."""
    assert support.isva_id is not None
    _tell([support.isva_id], support, notice, at)


def tell_roles(record: VictimRecord, roles: Iterable[str], *, notice: str, at: datetime) -> None:
    """Tell those of police and CPS who have these roles; where nobody is named, their unit."""
    people = {person for role in roles for person in _having(record, role, at)}
    outbox.tell(people, notice=notice, subject=reference(record), about=record.pk, at=at)


def tell_of_returned(sending: Sending, letter: Letter, *, at: datetime) -> None:
    """
    Tell at once those who may act on a letter that did not reach the victim.

    Whoever sent it, and whoever is named as being in contact with the victim on either side; where
    nobody is, those of the letter's own side who work with victims.
    """
    record = letter.record
    people = {sending.by_id} | _who_may_act(record, letter.side, at=at)
    outbox.tell(people, notice="letter_not_sent", subject=reference(record), about=record.pk, at=at)


def tell_of_not_received(sent: Contact, *, at: datetime) -> None:
    """Tell at once the same people, of the side that sent it, of what went to a wrong number."""
    record = sent.record
    people = {sent.by_id} | _who_may_act(record, sent.by.agency.side, at=at)
    outbox.tell(
        people, notice="message_not_received", subject=reference(record), about=record.pk, at=at
    )  # fmt: skip


def _who_may_act(record: VictimRecord, side: str, *, at: datetime) -> set[int]:
    """Whoever is named as in contact with the victim; where nobody is, those of the side's unit."""
    role = Role.LIAISON_OFFICER if side == Side.CPS else Role.CONTACT_OFFICER
    named = [record.liaison_officer_id, record.contact_officer_id]
    return {person for person in named if person} or set(_having(record, role, at))


def _having(record: VictimRecord, role: str, at: datetime) -> set[int]:
    if role == Role.OFFICER_IN_CASE:
        return {record.case.officer_id}
    capacity, unit, named = HELD_AS[role]
    person = getattr(record, named)
    return {person} if person else holders(capacity, getattr(record, unit), at=at)


def tell_chased(duty: Duty, *, notice: str, at: datetime) -> None:
    """Tell those who are reminded of a duty: the person named, else those of the unit."""
    people = chased_for(duty.clock_id, at=at)
    outbox.tell(people, notice=notice, subject=reference(duty.record), about=duty.record_id, at=at)


def tell_leads(record: VictimRecord, role: Role, *, notice: str, at: datetime) -> None:
    """Tell those who lead the unit of somebody in contact with a victim: they name another."""
    capacity, unit = LEADS[role]
    people = holders(capacity, getattr(record, unit), at=at)
    outbox.tell(people, notice=notice, subject=reference(record), about=record.pk, at=at)


def tell_readers(letter: Letter, *, at: datetime) -> None:
    """Tell whoever may read a letter before it goes, and did not write it, that it waits."""
    record, case = letter.record, letter.record.case
    unit = getattr(record, f"{record.unit_of[letter.side]}_id")
    people = {
        person
        for capacity in SECOND_READERS[Side(letter.side)]
        for person in holders(capacity, unit, at=at)
    }
    if letter.side == Side.CPS:
        named = CaseGrant.objects.filter(content_object=case, permission__codename__in=DECIDED)
        people |= set(named.exclude(expires_at__lte=at).values_list("user_id", flat=True))
    people -= accounts_of(letter.authors)
    outbox.tell(
        people, notice="letter_to_read", subject=reference(record), about=record.pk, at=at
    )  # fmt: skip


def tell_writers(letter: Letter, *, notice: str, at: datetime) -> None:
    """Tell those who wrote a letter what its reader said of it."""
    outbox.tell(
        letter.authors, notice=notice, subject=reference(letter.record), about=letter.record_id,
        at=at,
    )  # fmt: skip


def accounts_of(people: Iterable[int]) -> set[int]:
    """The ids of all accounts of these people."""
    humans = User.objects.filter(pk__in=people, human__isnull=False).values("human")
    return {*people} | set(User.objects.filter(human__in=humans).values_list("pk", flat=True))


def holders(capacity: str, unit: int | None, *, at: datetime) -> set[int]:
    """The ids of those who hold a unit in a capacity; none of no unit."""
    live = Q(expires_at=None) | Q(expires_at__gt=at)
    found = UnitGrant.objects.filter(
        live, content_object=unit, permission__codename=capacity, user__is_active=True
    )
    return set(found.values_list("user_id", flat=True))


def _tell(people: Iterable[int], support: Support, notice: str, at: datetime) -> None:
    subject = reference(support.record)
    outbox.tell(people, notice=notice, subject=subject, about=support.pk, at=at)
