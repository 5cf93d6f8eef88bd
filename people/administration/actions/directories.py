"""Directories of agencies: adding one, and what of their words waits for an administrator."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.access.permission_tables import Refused
from people.access.scopes import Scope
from people.administration.actions.accounts import HAS_ONE
from people.administration.actions.merge_agencies import refuse_if_merged
from people.administration.actions.open_admin_action import log_admin_action
from people.administration.actions.systems import create_system
from people.administration.approvals import Approval
from people.administration.managed import refuse_other_agency
from people.administration.permissions import SITE
from people.identity.sides import Side
from people.models import Agency, DirectoryPerson, System, User

SIDES = (Side.POLICE, Side.CPS, Side.SUPPORT)
NOT_OF_PEOPLE = _(
    "Select an agency of the police, of the CPS or a support service. Accounts of the people who "
    "manage accounts are changed by hand."
)


@transaction.atomic
def add_directory(
    *, by: Scope, at: datetime, approval: Approval, name: str, agency: Agency
) -> System:
    """
    Add the directory of an agency, which says who of its people joins, moves and leaves.

    Its account has no capacity, can get none and cannot sign in. The returned system has its secret
    as `shown`; it cannot be read again.
    """
    approval.check("add_directory")
    SITE.check(by, "add_directory")
    refuse_other_agency(by, agency.pk)
    agency = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    refuse_if_merged(agency)
    if agency.side not in SIDES:
        raise Refused(NOT_OF_PEOPLE, is_stage=True)
    if System.objects.filter(people_of=agency, account__is_active=True).exists():
        raise Refused(HAS_ONE, is_stage=True)
    return create_system("add_directory", name, agency, by=by, at=at, people_of=agency)


def forget_former_secret(*, system: System) -> None:
    """End the secret of before: the directory has called with the new one."""
    System.objects.filter(pk=system.pk, secret=system.secret).update(former_secret="")


@transaction.atomic
def put_directory_person_aside(*, person: DirectoryPerson, by: Scope, at: datetime) -> User:
    """Record that there is nothing to do about what a directory wants, until it wants another."""
    SITE.check(by, "put_directory_person_aside")
    rows = DirectoryPerson.objects.select_for_update(of=("self",)).select_related("user")
    person = rows.get(pk=person.pk)
    refuse_other_agency(by, person.user.agency_id)
    person.put_aside_at = at
    person.save(update_fields=["put_aside_at"])
    log_admin_action("put_directory_person_aside", person.user, by=by, at=at)
    return person.user
