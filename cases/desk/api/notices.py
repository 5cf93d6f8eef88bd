"""The notice feed: notices in the order in which they were sent."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers as s

from cases.desk.queries.feed_cursors import CursorGone
from cases.desk.queries.notices import notice_feed
from cases.permissions import SITE
from people.api.endpoints import read_endpoint
from people.api.problems import Problem
from people.api.responses import Answer
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded_site, scope_for
from timeliness.models import Delivery
from timeliness.notices import notice_title
from timeliness.queries import CursorAheadOfDatabase


class NoticeShown(s.Serializer):
    """A notice: where to look, without details.

    about: id of a case or of a row on it, or reference of a unit. recipient: the person, or null
    for a system calling on its own behalf.
    """

    id = s.UUIDField(source="reference")
    notice = s.CharField()
    title = s.CharField()
    subject = s.CharField()
    about = s.UUIDField()
    recipient = s.EmailField(allow_null=True)
    at = s.DateTimeField(source="created_at")


class NoticesShown(s.Serializer):
    """Notices, oldest first; `next` is the cursor to continue from, and differs on each call."""

    notices = NoticeShown(many=True)
    next = s.CharField()


NO_FEED_CURSOR = _("Give “after” as “next” gave it, or leave it out to begin at the first notice.")
FEED_CURSOR_GONE = _(
    "This position cannot be used: it was given to another reader, or its key is gone, "
    "or the database has been restored from before it. Begin again without “after”, "
    "and skip what you already have by its id."
)


@read_endpoint(
    NoticesShown,
    query_parameters={"after": "As `next` gave it the last time, to be told what came since."},
)
@guarded_site("see_notices", SITE)
def list_notices(request: GuardedRequest, allowed: frozenset[str]) -> Answer:
    """Notices of the officer; without an officer, those for the system's units, each once.

    Continue from `next` until a page is empty, and keep the last `next` for the next time. It is
    valid for this caller only, and differs on each call whether or not there is anything new.
    """
    after = request.GET.get("after", "")
    try:
        page = notice_feed(scope_for(request), after=after, limit=settings.ROWS_AT_ONCE)
    except ValueError:
        raise Problem(400, NO_FEED_CURSOR) from None
    except (CursorGone, CursorAheadOfDatabase):
        raise Problem(410, FEED_CURSOR_GONE) from None
    request.audit.add_rows(Delivery, [row.reference for row in page.rows])
    notices = [row._asdict() | {"title": str(notice_title(row.notice))} for row in page.rows]
    return Answer(NoticesShown({"notices": notices, "next": page.following}).data)
