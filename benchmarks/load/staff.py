"""Who works under load: people of the largest force and three others, of the CPS, and systems."""

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from benchmarks.people import units
from people.access import scope_of
from people.actions import administrators, grants, systems
from people.models import User
from people.sides import Side

PASSWORD = "correct horse battery staple"
FORCES = 4
ROLES = {
    Side.POLICE: ("refer_cases", "supervise_cases"),
    Side.CPS: ("prosecute_cases", "allocate_cases"),
}
PLAYED = 2  # in each role of each unit


def hire():
    """
    Who there is in a copied database, in plain words: people by role, systems, and a password.

    All those named on cases of a unit hold it, and the first of them are played.
    """
    office = Office()
    found = {role: [] for roles in ROLES.values() for role in roles}
    police = units(Side.POLICE)[:FORCES]
    cps = dict.fromkeys(unit.routes.get(is_urgent=False).cps_unit for unit in police)
    for unit in (*police, *cps):
        for n, (role, person) in enumerate(office.staffed(unit)):
            if n < PLAYED * len(ROLES[unit.agency.side]):
                found[role].append(person.email)
    officers = found["refer_cases"][::PLAYED]  # the first of each force
    connected = [office.system(unit, email) for unit, email in zip(police, officers, strict=True)]
    return {"people": found, "systems": connected, "password": PASSWORD}


class Office:
    """The administrator of a copied database, at work."""

    def __init__(self):
        self.at, self.password = timezone.now(), make_password(PASSWORD)
        self.administrator = administrators.create_first_administrator(
            name="Bench", email="bench-office@bench.example", password=PASSWORD, at=self.at
        )

    def do(self, action, **arguments):
        return action(by=scope_of(self.administrator, at=self.at), at=self.at, **arguments)

    def give(self, capacity, person, unit):
        self.do(grants.give_capacity, person=person, unit=unit, capacity=capacity)

    def staffed(self, unit):
        """(role, person) of everybody of a unit, who can sign in from now on."""
        roles = ROLES[unit.agency.side]
        people = User.objects.filter(agency=unit.agency, email__startswith=f"{unit.pk}-")
        people.update(password=self.password)
        staff = [(roles[n % len(roles)], each) for n, each in enumerate(people.order_by("pk"))]
        for role, person in staff:
            self.give(role, person, unit)
        return staff

    def system(self, unit, officer):
        """A system that acts for the unit, and for this officer: what it needs to call."""
        system = self.do(systems.add_system, name="Bench", agency=unit.agency)
        self.give("exchange_cases", system.account, unit)
        return {"client_id": str(system.client_id), "secret": system.shown, "officer": officer}
