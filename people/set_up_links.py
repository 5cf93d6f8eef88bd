"""The address at which a person chooses a password: theirs alone, for a few days, once."""

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.utils import user_pk_to_url_str


def address(person):
    """A fresh address; choosing a password, or a change of the e-mail address, ends it."""
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(person)
    return get_adapter().get_reset_password_from_key_url(f"{user_pk_to_url_str(person)}-{token}")


def mail(person):
    """Send it to the address that an administrator vouched for."""
    facts = {"user": person, "password_reset_url": address(person)}
    get_adapter().send_mail("account/email/set_up", person.email, facts)
