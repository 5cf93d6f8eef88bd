"""Link a person's sign-in at an identity provider to their account, and take it off."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.access.permission_tables import Refused
from people.access.scopes import Scope
from people.administration import unit_leaders
from people.administration.actions.open_admin_action import (
    check_reason,
    open_admin_action,
    save_next_version,
)
from people.administration.actions.systems import end_tokens
from people.administration.approvals import Approval
from people.administration.managed import managed_accounts
from people.administration.permissions import PERSON
from people.models import LinkedSignIn, User
from people.signing_in import set_up_links
from people.signing_in.actions import linked_sign_ins
from people.signing_in.second_factors import has_factor
from people.signing_in.sessions import end_sessions

SIGN_IN_NOT_FREE = _(
    "This sign-in cannot be used. Ask an administrator of the service, who sees all agencies."
)
ONLY_THERE = _(
    "This person has no second step of signing in here, so without the provider a password alone "
    "would open the account. Reset their second step instead, which two people agree on. To stop "
    "them signing in now, deactivate the account."
)
NONE_LINKED = _("No sign-in at a provider is linked to this account.")


@transaction.atomic
def link_sign_in(
    *, person: User, by: Scope, at: datetime, approval: Approval, version: int, issuer: str,
    subject: str,
) -> User:  # fmt: skip
    """
    Let whoever the issuer calls by this subject sign in to an account. The person is told by mail.

    Whoever signs in there so opens what the account may read, so a second person approves it.
    """
    approval.check("link_sign_in")
    person = open_admin_action("link_sign_in", person, by=by, version=version)
    PERSON.check(by, "link_sign_in", person)
    linked_sign_ins.link_sign_in(
        user=person, issuer=issuer, subject=subject, at=at, taken=_why_taken(issuer, subject, by)
    )
    transaction.on_commit(partial(set_up_links.notify_of_linked_sign_in, person, at=at))
    unit_leaders.notify_leaders_of_change(person, notice="way_in_changed", at=at)
    return save_next_version("link_sign_in", person, by=by, at=at)


def _why_taken(issuer: str, subject: str, by: Scope) -> Promise:
    """Why a sign-in cannot be used: it tells of no account that the person does not manage."""
    known = LinkedSignIn.objects.filter(issuer=issuer, subject=subject)
    of_managed = known.filter(user__in=managed_accounts(by).values("pk"))
    return linked_sign_ins.OF_ANOTHER_ACCOUNT if of_managed.exists() else SIGN_IN_NOT_FREE


@transaction.atomic
def unlink_sign_ins(*, person: User, by: Scope, at: datetime, version: int, reason: str) -> User:
    """
    Take every linked sign-in off an account that has a second step here, and end its sessions.
    reason: why; required.

    Without a second step here the next one would be set up by a password alone, so that two people
    agree on it (reset_second_factor).
    """
    person = open_admin_action("unlink_sign_ins", person, by=by, version=version)
    PERSON.check(by, "unlink_sign_ins", person)
    check_reason(reason)
    if not has_factor(person):
        raise Refused(ONLY_THERE, is_stage=True)
    if not LinkedSignIn.objects.filter(user=person).delete()[0]:
        raise Refused(NONE_LINKED, is_stage=True)
    end_sessions(account=person)
    end_tokens(account=person)
    transaction.on_commit(partial(set_up_links.notify_of_unlinked_sign_in, person, at=at))
    unit_leaders.notify_leaders_of_change(person, notice="way_in_changed", at=at)
    return save_next_version("unlink_sign_ins", person, by=by, at=at, because=reason)
