"""
The audit log: who read, changed or was refused what, in which capacity. Never for statistics.

A write and its audit entry share a transaction. A page is shown only after its entry is written.
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
    """The client's IP address, past the trusted proxies; None if it cannot be known."""
    try:
        address: str | None = get_adapter().get_client_ip(request)
        return address
    except PermissionDenied:
        return None


# What a program does by itself with a person's rights, at any hour and from wherever it runs.
UNATTENDED_VERBS = frozenset({"fetch_calendar"})
NOT_FOUND = gettext_noop("Not found")  # logged for hidden rows too


class AuditWriteFailed(Exception):
    """The audit log could not be written, so the action must be undone and the page not shown."""


def record_entry(
    *, operation: str, verb: str, by: "Scope | None", capacities: Iterable[str] = (),
    kind: str = "", ids: Iterable[Any] = (), case_id: UUID | None = None,
    refused: str | Promise = "", sought: str = "", content: str = "", at: datetime,
) -> None:  # fmt: skip
    """
    Write one audit entry, in the caller's transaction.

    by: the caller's scope, or None for a named system purpose. kind, ids: label of the model and
    ids of the rows concerned. refused: the reason of a refusal. sought: a search text, stored
    as a keyed hash only. content: the SHA-256 of a file that was downloaded.
    Raises AuditWriteFailed; the caller's transaction can then only be rolled back.
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
    """Write one audit entry for each case, for an operation on all of them. One INSERT."""
    facts = {
        "operation": operation, "verb": verb, "user_id": by.user_id, "kind": kind,
        "system_id": by.system_id, "capacities": sorted(by.all_capacities), "address": by.address,
        "at": at,
    }  # fmt: skip
    rows = [AuditEntry(ids=[str(pk)], case_id=pk, **facts) for pk in cases]
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
    """Log a sign-in, a failed or delayed one, or a sign-out. `email` is stored as a keyed hash."""
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
    """HMAC-SHA256 of a text under the secret key, ignoring case and extra spaces."""
    plain = " ".join(text.split()).casefold()
    return salted_hmac("people.audit", plain, algorithm="sha256").hexdigest()
