"""What changes between an assertion and the token for it: no token outlives its ground."""

import pytest
from django.utils import timezone

from people.administration.actions import systems
from people.administration.actions.accounts import close_account
from people.models import LinkedSignIn, Token
from people.signing_in.actions.linked_sign_ins import unlink_sign_in
from tests.api.test_signed_callers import OFFICER, builder, is_refused, scene, served
from tests.support.api.signed_callers import link, officer_assertion
from tests.support.people.approvals import approved
from tests.support.people.cast import make_unit, make_user, scope_of
from tests.support.security_key import add_security_key

__all__ = ["builder", "scene", "served"]  # fixtures
pytestmark = pytest.mark.django_db


def leave(scene):
    """The officer's account is deactivated."""
    officer = scene.people.officer
    close_account("deactivate_person", officer, by=scope_of(officer), at=timezone.now())


def unlink(scene):
    """The officer's sign-in at their provider is taken off, and another linked."""
    LinkedSignIn.objects.filter(user=scene.people.officer).delete()
    link(scene.people.officer, scene.cps, "officer-there")


def replace_keys(scene):
    """Two administrators give the system other keys: those from before may be known to others."""
    by = scope_of(make_user(make_unit("OVERSIGHT", kind="ADMINISTRATION"), "administer_accounts"))
    account = scene.caller.system.account
    account.refresh_from_db()
    systems.set_public_keys(
        approval=approved("set_public_keys"), person=account, by=by, at=timezone.now(),
        version=account.version, keys={"keys": []},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("happens", "error"),
    [(leave, "invalid_grant"), (unlink, "invalid_grant"), (replace_keys, "invalid_client")],
)
def test_no_token_is_given_on_a_ground_that_is_gone(scene, monkeypatch, happens, error):
    give = systems.issue_token

    def give_late(**asked):
        happens(scene)
        return give(**asked)

    monkeypatch.setattr(systems, "issue_token", give_late)
    told = scene.caller.ask(assertion=officer_assertion(scene.police, OFFICER))
    assert is_refused(told, error)
    assert not Token.objects.filter(officer__isnull=False).exists()


def test_who_unlinks_their_own_sign_in_ends_what_it_opened(scene):
    caller = scene.caller.acting_for(scene.police, OFFICER)
    officer = scene.people.officer
    officer.set_password("a password of this officer's own")
    officer.save()
    add_security_key(officer)
    assert unlink_sign_in(user=officer, issuer=scene.police.url, this_session=None)

    assert caller.get(scene.address).status_code == 401
