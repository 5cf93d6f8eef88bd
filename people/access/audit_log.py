"""
The log of who read, changed or was refused what, in what capacity. Never used for statistics.

A write and its row share a transaction. A page is shown only once its row is in.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_noop, override

from people.models import AuditEntry, Operation

if TYPE_CHECKING:
    from people.access.scopes import Scope


def client_address(request: HttpRequest) -> str | None:
    """Where a request came from, past the proxies we trust; None where nobody can say."""
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:
        return None


NOT_FOUND = gettext_noop("Not found")  # the log says the same of what is hidden


class AuditWriteFailed(Exception):
    """The log could not be written, so what it was to record must not happen."""


def record_entry(
    *, operation: str, verb: str, by: "Scope | None", capacities: Iterable[str] = (),
    kind: str = "", ids: Iterable[Any] = (), case_id: UUID | None = None,
    refused: str | Promise = "", sought: str = "", content: str = "", at: datetime,
) -> None:  # fmt: skip
    """
    Add one row, in the caller's transaction.

    by: the scope of the person, with the address they ask from, or None for a named system
    purpose. kind and ids:
    the model's label and the rows concerned. refused: the reason, where it was.
    sought: what was typed in a search, of which only a keyed hash is kept. content: the SHA-256
    of a file that was handed out.
    Raises Unrecorded, and the caller's transaction is then lost.
    """
    with override(settings.LANGUAGE_CODE):
        refused = str(refused)[:300]
    _insert_entry(
        operation=operation, verb=verb, user_id=by and by.user_id, system_id=by and by.system_id,
        capacities=sorted(capacities), kind=kind, ids=[str(pk) for pk in ids], case_id=case_id,
        refused=refused, sought=keyed_hash(sought) if sought else "", content=content,
        address=by and by.address, at=at,
    )  # fmt: skip


def record_entries_of_cases(
    cases: Iterable[UUID], *, operation: str, verb: str, by: "Scope", kind: str, at: datetime
) -> None:
    """One row about each of some cases, for what happens to all of them at once."""
    told = {
        "operation": operation, "verb": verb, "user_id": by.user_id, "kind": kind,
        "system_id": by.system_id, "capacities": sorted(by.everything), "address": by.address,
        "at": at,
    }  # fmt: skip
    rows = [AuditEntry(ids=[str(pk)], case_id=pk, **told) for pk in cases]
    try:
        AuditEntry.objects.bulk_create(rows, batch_size=1000)
    except DatabaseError as error:
        raise AuditWriteFailed(verb) from error


def record_sign_in(
    verb: str,
    *,
    user_id: int | None = None,
    system_id: UUID | None = None,
    email: str = "",
    refused: str | Promise = "",
    address: str | None = None,
    at: datetime,
) -> None:
    """Signing in, failing to, being throttled, signing out. An unknown e-mail is only hashed."""
    _insert_entry(
        operation=Operation.SIGN_IN,
        verb=verb,
        user_id=user_id,
        system_id=system_id,
        refused=refused,
        sought=keyed_hash(email) if email else "",
        address=address,
        at=at,
    )


def _insert_entry(**facts: Any) -> None:
    try:
        AuditEntry(**facts).save(force_insert=True)
    except DatabaseError as error:
        raise AuditWriteFailed(facts["verb"]) from error


def keyed_hash(text: str) -> str:
    """The same text always gives the same hash, which says nothing to those without our key."""
    plain = " ".join(text.split()).casefold()
    return salted_hmac("people.audit", plain, algorithm="sha256").hexdigest()
