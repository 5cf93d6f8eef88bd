"""The demo's units and people: the five pathfinder forces, their CPS Areas and invented people."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db.models import Model

from people.access.scopes import scope_of
from people.administration.actions import (
    accounts,
    administrators,
    units,
)
from people.models import Agency, System, Unit, User
from rasso.demo.simulated_time import T
from rasso.demo.texts import RING
from rasso.demo.two_people import done_by_two

# Source: the pathfinder forces of Operation Soteria, and the CPS Areas they belong to.
PATHFINDERS = (
    ("Avon and Somerset Police", "CPS South West"),
    ("Durham Police", "CPS North East"),
    ("Metropolitan Police", "CPS London South"),
    ("South Wales Police", "CPS Cymru-Wales"),
    ("West Midlands Police", "CPS West Midlands"),
)
UNIT_NAME = "{agency} RASSO unit"
# The unit that the last force's unit is merged into.
MERGED_UNIT = "West Midlands RASSO unit, east and west"

# (key, name, capacity) of each person of a unit.
POLICE_ROLES = (
    ("officer", "Demo Officer One", "refer_cases"),
    ("officer2", "Demo Officer Two", "refer_cases"),
    ("supervisor", "Demo Supervisor", "supervise_cases"),
    ("inspector", "Demo Inspector", "inspect_cases"),
    ("contact-officer", "Demo Victim Contact Officer", "contact_victims"),
    ("force-administrator", "Demo Force Administrator", "administer_agency"),
    ("force-administrator2", "Demo Force Administrator Two", "administer_agency"),
)
CPS_ROLES = (
    ("assistant", "Demo Casework Assistant", "triage_cases"),
    ("advice-manager", "Demo Early Advice Manager", "manage_early_advice"),
    ("manager", "Demo Legal Manager", "allocate_cases"),
    ("prosecutor", "Demo Prosecutor One", "prosecute_cases"),
    ("prosecutor2", "Demo Prosecutor Two", "prosecute_cases"),
    ("liaison-officer", "Demo Victim Liaison Officer", "liaise_with_victims"),
    ("area-administrator", "Demo Area Administrator", "administer_agency"),
    ("area-administrator2", "Demo Area Administrator Two", "administer_agency"),
)


@dataclass
class Pair:
    """A force's unit, the CPS unit it refers to, and the people of both by role."""

    police: Unit
    cps: Unit
    people: dict[str, User] = field(default_factory=dict)
    # {(category, text): id of the version}
    wordings: dict[tuple[str, str], UUID] = field(default_factory=dict)


class Office:
    """The demo's two administrators on the first day, and the password that all accounts share."""

    def __init__(self, *, at: datetime, password: str) -> None:
        self.at, self.password = at, make_password(password)
        self.administrator = administrators.create_first_administrator(
            name="Demo Administrator", email=e_mail("administrator", "office"),
            password=password, at=at,
        )  # fmt: skip
        self.second = administrators.create_first_administrator(
            name="Demo Administrator Two", email=e_mail("administrator2", "office"),
            password=password, at=at, another=True,
        )  # fmt: skip
        self.auditor = self.add(
            ("auditor", "Demo Auditor", "read_audit_log"), self._office_unit(), "office"
        )
        self.give("take_exports", self.auditor, self._office_unit())

    def _office_unit(self) -> Unit:
        return Unit.objects.get(kind=Unit.Kind.ADMINISTRATION)

    def do(self, action: Callable[..., T], **arguments: object) -> T:
        by = scope_of(self.administrator, at=self.at)
        return action(by=by, at=self.at, **arguments)

    def agree(self, act: str, **arguments: object) -> Model:
        """Carry out a change of access: the one administrator proposes it, the other approves."""
        return done_by_two(
            act, by=self.administrator, approver=self.second, at=self.at, **arguments
        )

    def pair(self, force: str, area: str) -> Pair:
        """Add both units with their people, and the route between them."""
        pair = Pair(self.unit(force, area), self.unit(area, area))
        self.agree("set_route", unit=pair.police, version=0, is_urgent=False, cps_unit=pair.cps)
        for roles, unit, name in (
            (POLICE_ROLES, pair.police, force),
            (CPS_ROLES, pair.cps, f"cps-{slug(area)}"),
        ):
            for role in roles:
                pair.people[role[0]] = self.add(role, unit, slug(name))
        return pair

    def unit(self, name: str, area: str) -> Unit:
        agency = Agency.objects.get(name=name)
        name = UNIT_NAME.format(agency=name.removesuffix(" Police"))
        return self.do(
            units.add_unit, agency=agency, name=name, kind="RASSO",
            area=area.removeprefix("CPS "), contact_name=RING[0], contact_phone=RING[1],
        )  # fmt: skip

    def merged(self, unit: Unit, *, into: str, at: datetime) -> Unit:
        """Add a unit to the force and merge `unit` into it, with all its open work."""
        self.at, agency = at, unit.agency
        new = self.do(units.add_unit, agency=agency, name=into, kind=unit.kind, area=unit.area)
        unit.refresh_from_db()
        self.agree("merge_unit", unit=unit, version=unit.version, into=new)
        return new

    def system(self, name: str, unit: Unit) -> System:
        """Add a system that acts for a unit. Its secret is in `shown`, and is not stored."""
        system = self.agree("add_system", name=name, agency=unit.agency)
        if not isinstance(system, System):
            raise TypeError("A system was to be added.")
        self.give("exchange_cases", system.account, unit)
        return system

    def give(self, capacity: str, person: User, unit: Unit) -> None:
        """Give a capacity without an end."""
        facts = {"person": person, "unit": unit, "capacity": capacity, "expires_at": None}
        self.agree("give_capacity", **facts)

    def add(self, role: tuple[str, str, str], unit: Unit, short: str) -> User:
        title, name, capacity = role
        person = self.do(
            accounts.add_person, name=name, email=e_mail(title, short), agency=unit.agency
        )
        self.give(capacity, person, unit)
        User.objects.filter(pk=person.pk).update(password=self.password)
        return person


def e_mail(role: str, unit: str) -> str:
    """Return an address in a domain reserved for examples, so that mail reaches nobody."""
    return f"{role}@{unit}.demo.example"


def slug(agency: str) -> str:
    """Short form for addresses: "avon-and-somerset" for Avon and Somerset Police."""
    return agency.removeprefix("CPS ").removesuffix(" Police").lower().replace(" ", "-")
