"""Notices about victims and their support: who gets them, with a reference and no content."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext

from cases.models import CaseGrant, ConflictLifting
from cases.queries.conflicts import accounts_in_conflict
from people.access.expiry import live_at
from people.models import Side, UnitGrant, User
from timeliness.actions import outbox
from timeliness.queries import people_chased_for
from victims.models import Contact, Duty, Letter, LiaisonRole, Sending, Support, VictimRecord
from victims.permissions.letters import SECOND_READERS
from victims.queries.records import victim_reference

# capacity, the unit's field, the named contact's field
COLUMNS_BY_ROLE: dict[str, tuple[str, str, str]] = {
    LiaisonRole.CONTACT_OFFICER: ("contact_victims", "police_unit_id", "contact_officer_id"),
    LiaisonRole.LIAISON_OFFICER: ("liaise_with_victims", "cps_unit_id", "liaison_officer_id"),
}

LEADER_COLUMNS_BY_ROLE = {
    LiaisonRole.CONTACT_OFFICER: ("supervise_cases", "police_unit_id"),
    LiaisonRole.LIAISON_OFFICER: ("allocate_cases", "cps_unit_id"),
}
PROSECUTOR_ROLES = ("reviewing_prosecutor", "covering_prosecutor")


def notify_service_managers(support: Support, *, notice: str, at: datetime) -> None:
    """Notify the managers of the service."""
    managers = holders_of_capacity("manage_support", support.service_id, at=at)
    _notify_about_support(managers, support, notice, at)


def notify_service(
    support: Support, *, notice: str, but: Iterable[int | None], at: datetime
) -> None:
    """Notify the managers of the service and the named ISVA, except these accounts."""
    named = {support.isva_id} if support.isva_id else set()
    people = holders_of_capacity("manage_support", support.service_id, at=at) | named
    _notify_about_support(people - {*but}, support, notice, at)


def notify_people_about_victim(
    record: VictimRecord, people: Iterable[int], *, notice: str, at: datetime
) -> None:
    """Notify these people of police or CPS about a victim, by reference only."""
    outbox.enqueue_notices(
        people, notice=notice, subject=victim_reference(record), about=record.pk, at=at
    )


def notify_unconflicted_managers(
    support: Support, *, notice: str, at: datetime, without: Iterable[int] = ()
) -> None:
    """
    Notify the managers of the service who have no conflict with the case themselves.

    without: accounts of managers who know already.
    The notice has not even the victim's reference, which could reveal who it is about.
    """
    managers = User.objects.filter(
        pk__in=holders_of_capacity("manage_support", support.service_id, at=at)
    )
    managers = managers.exclude(pk__in=accounts_in_conflict(support.case_id))
    managers = managers.exclude(pk__in=[*without])
    outbox.enqueue_notices(
        managers.values_list("pk", flat=True), notice=notice,
        subject=gettext("a victim whom your service supports"), about=support.pk, at=at,
    )  # fmt: skip


def notify_proposer_of_lifting(lifting: ConflictLifting, support: Support, *, at: datetime) -> None:
    """Notify whoever proposed to lift a conflict of the service that it was answered."""
    outbox.enqueue_notices(
        [lifting.by_id], notice="lifting_settled",
        subject=gettext("a victim whom your service supports"), about=support.pk, at=at,
    )  # fmt: skip


def notify_isva(support: Support, *, notice: str, at: datetime) -> None:
    """Notify the ISVA of a support."""
    assert support.isva_id is not None
    _notify_about_support([support.isva_id], support, notice, at)


def notify_isva_or_managers(support: Support, *, notice: str, at: datetime) -> None:
    """
    Notify the ISVA of a support; where they may not be told now, the managers who may.

    They may not while they are in conflict with the case or their account is inactive.
    """
    isva = User.objects.filter(pk__in=[support.isva_id], is_active=True)
    if isva.exclude(pk__in=accounts_in_conflict(support.case_id)).exists():
        notify_isva(support, notice=notice, at=at)
    else:
        notify_unconflicted_managers(support, notice=notice, at=at)


def notify_roles(record: VictimRecord, roles: Iterable[str], *, notice: str, at: datetime) -> None:
    """Notify the people of police and CPS in these roles; the unit where no one is named."""
    people = {person for role in roles for person in _people_in_role(record, role, at)}
    outbox.enqueue_notices(
        people, notice=notice, subject=victim_reference(record), about=record.pk, at=at
    )


def notify_letter_not_received(sending: Sending, letter: Letter, *, at: datetime) -> None:
    """
    Notify at once those who can act on a letter that did not reach the victim.

    These are the sender and the victim's named contacts of either side; without a named contact,
    those of the letter's own side who work with victims.
    """
    record = letter.record
    people = {sending.by_id} | _people_in_contact(record, letter.side, at=at)
    outbox.enqueue_notices(
        people, notice="letter_not_sent", subject=victim_reference(record), about=record.pk, at=at
    )


def notify_message_not_received(sent: Contact, *, at: datetime) -> None:
    """Notify the same people, of the sending side, of a message to a wrong number."""
    record = sent.record
    people = {sent.by_id} | _people_in_contact(record, sent.by.agency.side, at=at)
    outbox.enqueue_notices(
        people, notice="message_not_received", subject=victim_reference(record), about=record.pk,
        at=at
    )  # fmt: skip


def _people_in_contact(record: VictimRecord, side: str, *, at: datetime) -> set[int]:
    """The victim's named contact on a side; without one, the side's unit."""
    role = LiaisonRole.LIAISON_OFFICER if side == Side.CPS else LiaisonRole.CONTACT_OFFICER
    named = [record.liaison_officer_id, record.contact_officer_id]
    return {person for person in named if person} or set(_people_in_role(record, role, at))


def _people_in_role(record: VictimRecord, role: str, at: datetime) -> set[int]:
    if role == LiaisonRole.OFFICER_IN_CASE:
        return {record.case.officer_id}
    capacity, unit, named = COLUMNS_BY_ROLE[role]
    person = getattr(record, named)
    return {person} if person else holders_of_capacity(capacity, getattr(record, unit), at=at)


def notify_chased_for_duty(duty: Duty, *, notice: str, at: datetime) -> None:
    """Notify those who are chased for a duty: the named contact, else the unit."""
    people = people_chased_for(duty.clock_id, at=at)
    outbox.enqueue_notices(
        people, notice=notice, subject=victim_reference(duty.record), about=duty.record_id, at=at
    )


def notify_leaders_of_contact(
    record: VictimRecord, role: LiaisonRole, *, notice: str, at: datetime
) -> None:
    """Notify the leaders of the unit of a victim's contact, who may name another."""
    capacity, unit = LEADER_COLUMNS_BY_ROLE[role]
    people = holders_of_capacity(capacity, getattr(record, unit), at=at)
    outbox.enqueue_notices(
        people, notice=notice, subject=victim_reference(record), about=record.pk, at=at
    )


def notify_second_readers(letter: Letter, *, at: datetime) -> None:
    """Notify the possible second readers of a letter, without its authors, that it waits."""
    record, case = letter.record, letter.record.case
    unit = getattr(record, f"{record.unit_of[letter.side]}_id")
    people = {
        person
        for capacity in SECOND_READERS[Side(letter.side)]
        for person in holders_of_capacity(capacity, unit, at=at)
    }
    if letter.side == Side.CPS:
        named = CaseGrant.objects.filter(
            live_at(at), content_object=case, permission__codename__in=PROSECUTOR_ROLES
        )
        people |= set(named.values_list("user_id", flat=True))
    people -= accounts_of_people(letter.authors)
    outbox.enqueue_notices(
        people, notice="letter_to_read", subject=victim_reference(record), about=record.pk, at=at
    )  # fmt: skip


def notify_letter_authors(letter: Letter, *, notice: str, at: datetime) -> None:
    """Notify the authors of a letter of the second reader's result."""
    outbox.enqueue_notices(
        letter.authors, notice=notice, subject=victim_reference(letter.record),
        about=letter.record_id,
        at=at,
    )  # fmt: skip


def accounts_of_people(people: Iterable[int]) -> set[int]:
    """The ids of all accounts of these people."""
    humans = User.objects.filter(pk__in=people, human__isnull=False).values("human")
    return {*people} | set(User.objects.filter(human__in=humans).values_list("pk", flat=True))


def holders_of_capacity(capacity: str, unit: int | None, *, at: datetime) -> set[int]:
    """The ids of those with a capacity on a unit; empty without a unit."""
    found = UnitGrant.objects.filter(
        live_at(at), content_object=unit, permission__codename=capacity, user__is_active=True
    )
    return set(found.values_list("user_id", flat=True))


def _notify_about_support(
    people: Iterable[int], support: Support, notice: str, at: datetime
) -> None:
    subject = victim_reference(support.record)
    outbox.enqueue_notices(people, notice=notice, subject=subject, about=support.pk, at=at)
