"""Sign a person out everywhere: their browsers, and what other systems may do for them."""

from datetime import datetime
from functools import partial

from django.db import transaction

from people.access.scopes import Scope
from people.administration.actions.open_admin_action import open_admin_action, save_next_version
from people.administration.actions.systems import end_tokens
from people.administration.permissions import PERSON
from people.models import User
from people.signing_in import set_up_links
from people.signing_in.sessions import end_sessions


@transaction.atomic
def sign_person_out(*, person: User, by: Scope, at: datetime, version: int) -> User:
    """
    End every session of a person and every token that acts for them. They are told by mail.

    For a browser that was left open or lost: their password, their second factor and their roles
    stay, so they sign in again.
    """
    person = open_admin_action("sign_person_out", person, by=by, version=version)
    PERSON.check(by, "sign_person_out", person)
    end_sessions(account=person)
    end_tokens(account=person)
    transaction.on_commit(partial(set_up_links.notify_of_sign_out, person, at=at))
    return save_next_version("sign_person_out", person, by=by, at=at)
