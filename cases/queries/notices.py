"""A person's notices, each with the way to what it is about."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Value
from django.urls import reverse

from cases.queries.before import Before
from people.models import UnitGrant
from people.models.walled import models_notices_are_about
from timeliness import notices, queries

PAGE_SIZE = 25


@dataclass(frozen=True)
class Page:
    """The notices of a page as the template prints them, and where the next page begins."""

    rows: list  # (reference, its address, title, what it is about, when, whether it was read)
    older: str

    @property
    def unread(self):
        return [str(row[0]) for row in self.rows if not row[-1]]


def page(scope, *, before=""):
    """A page of the notices that still stand, newest first. Two queries."""
    found = queries.notices_for(
        scope.user_id, at=scope.at, before=Before.parse(before), limit=PAGE_SIZE + 1
    )
    shown = found[:PAGE_SIZE]
    addresses = _addresses({row.about for row in shown}, scope)
    rows = [
        (row.reference, addresses[row.about], notices.title(row.notice), row.subject,
         row.created_at, row.read_at is not None)
        for row in shown
        if row.about in addresses
    ]  # fmt: skip
    last = shown[-1] if len(found) > PAGE_SIZE else None
    return Page(rows, str(Before(last.created_at, last.reference)) if last else "")


@dataclass(frozen=True)
class Since:
    """Notices in the order in which they were committed, and where to go on after them."""

    rows: list  # of timeliness.queries.NoticeSince
    following: str


START = "0~00000000-0000-0000-0000-000000000000"


def since(scope, *, after, limit):
    """
    What was told to a person, or, where a system asks for itself, to the people of its units.

    Three queries. Raises ValueError where nobody was given such a place to go on from, and
    timeliness.queries.Restored.
    """
    written_in, _tilde, reference = (after or START).partition("~")
    if not written_in.isdecimal() or len(written_in) > 18:
        raise ValueError(after)
    place = int(written_in), UUID(reference)
    found = queries.notices_since(_recipients(scope), at=scope.at, after=place, limit=limit)
    seen = _addresses({row.about for row in found}, scope)
    following = f"{found[-1].written_in}~{found[-1].reference}" if found else after or START
    return Since([row for row in found if row.about in seen], following)


def _recipients(scope):
    if not scope.is_system:
        return [scope.user_id]
    held = UnitGrant.objects.filter(content_object__in=scope.within)
    return held.values_list("user", flat=True).distinct()


def _addresses(about, scope):
    """{what a notice is about: its page}, of every kind of row, as far as the reader may see it."""
    first, *others = [
        model.objects.for_scope(scope).filter(pk__in=about)
        .values_list("pk", Value(model.notices_lead_to))
        for model in models_notices_are_about()
    ]  # fmt: skip
    return {pk: reverse(page, args=[pk]) for pk, page in first.union(*others)}
