"""Who signs in under load: people of the largest force and of three others, with a password."""

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from benchmarks.people import units
from people.access import grant
from people.models import User
from people.sides import Side

PASSWORD = "correct horse battery staple"
FORCES = 4
ROLES = ("refer_cases", "supervise_cases")


def hire():
    """{role: [addresses]}: two in each role of each unit, as they are in a copied database."""
    password, found = make_password(PASSWORD), {role: [] for role in ROLES}
    for unit in units(Side.POLICE)[:FORCES]:
        people = User.objects.filter(agency=unit.agency, email__endswith="@bench.example")
        people = people.exclude(email__startswith="bench-").order_by("pk")
        for n, user in enumerate(people[: 2 * len(ROLES)]):
            role = ROLES[n % len(ROLES)]
            user.password = password
            user.save()
            grant(role, to=user, on=unit, by=user, at=timezone.now())
            found[role].append(user.email)
    return found
