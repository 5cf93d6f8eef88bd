"""The cast of the tests of people/: units, people and cases."""

from datetime import UTC, datetime, timedelta
from itertools import count
from types import SimpleNamespace

from django.utils import timezone

from cases.models import Case, Custody, Suspect
from people.access import grants, scopes
from people.access.row_security import for_purpose
from people.models import Agency, Side, Unit, User
from tests.support.cases.conflicts import add_conflict

NUMBER = count(1)
DUE = datetime(2026, 1, 1, tzinfo=UTC)


def make_unit(side, **facts):
    """A unit of a new agency of this side."""
    agency = Agency.objects.create(name=f"Agency {next(NUMBER)}", side=side)
    return Unit.objects.create(agency=agency, **{"name": "RASSO", **facts})


def make_user(unit, *capacities, **facts):
    """A user in the unit's agency, with these capacities on the unit."""
    n = next(NUMBER)
    facts = {"email": f"person{n}@example.org", "name": f"Person {n}", **facts}
    user = User.objects.create(agency=unit.agency, **facts)
    for capacity in capacities:
        give_capacity(capacity, user, unit)
    return user


def make_case(police, cps=None, *, suspects=1, by=None, **facts):
    """A case of these units with suspects on bail."""
    by = by or make_user(police)
    case = Case.objects.unscoped("a test").create(
        urn=f"52RS{next(NUMBER):05}26",
        police_unit=police,
        cps_unit=cps,
        officer=by,
        opened_by=by,
        opened_at=DUE,
        **facts,
    )
    for number in range(1, suspects + 1):
        listed_at = DUE + timedelta(days=next(NUMBER))
        Suspect.objects.unscoped("a test").create(
            case=case,
            number=number,
            surname="Able",
            only_side="",
            custody=Custody.ON_BAIL,
            listed_at=listed_at,
            police_unit=police,
        )
    return case


def make_conflict(user, case):
    """Record a conflict of interest of the user with the case."""
    return add_conflict(user, case, at=DUE)


def give_capacity(capacity, user, on, **more):
    """Grant a capacity on a unit or case."""
    return grants.grant_capacity(capacity, to=user, on=on, by=user, at=timezone.now(), **more)


def revoke(capacity, user, on):
    """Revoke a capacity on a unit or case."""
    grants.revoke_capacity(capacity, of=user, on=on, by=user, at=timezone.now())


def scope_of(user):
    """The user's scope now."""
    return scopes.scope_of(user, at=timezone.now())


def scope(user_id=1, side=Side.POLICE, **capacities):
    """A Scope built without a database; unit ids as u1=("refer_cases",)."""
    held = {int(unit[1:]): frozenset(names) for unit, names in capacities.items()}
    return scopes.Scope(user_id, "A person", side, 1, held, DUE)


def fake_row(**facts):
    """Stands in for a row of a model, with these field values."""
    return SimpleNamespace(**facts)


@for_purpose("a test")
def case_key_of(reference):
    """Stub of another app's lookup from a reference to a case."""
    return (
        Case.objects.unscoped("a test").filter(urn=reference).values_list("pk", flat=True).first()
    )
