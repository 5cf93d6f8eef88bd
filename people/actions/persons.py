"""The people who sign in: added, changed, deactivated, and given a way to set a password."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.actions.base import begin, log, refused_if_taken, write
from people.models import Operation, User
from people.permissions import PERSON, SITE

TAKEN = _(
    "Somebody already has an account with this email address. Find them under People: "
    "reactivate or change that account instead of adding another."
)


@transaction.atomic
def add_person(*, by, at, name, email, agency):
    """Add a person, who has no password until they follow a link to set one."""
    SITE.check(by, "add_person")
    person = User()
    person.set_unusable_password()
    with refused_if_taken(TAKEN):
        values = {"name": name, "email": email.lower(), "agency": agency}
        return write("add_person", person, by=by, at=at, **values)


@transaction.atomic
def change_person(*, person, by, at, version, name, email):
    """Change a person's name or the address they sign in with."""
    values = {"name": name, "email": email.lower()}
    person = begin("change_person", person, by=by, version=version, **values)
    PERSON.check(by, "change_person", person)
    with refused_if_taken(TAKEN):
        write("change_person", person, by=by, at=at, **values)
        EmailAddress.objects.filter(user=person).exclude(email=person.email).delete()
    return person


@transaction.atomic
def deactivate_person(*, person, by, at, version):
    """Close an account: it holds nothing from the next request on, and its sessions have ended."""
    person = begin("deactivate_person", person, by=by, version=version)
    PERSON.check(by, "deactivate_person", person)
    return write("deactivate_person", person, by=by, at=at, is_active=False)


@transaction.atomic
def reactivate_person(*, person, by, at, version):
    """Open an account again, with whatever it still holds."""
    person = begin("reactivate_person", person, by=by, version=version)
    PERSON.check(by, "reactivate_person", person)
    return write("reactivate_person", person, by=by, at=at, is_active=True)


@transaction.atomic
def send_set_up_link(*, person, by, at):
    """Record that a person was given a link to set a password with. The page makes the link."""
    SITE.check(by, "send_set_up_link")
    PERSON.check(by, "send_set_up_link", person)
    log("send_set_up_link", person, by=by, at=at, operation=Operation.DISCLOSURE)
    return person
