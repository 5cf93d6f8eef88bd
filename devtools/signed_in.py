"""Sessions that Client.force_login opens: with a second factor, and fresh, at no extra query."""

import time
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.test import Client

FACTOR = "second_factor"
RECORDS = "account_authentication_methods"  # allauth's


def open_with_second_factor() -> None:
    """From now on, force_login opens sessions as a sign-in with an app a moment ago does."""
    user_logged_in.connect(_add_second_factor, dispatch_uid="force_login opens with a factor")


def _add_second_factor(request: HttpRequest, **_facts: Any) -> None:
    """Leave alone a sign-in by a page, whose request is a WSGIRequest."""
    if type(request) is HttpRequest:
        request.session[FACTOR] = "totp"
        request.session[RECORDS] = [{"method": "mfa", "type": "totp", "at": time.time()}]


def without_second_factor(client: Client) -> None:
    """Take the second factor from a client's session."""
    session = client.session
    del session[FACTOR]
    session.save()


def signed_in_long_ago(client: Client, seconds: float = 3600) -> None:
    """Let the sign-in of a client's session be this long ago."""
    session = client.session
    session[RECORDS] = [record | {"at": record["at"] - seconds} for record in session[RECORDS]]
    session.save()
