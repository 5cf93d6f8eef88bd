"""Link the accounts of one person, so that no person can be their own second reader."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from people.access.permission_tables import Refused
from people.access.scopes import Scope
from people.administration import unit_leaders
from people.administration.actions.open_admin_action import open_admin_action, save_next_version
from people.administration.approvals import Approval
from people.administration.permissions import PERSON, SITE
from people.models import Human, User

NO_SUCH_ACCOUNT = _("There is no account with this email address.")
SAME_ACCOUNT = _("Enter the email address of another account than this one.")
ALREADY_LINKED = _("These accounts are recorded as of one person already.")
NOT_YOUR_OWN = _("That is your own account, so another administrator must do this.")


@transaction.atomic
def join_accounts(*, person: User, by: Scope, at: datetime, approval: Approval, email: str) -> User:
    """
    Record that this account and the one with that address belong to one person.

    Accounts linked to either of them are included. Calls the functions of other apps listed in
    ACCOUNTS_JOINED_TOLD_TO, in this transaction.
    """
    approval.check("join_accounts")
    SITE.check(by, "join_accounts")
    person, other = _lock_accounts(person, email, by=by)
    PERSON.check(by, "join_accounts", person)
    if person.human_id and person.human_id == other.human_id:
        raise Refused(ALREADY_LINKED, is_stage=True)
    both = [person, *_linked_accounts_of(person)], [other, *_linked_accounts_of(other)]
    human = person.human or other.human or Human.objects.create()
    for account in (person, *both[1]):
        if account.human_id != human.pk:
            save_next_version("join_accounts", account, by=by, at=at, human=human)
    groups = [{account.pk for account in accounts} for accounts in both]
    for follow in settings.ACCOUNTS_JOINED_TOLD_TO:
        import_string(follow)(groups=groups, at=at)
    unit_leaders.notify_leaders_of_change(*both[0], *both[1], notice="accounts_joined", at=at)
    return person


@transaction.atomic
def part_accounts(
    *, person: User, by: Scope, at: datetime, approval: Approval, version: int
) -> User:
    """Unlink an account that was linked by mistake."""
    approval.check("part_accounts")
    person = open_admin_action("part_accounts", person, by=by, version=version)
    PERSON.check(by, "part_accounts", person)
    parted = [person, *_linked_accounts_of(person)]
    unit_leaders.notify_leaders_of_change(*parted, notice="accounts_parted", at=at)
    return save_next_version("part_accounts", person, by=by, at=at, human=None)


def _lock_accounts(person: User, email: str, *, by: Scope) -> tuple[User, User]:
    """Lock the two accounts, in the order of their ids, so that two calls cannot deadlock."""
    people = User.objects.filter(is_system=False)
    known = people.filter(email=email.lower()).values_list("pk", flat=True).first()
    if known is None:
        raise Refused(NO_SUCH_ACCOUNT, is_stage=True)
    if known == person.pk:
        raise Refused(SAME_ACCOUNT, is_stage=True)
    if known == by.user_id:
        raise Refused(NOT_YOUR_OWN, is_stage=True)
    rows = User.objects.filter(pk__in=[person.pk, known]).select_for_update(no_key=True)
    found = {user.pk: user for user in rows.order_by("pk")}
    return found[person.pk], found[known]


def _linked_accounts_of(account: User) -> list[User]:
    """The accounts already linked to this one."""
    beside = User.objects.filter(human=account.human_id, human__isnull=False)
    return list(beside.select_for_update(no_key=True).exclude(pk=account.pk).order_by("pk"))
