"""Queue notices: their recipients and subject. A notice says where to look, never what happened."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext, ngettext

from cases.models import BreakGlass, Case, CaseGrant, Suspect, Transfer
from cases.queries.conflicts import accounts_in_conflict
from people.access.expiry import live_at
from people.administration.managed import ADMINISTRATORS
from people.administration.unit_leaders import LEADERS
from people.alerts.permissions import ANSWERING
from people.models import AccessProposal, InsiderAlert, ReadingRequest, Side, Unit, UnitGrant, User
from timeliness.actions import outbox
from timeliness.notices import NAMING_NOTICES

MAX_SUBJECT_CHARS = 80  # size of the columns that store it


def notice_subject(case: Case, suspects: Collection[Suspect]) -> str:
    """
    Subject of notices and clocks: "52RS0012326, suspects 1 and 2", or the URN alone.

    The number of suspects if their list is longer than MAX_SUBJECT_CHARS.
    """
    if not suspects:
        return case.urn
    numbers = sorted(suspect.number for suspect in suspects)
    numbers_text = " and ".join(filter(None, [", ".join(map(str, numbers[:-1])), str(numbers[-1])]))
    named = ngettext("%(urn)s, suspect %(n)s", "%(urn)s, suspects %(n)s", len(numbers))
    told = named % {"urn": case.urn, "n": numbers_text}
    if len(told) > MAX_SUBJECT_CHARS:
        return gettext("%(urn)s, %(n)s suspects") % {"urn": case.urn, "n": len(numbers)}
    return told


def notify_unit(
    capacity: str,
    unit_id: int | None,
    case: Case,
    suspects: Collection[Suspect],
    *,
    notice: str,
    at: datetime,
) -> None:
    """Notify active holders of a capacity on a unit; access is checked again on sending."""
    holders = UnitGrant.objects.filter(
        live_at(at), content_object=unit_id, permission__codename=capacity, user__is_active=True
    )
    _enqueue_notices(holders, case, suspects, notice, at)


def notify_named_roles(
    capacities: tuple[str, ...],
    case: Case,
    suspects: Collection[Suspect],
    *,
    notice: str,
    at: datetime,
) -> None:
    """Notify holders of these named roles on the case; if there are none, their unit."""
    named = CaseGrant.objects.filter(
        live_at(at), content_object=case, permission__codename__in=capacities, user__is_active=True
    ).exclude(user__in=accounts_in_conflict(case.pk))
    if named.exists():
        _enqueue_notices(named, case, suspects, notice, at)
    else:
        capacity, unit = UNIT_INSTEAD[capacities]
        notify_unit(capacity, getattr(case, unit), case, suspects, notice=notice, at=at)


def notify_person(
    person: User, case: Case, suspects: Collection[Suspect], *, notice: str, at: datetime
) -> None:
    outbox.enqueue_notices(
        [person.pk], notice=notice, subject=notice_subject(case, suspects), about=case.pk, at=at
    )


def notify_without_urn(people: Iterable[int], case: Case, *, notice: str, at: datetime) -> None:
    """Queue a notice about who reads a case. Without the URN: an email is read by others too."""
    subject = gettext("a case of your unit")
    outbox.enqueue_notices(people, notice=notice, subject=subject, about=case.pk, at=at)


def notify_let_in(people: Iterable[int], case: Case, *, at: datetime) -> None:
    """Queue a notice that a person can read a case that they asked for. Without the URN."""
    subject = gettext("a case")
    outbox.enqueue_notices(people, notice="let_in", subject=subject, about=case.pk, at=at)


def notify_of_break_glass(
    opened: BreakGlass, people: QuerySet[User], *, notice: str, at: datetime
) -> None:
    """Queue a notice about a break-glass. Without the URN: an email is read by others too."""
    outbox.enqueue_notices(
        set(people.values_list("pk", flat=True)), notice=notice,
        subject=gettext("a case of your unit"), about=opened.pk, at=at,
    )  # fmt: skip


def notify_of_transfer(transfer: Transfer, *, at: datetime) -> None:
    """
    Notify the managers of the unit to which a case is offered.

    The notice is about the offer, because they may not know of the case yet.
    """
    managers = UnitGrant.objects.filter(
        live_at(at), content_object=transfer.to_unit_id, permission__codename="allocate_cases",
        user__is_active=True,
    )  # fmt: skip
    outbox.enqueue_notices(
        set(managers.values_list("user_id", flat=True)), notice="transfer_offered",
        subject=transfer.case.urn, about=transfer.pk, at=at,
    )  # fmt: skip


def notify_of_access(*, unit: Unit, people: Iterable[int], is_system: bool, at: datetime) -> None:
    """Notify those who lead a unit that access to it was granted. The notice is about the unit."""
    outbox.enqueue_notices(
        people, notice="system_let_in" if is_system else "access_given", subject=unit.name,
        about=unit.reference, at=at,
    )  # fmt: skip


def notify_of_reached_limit(*, units: Iterable[int], without: Iterable[int], at: datetime) -> None:
    """Notify those who lead these units that someone there reached a limit on reading."""
    for unit, people in _leaders_by_unit(units, without, at=at).items():
        outbox.enqueue_notices(
            people, notice="limit_reached", subject=unit.name, about=unit.reference, at=at
        )


def notify_of_move(
    *, units: Iterable[int], notice: str, without: Iterable[int], at: datetime
) -> None:
    """Notify those who lead these units of a change of who works there, or of how they get in."""
    for unit, people in _leaders_by_unit(units, without, at=at).items():
        outbox.enqueue_notices(
            people, notice=notice, subject=unit.name, about=unit.reference, at=at
        )


def notify_of_directory(*, notice: str, agency_id: int | None, at: datetime) -> None:
    """
    Notify administrators of what a directory of an agency said, without its name or anybody's.

    Those of the service, and those of the agency.
    """
    told = Q(agency__side=Side.OVERSIGHT) | Q(agency=agency_id)
    units = Unit.objects.filter(told).values_list("pk", flat=True)
    found = _leaders_by_unit(units, (), at=at, holding=ADMINISTRATORS)
    for unit, people in found.items():
        outbox.enqueue_notices(
            people, notice=notice, subject=unit.name, about=unit.reference, at=at
        )


def notify_of_alert(*, alert: InsiderAlert, at: datetime) -> None:
    """Notify those who lead the unit that an alert waits. It says neither of whom nor of what."""
    leaders = _leaders_by_unit([alert.unit_id], alert.about, at=at, holding=ANSWERING)
    for unit, people in leaders.items():
        outbox.enqueue_notices(
            people, notice="insider_alert", subject=unit.name, about=alert.pk, at=at
        )


def notify_of_reading_request(*, asked: ReadingRequest, at: datetime) -> None:
    """Notify those who lead the unit of a request to read more, or whoever asked of its answer."""
    people, notice = {asked.by_id}, "reading_answered"
    if asked.is_waiting:
        leaders = _leaders_by_unit([asked.unit_id], asked.authors, at=at)
        people, notice = leaders.get(asked.unit, set()), "reading_asked"
    outbox.enqueue_notices(people, notice=notice, subject=asked.unit.name, about=asked.pk, at=at)


def _leaders_by_unit(
    units: Iterable[int], without: Iterable[int], *, at: datetime,
    holding: Collection[str] = LEADERS,
) -> dict[Unit, set[int]]:  # fmt: skip
    """{unit: ids of the accounts that lead it, by one of these capacities}, without some."""
    grants = UnitGrant.objects.filter(
        live_at(at), content_object__in=units, permission__codename__in=holding,
        user__is_active=True, user__is_system=False,
    ).exclude(user__in=without)  # fmt: skip
    found: dict[Unit, set[int]] = {}
    for grant in grants.select_related("content_object").order_by("content_object"):
        found.setdefault(grant.content_object, set()).add(grant.user_id)
    return found


NOTICE_OF_PROPOSAL: dict[str, str] = {
    AccessProposal.Status.WAITING: "access_proposed",
    AccessProposal.Status.TO_REVIEW: "access_in_emergency",
    AccessProposal.Status.APPROVED: "access_approved",
    AccessProposal.Status.DONE: "access_approved",
    AccessProposal.Status.REFUSED: "access_refused",
    AccessProposal.Status.CONFIRMED: "emergency_confirmed",
    AccessProposal.Status.UNDONE: "emergency_undone",
}


def notify_of_proposal(
    *, proposal: AccessProposal, administrators: Collection[int], led_units: Collection[int],
    at: datetime, leaders: Collection[int] | None = None,
) -> None:  # fmt: skip
    """
    Notify administrators of a proposal of access, and those who lead these units.

    leaders: of them, these accounts alone; None for all. Each about a unit that they lead. Neither
    whoever proposed it, before it is settled, nor whom it is for.
    """
    notice = NOTICE_OF_PROPOSAL[proposal.status]
    own = {proposal.proposed_by_id, proposal.person_id}
    held = Q(user__in=administrators, permission__codename__in=ADMINISTRATORS)
    leads = Q(content_object__in=led_units, permission__codename__in=LEADERS)
    if leaders is not None:
        leads &= Q(user__in=leaders)
    held |= leads & ~Q(user__in=own)
    grants = UnitGrant.objects.filter(held, live_at(at), user__is_active=True)
    by_unit: dict[Unit, set[int]] = {}
    for grant in grants.select_related("content_object").order_by("content_object"):
        by_unit.setdefault(grant.content_object, set()).add(grant.user_id)
    for unit, people in by_unit.items():
        outbox.enqueue_notices(
            people, notice=notice, subject=_about_of_proposal(proposal, unit, notice),
            about=unit.reference, at=at,
        )  # fmt: skip


def _about_of_proposal(proposal: AccessProposal, unit: Unit, notice: str) -> str:
    """The subject of a notice: whom or what a proposal that was answered is about, or the unit."""
    if notice not in NAMING_NOTICES:
        return unit.name
    about = proposal.person or proposal.unit
    named = about.name if about else str(proposal.arguments.get("name", unit.name))
    return named[:MAX_SUBJECT_CHARS]


def notify_conflict_watch(
    case: Case, side: str, *, notice: str, at: datetime, without: Collection[int] = ()
) -> None:
    """
    Notify a side's managers of conflicts with a case, except those in conflict with it themselves.

    without: accounts that need no notice.

    Without the URN, which might reveal whom the conflict is about.
    """
    capacities, unit = CONFLICT_WATCH[side]
    holders = UnitGrant.objects.filter(
        live_at(at), content_object=getattr(case, unit), permission__codename__in=capacities,
        user__is_active=True,
    ).exclude(user__in=accounts_in_conflict(case.pk))  # fmt: skip
    people = set(holders.values_list("user_id", flat=True)) - set(without)
    outbox.enqueue_notices(
        people, notice=notice, subject=gettext("a case of your unit"), about=case.pk, at=at
    )


# Managers of conflicts of interest: their capacities by side, and the column of their unit.
CONFLICT_WATCH: dict[str, tuple[tuple[str, ...], str]] = {
    Side.POLICE: (("supervise_cases", "inspect_cases"), "police_unit_id"),
    Side.CPS: (("allocate_cases",), "cps_unit_id"),
}
OFFICER_ROLES = ("officer_in_case",)
PROSECUTOR_ROLES = ("reviewing_prosecutor", "covering_prosecutor")
# Capacities to notify if no named role is left: those who can name a replacement, or can act.
UNIT_INSTEAD = {
    OFFICER_ROLES: ("refer_cases", "police_unit_id"),
    PROSECUTOR_ROLES: ("allocate_cases", "cps_unit_id"),
}


def _enqueue_notices(
    grants: QuerySet[UnitGrant] | QuerySet[CaseGrant],
    case: Case,
    suspects: Collection[Suspect],
    notice: str,
    at: datetime,
) -> None:
    outbox.enqueue_notices(
        set(grants.values_list("user_id", flat=True)),
        notice=notice,
        subject=notice_subject(case, suspects),
        about=case.pk,
        at=at,
    )
