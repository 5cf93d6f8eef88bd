"""The users of a run under load: people of the largest force, three others and the CPS; systems."""

from datetime import timedelta
from itertools import cycle
from typing import Any, TypedDict, TypeVar

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from benchmarks.personas import units_with_cases
from cases.action_plans.actions import action_plans
from cases.models import CaseGrant, Suspect
from cases.states import State
from people.access.scopes import scope_of
from people.administration.actions import accounts, administrators
from people.identity.sides import Side
from people.models import Unit, User
from rasso.demo.two_people import done_by_two
from timeliness.models import Delivery

T = TypeVar("T")

PASSWORD = "correct horse battery staple"
FORCES, PLANS = 4, 6  # forces, and action plans that each force's system is notified of
ROLES: dict[str, dict[str, int]] = {  # how many people of a unit are users, by role
    Side.POLICE: {"refer_cases": 2, "supervise_cases": 2},
    Side.CPS: {"prosecute_cases": 10, "allocate_cases": 2},
}


class HiredStaff(TypedDict):
    """people: e-mails by role. systems: client_id, secret and officer of each."""

    people: dict[str, list[str]]
    systems: list[dict[str, str]]
    password: str


def hire_staff() -> HiredStaff:
    """
    Give people roles in a copied database.

    Everyone named on a unit's cases gets a role on it, and the first of them are users. Notices of
    these grants are marked as sent: nobody gives a hundred roles a minute.
    """
    office = WorkingAdministrator()
    police = units_with_cases(Side.POLICE)[:FORCES]
    cps = dict.fromkeys(unit.routes.get(is_urgent=False).cps_unit for unit in police)
    people: dict[str, list[str]] = {role: [] for roles in ROLES.values() for role in roles}
    for unit in (*police, *cps):
        for role, addresses in office.staffed(unit).items():
            people[role] += addresses[: ROLES[unit.agency.side][role]]
    officers = people["refer_cases"][:: ROLES[Side.POLICE]["refer_cases"]]  # one of each unit
    connected = [office.system(unit, email) for unit, email in zip(police, officers, strict=True)]
    for unit in police:
        office.set_plans(unit)
    # As if sent the day before.
    Delivery.objects.filter(accepted_at=None).update(accepted_at=office.at)
    return {"people": people, "systems": connected, "password": PASSWORD}


class WorkingAdministrator:
    """The administrator of a copied database."""

    def __init__(self) -> None:
        self.at, self.password = timezone.now(), make_password(PASSWORD)
        self.administrator = administrators.create_first_administrator(
            name="Bench", email="bench-office@bench.example", password=PASSWORD, at=self.at
        )
        self.second = administrators.create_first_administrator(
            name="Bench two", email="bench-office2@bench.example", password=PASSWORD, at=self.at,
            another=True,
        )  # fmt: skip
        self._add_auditor()

    def _add_auditor(self) -> None:
        """Add who answers the alerts that so many roles in one minute raise."""
        unit = Unit.objects.get(kind=Unit.Kind.ADMINISTRATION)
        auditor = accounts.add_person(
            name="Bench auditor", email="bench-auditor@bench.example", agency=unit.agency,
            by=scope_of(self.administrator, at=self.at), at=self.at,
        )  # fmt: skip
        self.give("read_audit_log", auditor, unit)

    def agree(self, act: str, **arguments: Any) -> Any:
        """Carry out a change of access: the one administrator proposes it, the other approves."""
        return done_by_two(
            act, by=self.administrator, approver=self.second, at=self.at, **arguments
        )

    def give(self, capacity: str, person: User, unit: Unit) -> None:
        facts = {"person": person, "unit": unit, "capacity": capacity, "expires_at": None}
        self.agree("give_capacity", **facts)

    def staffed(self, unit: Unit) -> dict[str, list[str]]:
        """Give the unit's people their roles and the password. Returns {role: [e-mail]}."""
        people = User.objects.filter(agency=unit.agency, email__startswith=f"{unit.pk}-")
        people.update(password=self.password)
        found: dict[str, list[str]] = {role: [] for role in ROLES[unit.agency.side]}
        for (role, addresses), person in zip(cycle(found.items()), people.order_by("pk")):
            self.give(role, person, unit)
            addresses.append(person.email)
        return found

    def set_plans(self, unit: Unit) -> None:
        """Set action plans for a police unit, each by the prosecutor who has the case."""
        waiting = Suspect.objects.unscoped("benchmark").filter(
            police_unit=unit, state=State.WITH_PROSECUTOR, is_restricted=False, number=1
        )
        alone = waiting.exclude(case__suspects__number=2)
        for suspect in alone.select_related("case").order_by("pk")[:PLANS]:
            [named] = CaseGrant.objects.filter(
                content_object=suspect.case, permission__codename="reviewing_prosecutor"
            ).select_related("user")
            facts: dict[str, Any] = {"by": scope_of(named.user, at=self.at), "at": self.at}
            review = action_plans.record_review(
                case=suspect.case,
                suspects=[suspect],
                test="FULL",
                evidence="What was seen.",
                **facts,
            )
            asked: dict[str, Any] = {
                "category": "STATEMENTS",
                "text": "A statement.",
                "weight": "ESSENTIAL",
                "purpose": "INQUIRY",
                "line_of_inquiry": "Her account.",
                "proportionality": "A short one.",
                "due_on": self.at.date() + timedelta(days=14),
                "suspects": [suspect],
            }
            action_plans.set_action_plan(review=review, items=[asked], **facts)

    def system(self, unit: Unit, officer: str) -> dict[str, str]:
        """Add a system that acts for the unit and for one officer. Returns its credentials."""
        system = self.agree("add_system", name=f"Bench {unit.pk}", agency=unit.agency)
        self.give("exchange_cases", system.account, unit)
        return {"client_id": str(system.client_id), "secret": system.shown, "officer": officer}
