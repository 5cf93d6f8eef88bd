"""What the browser finds: people, units and cases, committed before the first visit."""

from datetime import timedelta
from types import SimpleNamespace

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from people.models import Agency, Side, Unit
from tests.cast import Road, cast, person

CAREFUL = "careful@example.org"  # has an authenticator app


def set_up():
    """
    Everybody by role, a case at each step of its road, and `names`: what no title may hold.

    scene.officer, .supervisor … are people; scene.opened, .written, .submitted, .accepted,
    .allocated and .planned are roads (tests/cast.py), each with its case, suspects and referral.
    """
    people = cast()
    users = {name: one for name, one in vars(people).items() if hasattr(one, "email")}
    users |= {"administrator": administrator(), "auditor": auditor(), "careful": careful(people)}
    users["deactivated"] = deactivated(people)
    roads = steps(people)
    names = [user.name for user in users.values()]
    names += [suspect.surname for road in roads.values() for suspect in road.suspects]
    return SimpleNamespace(police=people.police, cps=people.cps, names=names, **users, **roads)


def steps(people):
    """A case of two suspects at each step, the first three days ago."""
    start = timezone.now() - timedelta(days=3)
    return {
        "opened": Road(people, suspects=2, at=start),
        "written": Road(people, suspects=2, at=start).write(),
        "submitted": Road(people, suspects=2, at=start).submit(),
        "accepted": Road(people, suspects=2, at=start).accept(),
        "allocated": Road(people, suspects=2, at=start).allocate(),
        "planned": Road(people, suspects=2, at=start).allocate().plan(),
    }


def oversight():
    """The unit from which accounts are looked after and the log is read."""
    agency, _new = Agency.objects.get_or_create(name="Oversight office", side=Side.OVERSIGHT)
    unit, _new = Unit.objects.get_or_create(
        agency=agency, name="Oversight", kind=Unit.Kind.ADMINISTRATION
    )
    return unit


def administrator():
    return person(oversight(), "administer_accounts", name="Ada Administrator")


def auditor():
    return person(oversight(), "read_audit_log", name="Aud Auditor")


def deactivated(people):
    user = person(people.police, "refer_cases", name="Dee Deactivated")
    user.is_active = False
    user.save(update_fields=["is_active"])
    return user


def careful(people):
    """Someone who signs in with a code as well."""
    user = person(people.police, "refer_cases", name="Cara Careful")
    user.email = CAREFUL
    user.save(update_fields=["email"])
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    return user
