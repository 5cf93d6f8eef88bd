"""Actions on accounts: add, change, deactivate, reactivate, send a set-up link."""

import secrets
from datetime import datetime
from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.access.expiry import live_at
from people.access.permission_tables import Refused
from people.access.scopes import Scope
from people.administration import unit_leaders
from people.administration.actions.merge_agencies import refuse_if_merged
from people.administration.actions.open_admin_action import (
    check_reason,
    log_admin_action,
    open_admin_action,
    reason_if_changed,
    refuse_if_taken,
    save_next_version,
)
from people.administration.actions.systems import end_tokens, secret_digest
from people.administration.approvals import Approval
from people.administration.managed import managed_accounts, refuse_other_agency
from people.administration.permissions import PERSON, SITE
from people.identity.capacities import AGENCY_CAPACITIES
from people.models import (
    Agency,
    DirectoryPerson,
    LinkedSignIn,
    Operation,
    System,
    UnitGrant,
    User,
)
from people.models.nullable import not_null
from people.signing_in import set_up_links
from people.signing_in.sessions import end_sessions

EMAIL_TAKEN = _(
    "There is already an account with this email address. Find it under People: "
    "reactivate or change that account instead of adding another."
)

HAS_ONE = _("This agency has a directory already. Deactivate that one first.")

ADDRESS_NOT_FREE = _(
    "This address cannot be used. Ask an administrator of the service, who sees all agencies."
)

ADDRESS_IS_NEW = _(
    "The email address of this account was changed recently. Both addresses were "
    "notified. Wait a day, or until the person has signed in, then send the link."
)

SAME_ADDRESS = _("Enter another email address than the one the account has.")


@transaction.atomic
def add_person(*, by: Scope, at: datetime, name: str, email: str, agency: Agency) -> User:
    """Add an account without a password; its owner sets one through a set-up link."""
    SITE.check(by, "add_person")
    refuse_other_agency(by, agency.pk)
    refuse_if_merged(agency)
    person = User()
    person.set_unusable_password()
    with refuse_if_taken(_why_taken(email.lower(), by)):
        values: dict[str, Any] = {"name": name, "email": email.lower(), "agency": agency}
        return save_next_version("add_person", person, by=by, at=at, **values)


@transaction.atomic
def change_person(
    *, person: User, by: Scope, at: datetime, version: int, name: str, changed_because: str = ""
) -> User:
    """Change the name of a person or of a system."""
    person = open_admin_action("change_person", person, by=by, version=version, name=name)
    PERSON.check(by, "change_person", person)
    because = reason_if_changed(person, changed_because, {"name": name})
    return save_next_version("change_person", person, by=by, at=at, because=because, name=name)


@transaction.atomic
def change_address(
    *, person: User, by: Scope, at: datetime, approval: Approval, version: int, email: str
) -> User:
    """
    Change the address that a person signs in with, which is notified at the old and the new one.

    Whoever has the new address can choose a password, so a second person approves it.
    """
    approval.check("change_address")
    email = email.lower()
    person = open_admin_action("change_address", person, by=by, version=version, email=email)
    PERSON.check(by, "change_address", person)
    before = person.email
    if email == before:
        raise Refused(SAME_ADDRESS, is_stage=True)
    with refuse_if_taken(_why_taken(email, by)):
        save_next_version("change_address", person, by=by, at=at, email=email)
        EmailAddress.objects.filter(user=person).exclude(email=email).delete()
    transaction.on_commit(partial(set_up_links.notify_of_new_address, before, email, at=at))
    unit_leaders.notify_leaders_of_change(person, notice="way_in_changed", at=at)
    return person


def _why_taken(email: str, by: Scope) -> str | Promise:
    """Why an address cannot be used: it names no account that the person does not manage."""
    known = User.objects.filter(email=email).exclude(pk__in=managed_accounts(by).values("pk"))
    return ADDRESS_NOT_FREE if known.exists() else EMAIL_TAKEN


@transaction.atomic
def deactivate_person(*, person: User, by: Scope, at: datetime, version: int, reason: str) -> User:
    """
    Deactivate an account: no access from the next request on. reason: why; required.

    Deletes its sessions, tokens and linked sign-ins at providers.

    Reactivation brings none of them back.
    """
    person = open_admin_action("deactivate_person", person, by=by, version=version)
    PERSON.check(by, "deactivate_person", person)
    check_reason(reason)
    # What a directory said before does not read as if it wanted the person back; and a directory
    # that is opened again gets a new secret.
    DirectoryPerson.objects.filter(user=person).update(is_active=False)
    System.objects.filter(account=person, people_of__isnull=False).update(
        secret=secret_digest(secrets.token_urlsafe(32)), former_secret=""
    )
    return close_account("deactivate_person", person, by=by, at=at, because=reason)


def close_account(verb: str, person: User, *, by: Scope, at: datetime, **values: Any) -> User:
    """Close a locked account, and write these values to it too. Call it in a transaction."""
    end_tokens(account=person)
    end_sessions(account=person)
    LinkedSignIn.objects.filter(user=person).delete()
    held = UnitGrant.objects.filter(live_at(at), user=person)
    if person.is_active and held.filter(permission__codename__in=AGENCY_CAPACITIES).exists():
        unit_leaders.notify_administrator_ended(person, by=by, at=at)
    return save_next_version(verb, person, by=by, at=at, is_active=False, **values)


@transaction.atomic
def reactivate_person(
    *, person: User, by: Scope, at: datetime, approval: Approval, version: int
) -> User:
    """Reactivate an account with its remaining grants, and notify the leaders of those units."""
    approval.check("reactivate_person")
    person = open_admin_action("reactivate_person", person, by=by, version=version)
    PERSON.check(by, "reactivate_person", person)
    _check_only_directory(person)
    save_next_version("reactivate_person", person, by=by, at=at, is_active=True)
    for unit in unit_leaders.units_opened_by(UnitGrant.objects.filter(live_at(at), user=person)):
        unit_leaders.notify_leaders_of_access(unit, to=person, is_system=person.is_system, at=at)
    return person


def _check_only_directory(account: User) -> None:
    """Raise Refused for the account of a directory whose agency has another one by now."""
    system = System.objects.filter(account=account, people_of__isnull=False).first()
    if system is None:
        return
    Agency.objects.select_for_update(no_key=True).get(pk=not_null(system.people_of_id))
    others = System.objects.filter(people_of=system.people_of_id, account__is_active=True)
    if others.exists():
        raise Refused(HAS_ONE, is_stage=True)


@transaction.atomic
def send_set_up_link(*, person: User, by: Scope, at: datetime) -> User:
    """
    Record that a person is sent a link to set a password. The view makes and sends the link.

    Raises Refused if it could reach another person.
    """
    SITE.check(by, "send_set_up_link")
    PERSON.check(by, "send_set_up_link", person)
    if not set_up_links.may_send_link(person):
        raise Refused(ADDRESS_IS_NEW, is_stage=True)
    log_admin_action("send_set_up_link", person, by=by, at=at, operation=Operation.DISCLOSURE)
    return person
