"""A person's notices, each with the way to its case."""

from dataclasses import dataclass

from django.db.models import Value
from django.urls import reverse

from cases.models import Case, Transfer
from cases.queries.before import Before
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


def _addresses(about, scope):
    """{what a notice is about: its page}, of the cases and the offers that the reader may see."""
    cases = Case.objects.for_scope(scope).filter(pk__in=about)
    offers = Transfer.objects.for_scope(scope).filter(pk__in=about)
    found = cases.values_list("pk", Value("see-case"))
    found = found.union(offers.values_list("pk", Value("see-transfer")))
    return {pk: reverse(page, args=[pk]) for pk, page in found}
