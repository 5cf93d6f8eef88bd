"""Systems that call the API: adding, secrets, tokens, call counts, idempotency keys."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.access import advisory_locks
from people.access.advisory_locks import AdvisoryLock
from people.access.permission_tables import Refused
from people.access.scopes import Scope
from people.administration import unit_leaders
from people.administration.actions.merge_agencies import refuse_if_merged
from people.administration.actions.open_admin_action import (
    log_admin_action,
    open_admin_action,
    save_next_version,
)
from people.administration.approvals import Approval
from people.administration.managed import refuse_other_agency
from people.administration.permissions import PERSON, SITE
from people.identity.capacities import sides_of_systems
from people.models import (
    Agency,
    LinkedSignIn,
    Operation,
    StoredResponse,
    System,
    Token,
    UsedAssertion,
    User,
)
from people.models.nullable import not_null

SHARE_LOCK_SQL = "SELECT FROM people_token WHERE digest = %s FOR SHARE"
NOT_A_SYSTEM = _("This is the account of a person.")
NOT_NAMED = _("This person is not linked to a sign-in at a provider any more.")
NOTHING_TO_HOLD = _("Select an agency of the police or of the CPS: a system acts for their units.")


class OfficerNotNamed(Refused):
    """Nobody is named any more by the linked sign-in for which a token was asked."""


def secret_digest(secret: str) -> str:
    """SHA-256 of a secret. No slow hash is needed: 256 random bits cannot be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def add_system(*, by: Scope, at: datetime, approval: Approval, name: str, agency: Agency) -> System:
    """
    Add another agency's system, with an account that has no capacities and cannot sign in.

    The returned system has its secret as `shown`; it cannot be read again.
    """
    approval.check("add_system")
    SITE.check(by, "add_system")
    refuse_other_agency(by, agency.pk)
    refuse_if_merged(agency)
    if agency.side not in sides_of_systems():
        raise Refused(NOTHING_TO_HOLD, is_stage=True)
    return create_system("add_system", name, agency, by=by, at=at)


def create_system(
    verb: str,
    name: str,
    agency: Agency,
    *,
    by: Scope,
    at: datetime,
    people_of: Agency | None = None,
) -> System:
    """A system or directory, with its account and its secret as `shown`. Call it in an act."""
    account = User(is_system=True)
    account.set_unusable_password()
    email = f"{uuid4()}@system.invalid"  # no real address: .invalid is reserved (RFC 2606)
    save_next_version(verb, account, by=by, at=at, name=name, email=email, agency=agency)
    secret = secrets.token_urlsafe(32)
    digest = secret_digest(secret)
    system = System.objects.create(account=account, secret=digest, people_of=people_of)
    system.shown = secret
    return system


@transaction.atomic
def renew_secret(
    *, person: User, by: Scope, at: datetime, approval: Approval, version: int
) -> System:
    """
    Give a system a new secret, as `shown`. The old one and every token stop working at once.

    The old one of a directory works until the new one is first used, so that no leaver is missed.
    """
    approval.check("renew_secret")
    account = open_admin_action("renew_secret", person, by=by, version=version)
    PERSON.check(by, "renew_secret", account)
    system = System.objects.select_for_update(of=("self",)).filter(account=account).first()
    if system is None:
        raise Refused(NOT_A_SYSTEM, is_stage=True)
    if system.people_of_id is not None and not system.former_secret:  # else never used
        system.former_secret = system.secret
    system.shown = secrets.token_urlsafe(32)
    system.secret = secret_digest(system.shown)
    system.version += 1
    system.save()
    end_tokens(account=account)
    save_next_version("renew_secret", account, by=by, at=at)
    log_admin_action("renew_secret", account, by=by, at=at, operation=Operation.DISCLOSURE)
    unit_leaders.notify_leaders_of_change(account, notice="system_way_in_changed", at=at)
    return system


@transaction.atomic
def set_public_keys(
    *, person: User, by: Scope, at: datetime, approval: Approval, version: int, keys: dict[str, Any]
) -> System:
    """
    Let a system prove itself by these keys, a JWK set, and by no secret from then on.

    Its tokens end. Raises Refused for a directory, which has a secret alone.
    """
    approval.check("set_public_keys")
    account = open_admin_action("set_public_keys", person, by=by, version=version)
    PERSON.check(by, "set_public_keys", account)
    system = System.objects.select_for_update(of=("self",)).filter(account=account).first()
    if system is None or system.people_of_id is not None:
        raise Refused(NOT_A_SYSTEM, is_stage=True)
    system.public_keys = keys
    system.version += 1
    system.save()
    end_tokens(account=account)
    save_next_version("set_public_keys", account, by=by, at=at)
    unit_leaders.notify_leaders_of_change(account, notice="system_way_in_changed", at=at)
    return system


@transaction.atomic
def issue_token(
    *,
    system: System,
    token: str,
    scopes: Iterable[str],
    at: datetime,
    officer: LinkedSignIn | None = None,
) -> Token:
    """
    Store an access token for TOKEN_SECONDS, as a digest, so that a copy of the table is no use.

    officer: the linked sign-in of the person for whom alone it is. Raises OfficerNotNamed if that
    is gone meanwhile, their account closed, or of another agency than the system's; and Refused if
    the secret or the keys were changed or the system's account closed.
    """
    if officer is not None:  # first, so that a wait for one officer makes no other wait
        _check_still_named(officer)
    rows = System.objects.select_for_update(of=("self",), no_key=True)
    alive = rows.filter(account__is_active=True, people_of=None)
    if not alive.filter(pk=system.pk, version=system.version).exists():
        raise Refused(NOT_A_SYSTEM)
    if officer is not None and not _are_of_one_agency(officer, system):
        raise OfficerNotNamed(NOT_NAMED)
    ends = at + timedelta(seconds=settings.TOKEN_SECONDS)
    return Token.objects.create(
        digest=secret_digest(token),
        system=system,
        officer=officer.user if officer else None,
        scopes=sorted(scopes),
        issued_at=at,
        expires_at=ends,
    )


def _check_still_named(officer: LinkedSignIn) -> None:
    """Lock the officer's account. Raises OfficerNotNamed if it is closed or not linked any more."""
    active = User.objects.select_for_update(no_key=True).filter(pk=officer.user_id, is_active=True)
    if not active.exists() or not LinkedSignIn.objects.filter(pk=officer.pk).exists():
        raise OfficerNotNamed(NOT_NAMED)


def _are_of_one_agency(officer: LinkedSignIn, system: System) -> bool:
    """Whether neither the officer nor the system was moved to another agency meanwhile."""
    theirs = System.objects.filter(pk=system.pk).values("account__agency")
    return User.objects.filter(pk=officer.user_id, agency__in=theirs).exists()


@transaction.atomic
def use_assertion(*, issuer: str, jti: str, expires_at: datetime) -> bool:
    """Record that a signed assertion was used. False if it was used before."""
    try:
        with transaction.atomic():
            UsedAssertion.objects.create(issuer=issuer, jti=jti, expires_at=expires_at)
    except IntegrityError:
        return False
    return True


def revoke_token(*, system: System, token: str) -> None:
    """Revoke a token of this system. Does nothing for an unknown token or another system's."""
    Token.objects.filter(system=system, digest=secret_digest(token)).delete()


def lock_token(*, token: str) -> None:
    """
    Lock a token's row FOR SHARE, so that it cannot be revoked until this transaction ends.

    Shared (raw SQL, as the ORM has no such lock), so that calls under one token run side by side.
    """
    with connection.cursor() as cursor:
        cursor.execute(SHARE_LOCK_SQL, [secret_digest(token)])


def end_tokens(*, account: User) -> None:
    """Revoke every token of the system with this account, or every one for this officer."""
    Token.objects.filter(Q(system__account=account) | Q(officer=account)).delete()


COUNT_CALL_SQL = """
    INSERT INTO people_calls AS calls (system_id, since, n) VALUES (%(system)s, %(minute)s, 1)
    ON CONFLICT (system_id) DO UPDATE SET since = excluded.since,
        n = CASE WHEN calls.since = excluded.since THEN calls.n + 1 ELSE 1 END
    RETURNING n
"""


def count_call(*, system_id: UUID, at: datetime) -> int:
    """Count this call. Returns the system's number of calls in this minute."""
    with connection.cursor() as cursor:
        minute = at.replace(second=0, microsecond=0)
        cursor.execute(COUNT_CALL_SQL, {"system": system_id, "minute": minute})
        return int(cursor.fetchone()[0])


# Idempotency keys


def claim_idempotency_key(*, by: Scope, key: str) -> bool:
    """Lock a key until this transaction ends. False if a concurrent call has it."""
    return advisory_locks.try_exclusive_lock(AdvisoryLock.IDEMPOTENCY, of=f"{by.system_id} {key}")


def stored_response(*, by: Scope, key: str) -> StoredResponse | None:
    """The stored response of this key, or None."""
    return StoredResponse.objects.filter(system=by.system_id, key=key).first()


def store_response(
    *, by: Scope, key: str, request_digest: str, status: int, answer: dict[str, Any], at: datetime
) -> None:
    """Store the response of a call, in the transaction of its effect."""
    StoredResponse.objects.create(
        system_id=not_null(by.system_id),
        key=key,
        asked=request_digest,
        status=status,
        answer=answer,
        at=at,
    )


def purge_calls(*, at: datetime) -> None:
    """Delete stored responses older than ANSWER_DAYS, and tokens and assertions long expired."""
    StoredResponse.objects.filter(at__lt=at - timedelta(days=settings.ANSWER_DAYS)).delete()
    Token.objects.filter(expires_at__lt=at).delete()
    UsedAssertion.objects.filter(expires_at__lt=at).delete()
