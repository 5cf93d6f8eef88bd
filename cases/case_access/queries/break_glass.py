"""Cases opened by break-glass: who is told, what was opened, what is to be reviewed."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from cases.case_access.queries.restrictions import allowed_of_side, leaders_of_unit
from cases.log_words import words_of_entry
from cases.models import BreakGlass, Case
from people.access import audit_queries
from people.access.scopes import Scope
from people.administration.labels import label_of_model
from people.models import Side, User


@dataclass(frozen=True)
class OpenedPage:
    """One page or action of a person on a case that they opened by break-glass."""

    at: datetime
    what: str
    about: str


def live_break_glass(scope: Scope) -> BreakGlass | None:
    """The case that a person has opened by break-glass and not closed, or None."""
    rows = BreakGlass.objects.for_scope(scope).select_related("case")
    return rows.filter(by=scope.user_id, until__gt=scope.at, ended_at=None).first()


def is_open(opened: BreakGlass, *, at: datetime) -> bool:
    """Whether the case is open to the person now."""
    return opened.ended_at is None and opened.until > at


def leaders_who_read(case: Case, *, at: datetime) -> QuerySet[User]:
    """Those who lead a unit that has the case and read it, of both sides."""
    found = Q(pk__in=[])
    for side in (Side.POLICE, Side.CPS):
        if getattr(case, f"{case.unit_of[side]}_id") is None:
            continue
        leaders = leaders_of_unit(case, side, at=at)
        if case.is_restricted:
            leaders = leaders.filter(pk__in=allowed_of_side(case, side, at=at).values("pk"))
        found |= Q(pk__in=leaders.values("pk"))
    return User.objects.filter(found).order_by("name", "pk")


def break_glass_rows(case: Case, scope: Scope) -> list[BreakGlass]:
    """Every break-glass of a case, newest first. One query."""
    rows = BreakGlass.objects.for_scope(scope).filter(case=case)
    return list(rows.select_related("by__agency", "reviewed_by").order_by("-at", "pk"))


def pages_opened(opened: BreakGlass) -> list[OpenedPage]:
    """What the person opened and did on the case while it was open to them, in order."""
    known = [str(opened.case_id)], [str(opened.pk)]  # what the page is about is not said again
    entries = audit_queries.entries_of_person_on_case(
        opened.by_id, case_id=opened.case_id, since=opened.at, until=opened.ended_at or opened.until
    )
    return [
        OpenedPage(
            at, words_of_entry(verb, operation),
            "" if ids in known else _about(kind, len(ids)),
        )
        for at, verb, operation, kind, ids in entries
    ]  # fmt: skip


def _about(kind: str, number: int) -> str:
    """What an entry is about: the kind of row, with the number of rows if several."""
    name = label_of_model(kind)
    return f"{name}: {number}" if number > 1 else name
