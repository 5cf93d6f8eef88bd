"""
An ISVA's day: one row for each person whom they support.

Of the case it shows what the victim agrees to now, and of the service's own entries the day of the
next contact. What is shown of the case, and so what is recorded as shown, does not depend on the
entries: police and CPS may read of a consent what was seen by it.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.utils.functional import Promise

from people.access.pagination import first_page
from people.access.row_security import acting
from people.access.scopes import Scope
from people.identity.sides import Side
from timeliness.calendar import london_day, london_moment
from victims.models import ConsentCategory, Shown, Support, SupportStatus, VictimRecord
from victims.queries.consent_sharing import (
    SharedFact,
    categories_agreed_for_service,
    facts_shown_of_supports,
)
from victims.queries.known_support import sides_that_know
from victims.queries.news_of_milestones import Telling, telling_of, text_of_milestone
from victims.queries.reaching_safely import ReachingSafely, reaching_as_agreed
from victims.queries.service_entries import next_contacts

MAX_PEOPLE = 100  # whom a day shows; the page says where there are more
DAY_PURPOSE = "the case, the record and the units of supports that their reader was let in to"
# The answers that say how the victim is reached; of care, that there are words to read.
REACHING_CODES = frozenset({
    "wants_contact", "channel", "safe_hours", "safe_times", "voicemail_is_safe", "text_is_safe",
    "email_is_safe", "letter_is_safe", "care",
})  # fmt: skip
FactKey = tuple[UUID, str, int | None, date | None]  # support, code, suspect's number, day


@dataclass(frozen=True)
class News:
    """A milestone or coming court date, and what is known of the telling of it."""

    fact: SharedFact
    telling: Telling
    is_new: bool  # the reader was not shown it before today

    @property
    def text(self) -> str | Promise:
        return text_of_milestone(self.fact, self.telling)


@dataclass(frozen=True)
class ToRing:
    """Whom to ring at one side: the contact of its unit, as letters give it. name, phone: or ""."""

    side: str | Promise
    name: str
    phone: str


@dataclass(frozen=True)
class SupportedPerson:
    """
    A row of the day, by reference only.

    next_on: the day of the next contact, as the service's entries have it; None without one.
    milestones: those that are new to the reader, or of which the victim is still owed word.
    reaching: None where the victim does not agree that the service knows. is_telling_shared:
    whether they agree that it knows what they have been told. shown: all of the case that the row
    shows.
    """

    support: Support
    next_on: date | None
    days_left: int | None
    milestones: tuple[News, ...]
    hearings: tuple[News, ...]
    reaching: ReachingSafely | None
    to_ring: tuple[ToRing, ...]
    is_telling_shared: bool
    shown: tuple[SharedFact, ...]

    @property
    def is_due(self) -> bool:
        """Whether a contact is agreed for today, or was for an earlier day."""
        return self.days_left is not None and self.days_left <= 0

    @property
    def is_owed(self) -> bool:
        """Whether the victim is still owed word of something that the row shows."""
        return any(each.telling.owed for each in (*self.milestones, *self.hearings))


def people_of_day(scope: Scope) -> tuple[list[SupportedPerson], bool]:
    """
    (the people whom the reader supports, in the order of a day; whether there are more).

    A contact that is due comes first, then news, then the next hearing, then the next contact. As
    many queries for one as for many.
    """
    supports, is_cut = _supports_of_reader(scope)
    keys = [each.pk for each in supports]
    facts = facts_shown_of_supports({each: each.agreed for each in supports}, at=scope.at)
    seen = _milestones_seen_before(keys, scope)
    knowing = sides_that_know(supports, at=scope.at)
    next_on = next_contacts(keys, scope)
    people = [
        _person(
            each, facts[each.pk], seen, at=scope.at, next_on=next_on.get(each.pk),
            to_ring=tuple(_to_ring(each.record, knowing[each.pk])),
        )
        for each in supports
    ]  # fmt: skip
    return sorted(people, key=_place_in_day), is_cut


def _supports_of_reader(scope: Scope) -> tuple[Sequence[Any], bool]:
    """(supports with what the victim agrees to, by reference; whether there are more)."""
    rows = Support.objects.for_scope(scope).filter(
        status=SupportStatus.SUPPORTED, isva__in=scope.accounts
    )
    rows = rows.annotate(agreed=ArraySubquery(categories_agreed_for_service(at=scope.at)))
    rows = rows.select_related("case", "record__police_unit", "record__cps_unit")
    with acting(DAY_PURPOSE):
        return first_page(rows.order_by("case__urn", "record__number", "pk"), MAX_PEOPLE)


def _milestones_seen_before(supports: Collection[UUID], scope: Scope) -> set[FactKey]:
    """The milestones that the reader was shown before today."""
    start = london_moment(london_day(scope.at), time())
    rows = Shown.objects.for_scope(scope).filter(
        support__in=supports, to__in=scope.accounts, category=ConsentCategory.MILESTONES,
        at__lt=start,
    )  # fmt: skip
    return set(rows.values_list("support", "code", "number", "on"))


def _person(
    support: Support, facts: dict[str, list[SharedFact]], seen: Collection[FactKey], *,
    at: datetime, next_on: date | None, to_ring: tuple[ToRing, ...],
) -> SupportedPerson:  # fmt: skip
    milestones = [
        each for each in _news(support, facts, ConsentCategory.MILESTONES, seen)
        if each.is_new or each.telling.owed
    ]  # fmt: skip
    hearings = [*_news(support, facts, ConsentCategory.COURT_DATES, seen)]
    is_reaching_shared = ConsentCategory.HOW_TO_REACH in facts
    return SupportedPerson(
        support=support,
        next_on=next_on,
        days_left=(next_on - london_day(at)).days if next_on else None,
        milestones=tuple(reversed(milestones)),
        hearings=tuple(hearings),
        reaching=reaching_as_agreed(support.record, at=at) if is_reaching_shared else None,
        to_ring=to_ring,
        is_telling_shared=ConsentCategory.TOLD in facts,
        shown=tuple(_shown_facts(facts, [*milestones, *hearings])),
    )


def _news(
    support: Support, facts: dict[str, list[SharedFact]], category: str, seen: Collection[FactKey]
) -> Iterator[News]:
    owed, told = facts.get(ConsentCategory.DUTIES, []), facts.get(ConsentCategory.TOLD, [])
    for fact in facts.get(category, []):
        is_new = (support.pk, fact.code, fact.number, fact.on) not in seen
        yield News(fact, telling_of(fact, owed, told), is_new)


def _shown_facts(facts: dict[str, list[SharedFact]], news: Iterable[News]) -> Iterator[SharedFact]:
    for each in news:
        yield from filter(None, (each.fact, each.telling.owed, each.telling.told))
    for fact in facts.get(ConsentCategory.HOW_TO_REACH, []):
        if fact.code in REACHING_CODES:
            yield fact


def _to_ring(record: VictimRecord, sides: Collection[Side]) -> Iterator[ToRing]:
    """The units' contacts of the sides that may know of the support."""
    for side, unit in ((Side.POLICE, record.police_unit), (Side.CPS, record.cps_unit)):
        if side in sides:
            name, phone = (unit.contact_name, unit.contact_phone) if unit else ("", "")
            yield ToRing(side.label, name, phone)


def _place_in_day(row: SupportedPerson) -> tuple[bool, date, bool, bool, date, date]:
    """Where a row stands in the day; rows that stand alike stay in the order of their reference."""
    next_on = row.next_on or date.max
    hearing = min((each.fact.on or date.max for each in row.hearings), default=date.max)
    due_on = next_on if row.is_due else date.max
    return not row.is_due, due_on, not row.is_owed, not row.milestones, hearing, next_on
