"""
Set-up links: personal, single-use links to choose a password, valid for a few days.

An administrator vouches for an e-mail address but must not be able to sign in as the person. So a
link is only ever mailed, and an account whose address was changed gets none until its owner,
notified at both addresses, has had time to object.
"""

from datetime import datetime, timedelta

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.utils import timezone

from people.models import AuditEntry, User


def set_up_url(person: User) -> str:
    """A new link. It ends when a password is chosen or the e-mail address changes."""
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(person)
    key = f"{user_pk_to_url_str(person)}-{token}"
    url: str = get_adapter().get_reset_password_from_key_url(key)
    return url


def mail_set_up_link(person: User) -> None:
    """Mail the link to the account's address, which an administrator vouched for."""
    facts = {"user": person, "password_reset_url": set_up_url(person)}
    get_adapter().send_mail("account/email/set_up", person.email, facts)


def notify_of_new_address(*addresses: str, at: datetime) -> None:
    """Mail the old and the new address that the account's address was changed."""
    for email in addresses:
        get_adapter().send_mail("account/email/address_changed", email, {"timestamp": at})


def notify_of_reset_factor(person: User, *, at: datetime) -> None:
    """Mail a person that their second factor was reset."""
    get_adapter().send_mail("account/email/factor_reset", person.email, {"timestamp": at})


def notify_of_linked_sign_in(person: User, *, at: datetime) -> None:
    """Mail a person that a sign-in at a provider opens their account from now on."""
    get_adapter().send_mail("account/email/sign_in_linked", person.email, {"timestamp": at})


def notify_of_unlinked_sign_in(person: User, *, at: datetime) -> None:
    """Mail a person that no sign-in at a provider opens their account any more."""
    get_adapter().send_mail("account/email/sign_in_unlinked", person.email, {"timestamp": at})


def notify_of_sign_out(person: User, *, at: datetime) -> None:
    """Mail a person that an administrator signed them out everywhere."""
    get_adapter().send_mail("account/email/signed_out", person.email, {"timestamp": at})


def notify_of_calendar_address(email: str, *, at: datetime) -> None:
    """Mail a person that an address was made from which a calendar reads what is due to them."""
    get_adapter().send_mail("account/email/calendar_address", email, {"timestamp": at})


def may_send_link(person: User) -> bool:
    """Whether a link may be sent to the account's current address."""
    return not person.is_system and not (person.has_usable_password() and is_address_new(person))


def is_address_new(person: User) -> bool:
    """Whether the address was changed recently and has not been used to sign in yet."""
    since = timezone.now() - timedelta(hours=settings.ADDRESS_SETTLES_HOURS)
    changed_at = address_changed_at(person)
    if changed_at is None or changed_at <= since:
        return False
    signed_in = AuditEntry.objects.filter(user=person, verb="sign_in", at__gt=changed_at)
    return not signed_in.exists()


def address_changed_at(person: User) -> datetime | None:
    """When the account's address was last changed; None if never."""
    since = None
    versions = person.history.order_by("-history_date", "-history_id")
    for email, at in versions.values_list("email", "history_date"):
        if email != person.email:
            return since
        since = at
    return None
