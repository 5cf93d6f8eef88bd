"""What one request is about, and in whose name it is made."""

from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils import timezone

from people import audit
from people.access import Scope, scope_of
from people.models import Operation, User

READS = ("GET", "HEAD", "OPTIONS")


@dataclass
class Visit:
    """What one request is about, as the log will tell it."""

    verb: str
    scope: Scope
    operation: str = Operation.CONSULTATION
    kind: str = ""
    ids: list = field(default_factory=list)
    case_id: object = None
    capacities: frozenset = frozenset()
    sought: str = ""
    content: str = ""
    is_shown: bool = True
    has_acted: bool = False  # what was asked has been done, and will be kept
    draft_key: str = ""  # of what is typed into the form of this page

    def shows_nothing(self):
        """Say that the answer tells nothing of the row: a draft that is saved as one types."""
        self.is_shown = False

    def shows(self, model, ids):
        """Add the rows a list shows to the record of it."""
        self.kind = model._meta.label
        self.ids += ids

    def seeks(self, text):
        """What was searched for, of which the log keeps a keyed hash."""
        self.sought = text

    def discloses(self, content=""):
        """
        Say that this page hands something out of the system: a download, an export.

        content: the SHA-256 of the file, where it is one.
        """
        self.operation, self.content = Operation.DISCLOSURE, content

    def record(self, **more):
        """Write this visit into the log, in the caller's transaction."""
        facts = {name: getattr(self, name) for name in RECORDED} | more
        audit.record(by=self.scope, at=self.scope.at, **facts)


class Request(HttpRequest):
    """
    A request that a guard has let in, as a view receives it: for types alone.

    visit: what the log will tell of it; scope: the caller’s, once scope_for has read it.
    """

    user: User
    visit: Visit
    scope: Scope


RECORDED = (
    "operation", "verb", "kind", "ids", "case_id", "capacities", "sought", "content",
)  # fmt: skip


def scope_for(request):
    """The caller's scope, read once per request."""
    if not hasattr(request, "scope"):
        address = audit.address_of(request)
        request.scope = scope_of(request.user, at=timezone.now(), address=address)
    return request.scope
