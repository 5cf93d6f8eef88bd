"""The audit context of a request (what it will log), and the caller's scope."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone

from people.access import audit_log
from people.access.scopes import Scope, scope_of
from people.models import Operation, User

if TYPE_CHECKING:
    from people.web.drafts.form_context import OrphanedDraft

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


@dataclass
class AuditContext:
    """
    The facts of one request that go into its audit entry.

    verb: what the page does, as in the permission table. kind, ids: label of the model and ids of
    the rows shown. beside: {label of another model: ids of its rows shown}, which have entries of
    their own. capacities: what the caller held on them. sought: a search text, stored as a
    keyed hash. content: the SHA-256 of a downloaded file.
    """

    verb: str
    scope: Scope
    operation: str = Operation.CONSULTATION
    kind: str = ""
    ids: list[Any] = field(default_factory=list)
    beside: dict[str, list[Any]] = field(default_factory=dict)
    case_id: UUID | None = None
    capacities: frozenset[str] = frozenset()
    sought: str = ""
    content: str = ""
    is_read_logged: bool = True
    draft_key: str = ""  # key of the drafts of this page's form

    def skip_read_entry(self) -> None:
        """Write no entry of a read: the response shows nothing of the row (autosaved drafts)."""
        self.is_read_logged = False

    def add_rows(self, model: type[Model], ids: Iterable[Any]) -> None:
        """Add the rows of a list to the audit entry."""
        self.kind = model._meta.label
        self.ids += ids

    def add_rows_beside(self, label: str, ids: Iterable[Any]) -> None:
        """Say that the page also shows these rows of another model."""
        self.beside.setdefault(label, []).extend(ids)

    @property
    def rows_shown(self) -> list[tuple[str, list[Any]]]:
        """[(label of a model, ids of the rows shown)]."""
        return [(self.kind, self.ids), *self.beside.items()]

    def set_search_text(self, text: str) -> None:
        """Set the text searched for; the audit log stores a keyed hash of it."""
        self.sought = text

    def mark_disclosure(self, content: str = "") -> None:
        """
        Log this request as DISCLOSURE: a download or an export.

        content: the SHA-256 of the file, if there is one.
        """
        self.operation, self.content = Operation.DISCLOSURE, content

    def write_read_entries(self) -> None:
        """Write an entry for the rows of each model that the page shows."""
        for kind, ids in self.rows_shown:
            self.write_entry(kind=kind, ids=ids)

    def write_entry(self, **more: Any) -> None:
        """Write the audit entry, in the caller's transaction. more: facts that override these."""
        facts = {name: getattr(self, name) for name in LOGGED_FIELDS} | more
        audit_log.record_entry(by=self.scope, at=self.scope.at, **facts)


class GuardedRequest(HttpRequest):
    """
    Type of the request that a guarded view receives.

    audit: its audit context. scope: the caller's scope, set by scope_for(). left_draft: what was
    typed before the row's stage closed the form, for the page of the refusal.
    """

    user: User
    audit: AuditContext
    scope: Scope
    left_draft: "OrphanedDraft | None"


LOGGED_FIELDS = (
    "operation", "verb", "kind", "ids", "case_id", "capacities", "sought", "content",
)  # fmt: skip


def scope_for(request: HttpRequest) -> Scope:
    """The caller's scope, read once per request."""
    known = cast(GuardedRequest, request)
    if not hasattr(known, "scope"):
        address = audit_log.client_address(request)
        known.scope = scope_of(known.user, at=timezone.now(), address=address)
    return known.scope
