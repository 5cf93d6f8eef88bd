"""What one request is about, and in whose name it is made."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone

from people.access import audit_log
from people.access.scopes import Scope, scope_of
from people.models import Operation, User

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


@dataclass
class AuditContext:
    """What one request is about, as the log will tell it."""

    verb: str
    scope: Scope
    operation: str = Operation.CONSULTATION
    kind: str = ""
    ids: list[Any] = field(default_factory=list)
    case_id: UUID | None = None
    capacities: frozenset[str] = frozenset()
    sought: str = ""
    content: str = ""
    is_shown: bool = True
    has_acted: bool = False  # what was asked has been done, and will be kept
    draft_key: str = ""  # of what is typed into the form of this page

    def shows_nothing(self) -> None:
        """Say that the answer tells nothing of the row: a draft that is saved as one types."""
        self.is_shown = False

    def shows(self, model: type[Model], ids: Iterable[Any]) -> None:
        """Add the rows a list shows to the record of it."""
        self.kind = model._meta.label
        self.ids += ids

    def seeks(self, text: str) -> None:
        """What was searched for, of which the log keeps a keyed hash."""
        self.sought = text

    def discloses(self, content: str = "") -> None:
        """
        Say that this page hands something out of the system: a download, an export.

        content: the SHA-256 of the file, where it is one.
        """
        self.operation, self.content = Operation.DISCLOSURE, content

    def record(self, **more: Any) -> None:
        """Write this visit into the log, in the caller's transaction."""
        facts = {name: getattr(self, name) for name in LOGGED_FIELDS} | more
        audit_log.record_entry(by=self.scope, at=self.scope.at, **facts)


class GuardedRequest(HttpRequest):
    """
    A request that a guard has let in, as a view receives it: for types alone.

    visit: what the log will tell of it; scope: the caller’s, once scope_for has read it.
    """

    user: User
    visit: AuditContext
    scope: Scope


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
