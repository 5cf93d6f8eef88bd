"""A person's notices, each with a link to what it is about."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Value
from django.urls import reverse
from django.utils.text import capfirst

from cases.case_access.queries.unit_access import ACCESS_PAGE, units_led_by_person
from cases.desk.queries.feed_cursors import FEED_START, FeedCursor
from people.access.kept_statements import kept_statement
from people.access.pagination import PAGE_SIZE, cut_page
from people.access.scopes import Scope
from people.alerts.queries import alerts_of_reader
from people.models import UnitGrant
from people.models.access_controlled import models_with_notices
from people.models.nullable import not_null
from people.reading.queries import reading_requests
from people.web.opened_notices import CASE_PAGE, with_notice
from people.web.pagination import NewestFirstCursor
from timeliness import notices, queries
from timeliness.mail_queries import own_notice
from timeliness.queries import NoticeSince

MAX_BATCHES = 20  # batches read in one call to fill a page
LEADING_TO_APPROVALS = {"access_proposed", *notices.NAMING_NOTICES}
LEADING_TO_DIRECTORIES = {"directory_waits", "directory_stopped"}
BATCH_SIZE = 100  # minimum notices in a batch


@dataclass(frozen=True)
class NoticesPage:
    """A page of notices as the template prints them, and the cursor of the next."""

    # (reference, URL, title, subject, when, whether read)
    rows: list[tuple[UUID, str, str, str, datetime, bool]]
    older: str

    @property
    def unread(self) -> list[str]:
        return [str(row[0]) for row in self.rows if not row[-1]]


def _subject_of(row: Any) -> str:
    """The subject of a notice as a line of its own; a name is left as it is written."""
    subject: str = row.subject
    return subject if row.notice in notices.NAMING_NOTICES else capfirst(subject)


def notices_page(scope: Scope, *, before: str = "") -> NoticesPage:
    """A page of the current notices of a person, newest first. Two queries."""
    found = queries.notices_of_person(
        scope.user_id, at=scope.at, before=NewestFirstCursor.parse(before), limit=PAGE_SIZE + 1
    )
    shown, more = cut_page(found, PAGE_SIZE)
    pages = _pages_by_row({row.about for row in shown}, scope)
    rows = [
        (row.reference, _notice_address(row, pages), notices.notice_title(row.notice),
         _subject_of(row), row.created_at, row.read_at is not None)
        for row in shown
        if row.about in pages
    ]  # fmt: skip
    last = shown[-1] if more else None
    return NoticesPage(
        rows, str(NewestFirstCursor(last.created_at, last.reference)) if last else ""
    )


def address_of_notice(scope: Scope, reference: UUID) -> str:
    """
    URL to which a notice of the caller leads; "" for one that is not current, or of another person.

    Two queries.
    """
    row = own_notice(scope.user_id, reference, at=scope.at)
    pages = _pages_by_row({row.about}, scope) if row else {}
    return _notice_address(row, pages) if row and row.about in pages else ""


@dataclass(frozen=True)
class NoticeFeed:
    """Notices in commit order, and the cursor after them."""

    rows: list[NoticeSince]
    following: str


def notice_feed(scope: Scope, *, after: str, limit: int) -> NoticeFeed:
    """Notices of a person; for a system calling on its own behalf, those for its units.

    Batches are read until the page is full of notices that may be seen, at most MAX_BATCHES.
    Two queries for each batch, and two more.

    Raises: ValueError for a malformed cursor; feed_cursors.CursorGone;
    timeliness.queries.CursorAheadOfDatabase.
    """
    place = FeedCursor.parse(after, scope) if after else FEED_START
    queries.check_cursor_not_ahead(place.written_in)
    recipients = _recipients(scope)
    shown: list[queries.NoticeSince] = []
    kinds = list(notices.UNIT_NOTICES) if scope.is_system else None
    look = max(limit, BATCH_SIZE)
    for _batch in range(MAX_BATCHES):
        found = queries.notices_since(recipients, kinds=kinds, at=scope.at, after=place, look=look)
        visible = [row for row in found if row.may_be_told]
        seen = _pages_by_row({row.about for row in visible}, scope)
        shown += [row for row in visible if row.about in seen][: limit - len(shown)]
        is_full = len(shown) == limit
        place = _cursor_after(shown if is_full else found, place)
        if is_full or len(found) < look:
            break
    return NoticeFeed(shown, place.given_to(scope))


def _cursor_after(rows: Sequence[Any], before: FeedCursor) -> FeedCursor:
    """The cursor after the last of some notices; `before` if there are none."""
    return FeedCursor(rows[-1].written_in, rows[-1].reference) if rows else before


def _recipients(scope: Scope) -> list[int | None]:
    if not scope.is_system:
        return [scope.user_id]
    grants = UnitGrant.objects.filter(content_object__in=not_null(scope.within))
    return list(grants.values_list("user", flat=True).distinct())


def _notice_address(row: Any, pages: Mapping[UUID, str]) -> str:
    """URL of a notice: the page of its subject, or the part of it that is new."""
    if row.notice in LEADING_TO_APPROVALS:
        return reverse("see-access-proposals")
    if row.notice in LEADING_TO_DIRECTORIES:
        return reverse("see-directories")
    if row.notice == "limit_reached":
        return reverse("see-reading")
    name = pages[row.about]
    about = models_with_notices()
    others = {each.notices_lead_to: each.notices_also_lead_to for each in about}
    page, _mark, place = others.get(name, {}).get(row.notice, name).partition("#")
    address = reverse(page, args=[row.about]) + (f"#{place}" if place else "")
    return with_notice(address) if page == CASE_PAGE else address


def _pages_by_row(about: set[UUID], scope: Scope) -> dict[UUID, str]:
    """{row or unit: URL name of its page}, for those visible to the caller. One query at most."""
    return dict(_pages_of_notices(scope, about)) if about else {}


@kept_statement
def _pages_of_notices(scope: Scope, about: Collection[UUID]) -> QuerySet[Any, tuple[UUID, str]]:
    units = units_led_by_person(scope).filter(reference__among=about)
    asked, alerts = reading_requests(scope), alerts_of_reader(scope)
    others = [
        model.objects.for_scope(scope).filter(pk__among=about)
        .values_list("pk", Value(model.notices_lead_to))
        for model in models_with_notices()
    ]  # fmt: skip
    return units.values_list("reference", Value(ACCESS_PAGE)).union(
        asked.filter(pk__among=about).values_list("pk", Value("see-reading-request")).order_by(),
        alerts.filter(pk__among=about).values_list("pk", Value("see-alert")).order_by(),
        *others,
    )
