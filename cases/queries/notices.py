"""A person's notices, each with the way to its case."""

from dataclasses import dataclass

from cases.models import Case
from cases.queries.before import Before
from timeliness import notices, queries

PAGE_SIZE = 25


@dataclass(frozen=True)
class Page:
    """The notices of a page as the template prints them, and where the next page begins."""

    rows: list  # (reference, case or None, title, what it is about, when, whether it was read)
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
    visible = Case.objects.for_scope(scope).filter(pk__in={row.about for row in shown})
    cases = set(visible.values_list("pk", flat=True))
    rows = [
        (row.reference, row.about, notices.title(row.notice), row.subject, row.created_at,
         row.read_at is not None)
        for row in shown
        if row.about in cases
    ]  # fmt: skip
    last = shown[-1] if len(found) > PAGE_SIZE else None
    return Page(rows, str(Before(last.created_at, last.reference)) if last else "")
