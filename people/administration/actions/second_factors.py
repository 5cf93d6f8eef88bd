"""Reset the second factor of a person who has lost theirs: two administrators agree on it."""

from datetime import datetime
from functools import partial

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.access.permission_tables import Refused
from people.access.scopes import Scope
from people.administration import unit_leaders
from people.administration.actions.open_admin_action import open_admin_action, save_next_version
from people.administration.actions.systems import end_tokens
from people.administration.approvals import Approval
from people.administration.permissions import PERSON
from people.models import LinkedSignIn, User
from people.signing_in import set_up_links
from people.signing_in.sessions import end_sessions

NO_FACTOR = _(
    "This person has no second step of signing in yet. They set one up when they sign in."
)


@transaction.atomic
def reset_second_factor(
    *, person: User, by: Scope, at: datetime, approval: Approval, version: int
) -> User:
    """
    Remove all second factors of a person and their sign-ins at providers, which may show one.

    Their sessions end. They are told by mail.

    When they next sign in, they reach only the set-up of another one. Whoever knows their password
    could then set it up instead, so a second person approves it.
    """
    approval.check("reset_second_factor")
    person = open_admin_action("reset_second_factor", person, by=by, version=version)
    PERSON.check(by, "reset_second_factor", person)
    links, _rows = LinkedSignIn.objects.filter(user=person).delete()
    if not Authenticator.objects.filter(user=person).delete()[0] and not links:
        raise Refused(NO_FACTOR, is_stage=True)
    end_sessions(account=person)
    end_tokens(account=person)
    transaction.on_commit(partial(set_up_links.notify_of_reset_factor, person, at=at))
    unit_leaders.notify_leaders_of_change(person, notice="way_in_changed", at=at)
    return save_next_version("reset_second_factor", person, by=by, at=at)
