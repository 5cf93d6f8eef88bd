"""Link a sign-in at an identity provider to an account, and take it off."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.access.permission_tables import Refused
from people.models import LinkedSignIn, Token, User
from people.signing_in.second_factors import has_factor
from people.signing_in.sessions import end_sessions
from people.web.second_factor_state import configured_issuers

ALREADY_LINKED = _("This account has a linked sign-in there already. Unlink that one first.")
OF_ANOTHER_ACCOUNT = _("That sign-in is linked to another account here.")
ONLY_WAY_IN = _(
    "This is the only way into this account. Choose a password first: sign out, then ask for a "
    "link to reset it."
)
ONLY_STEP = _(
    "Your second step of signing in is at this provider alone. Set one up here first, then unlink."
)


@transaction.atomic
def link_sign_in(
    *, user: User, issuer: str, subject: str, at: datetime, taken: Promise = OF_ANOTHER_ACCOUNT
) -> LinkedSignIn:
    """
    Let whoever the issuer calls by this subject sign in to an account. Twice is once.

    Raises Refused if either is linked already, to something else. taken: the refusal of a sign-in
    that opens another account.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    there = LinkedSignIn.objects.filter(issuer=issuer)
    found = there.filter(user=user).first()
    if found is not None and found.subject == subject:
        return found
    if found is not None:
        raise Refused(ALREADY_LINKED, is_stage=True)
    try:
        with transaction.atomic():
            return LinkedSignIn.objects.create(
                user=user, issuer=issuer, subject=subject, linked_at=at
            )
    except IntegrityError as error:
        raise Refused(taken, is_stage=True) from error


@transaction.atomic
def unlink_sign_in(*, user: User, issuer: str, this_session: UUID | None) -> bool:
    """
    Take the sign-in off, and end the account's other sessions and its tokens in other systems.

    Returns whether there was one.

    Raises Refused if nothing else opens the account: no password, and no sign-in at another
    provider of the settings; and if no other such sign-in and no second factor here stays, since
    the next person to know the password could then set one up. this_session: the lasting id of the
    one that stays.
    """
    now = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    kept = configured_issuers() - {issuer}
    others = LinkedSignIn.objects.filter(user=user, issuer__in=kept)
    has_other = others.exists()
    if not has_other and not now.has_usable_password():
        raise Refused(ONLY_WAY_IN, is_stage=True)
    if not has_other and not has_factor(now):
        raise Refused(ONLY_STEP, is_stage=True)
    count, _rows = LinkedSignIn.objects.filter(user=user, issuer=issuer).delete()
    end_sessions(account=user, but_not=this_session)
    Token.objects.filter(officer=user).delete()
    return bool(count)
