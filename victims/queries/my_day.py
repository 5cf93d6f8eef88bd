"""
An ISVA's day: one row for each person whom they support.

Of the case it shows what the victim agrees to now, and of the service's own entries the day of the
next contact. What is shown of the case, and so what is recorded as shown, does not depend on the
entries: police and CPS may read of a consent what was seen by it.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.access.pagination import first_page
from people.access.row_security import acting
from people.access.scopes import Scope
from people.identity.sides import Side
from timeliness.calendar import london_day, london_moment
from victims.labels import CAUTION, CAUTION_TEXT
from victims.models import ConsentCategory, Shown, Support, SupportStatus, VictimRecord
from victims.queries.answerable_notes import answers_to_open
from victims.queries.consent_sharing import (
    SharedFact,
    categories_agreed_for_service,
    facts_shown_of_supports,
)
from victims.queries.known_support import sides_that_know
from victims.queries.news_of_milestones import (
    Telling,
    milestone_as_shown,
    news_of_milestone,
    telling_of,
)
from victims.queries.reaching_safely import ReachingSafely, reaching_as_agreed
from victims.queries.service_entries import next_contacts

MAX_PEOPLE = 100  # whom a day shows; the page says where there are more
DAY_PURPOSE = "the case, the record and the units of supports that their reader was let in to"
# Category, code, number of the suspect and day of a fact that was shown.
FactKey = tuple[str, str, int | None, date | None]
RING_FIRST: dict[frozenset[str], Promise] = {
    frozenset({Side.POLICE}): _("Before you speak of it, ring the police."),
    frozenset({Side.CPS}): _("Before you speak of it, ring the CPS."),
    frozenset({Side.POLICE, Side.CPS}): _("Before you speak of it, ring the police and the CPS."),
}
DO_NOT_SPEAK = _("Do not speak of it yet.")


@dataclass(frozen=True)
class News:
    """
    A milestone or coming court date, as the list shows it, and what is known of the telling of it.

    is_new: the reader was not shown it, or that it was told, before today. is_today: it is of
    today. may_ring: the side that tells the victim may know of the support.
    """

    fact: SharedFact
    telling: Telling
    is_new: bool
    is_today: bool
    may_ring: bool

    @property
    def is_silent(self) -> bool:
        """Whether it may not have been told, and there is nobody to ask first."""
        return bool(self.telling.owed or self.telling.is_unknown) and not self.may_ring


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
    answered: when each note was sent that has an answer which the reader has not opened.
    milestones: those that are new to the reader, or of which the victim is owed word or, where the
    service may know that, is not known to have been told. reaching: None where the victim does not
    agree that the service knows. shared: the categories that they agree it knows. shown: all of the
    case that the row shows.
    """

    support: Support
    next_on: date | None
    answered: tuple[datetime, ...]
    days_left: int | None
    milestones: tuple[News, ...]
    hearings: tuple[News, ...]
    reaching: ReachingSafely | None
    to_ring: tuple[ToRing, ...]
    shared: frozenset[str]
    shown: tuple[SharedFact, ...]

    @property
    def is_due(self) -> bool:
        """Whether a contact is agreed for today, or was for an earlier day."""
        return self.days_left is not None and self.days_left <= 0

    @property
    def is_in_court_today(self) -> bool:
        return any(each.is_today for each in self.hearings)

    @property
    def shares_milestones(self) -> bool:
        return ConsentCategory.MILESTONES in self.shared

    @property
    def shares_court_dates(self) -> bool:
        return ConsentCategory.COURT_DATES in self.shared

    @property
    def shares_telling(self) -> bool:
        return ConsentCategory.TOLD in self.shared

    @property
    def untold(self) -> tuple[News, ...]:
        """What the row shows that the victim is owed word of or is not known to have been told."""
        return tuple(
            each for each in (*self.milestones, *self.hearings)
            if each.telling.owed or (each.telling.is_unknown and self.shares_telling)
        )  # fmt: skip

    @property
    def before_speaking(self) -> Promise:
        """Whom to ring before any of that is spoken of; a side that may not know is not asked."""
        if not all(each.may_ring for each in self.untold):
            return DO_NOT_SPEAK
        return RING_FIRST.get(frozenset(each.telling.side for each in self.untold), DO_NOT_SPEAK)


def people_of_day(scope: Scope) -> tuple[list[SupportedPerson], bool]:
    """
    (the people whom the reader supports, by reference; whether there are more).

    What is logged is logged in this order, which tells nothing of the service's entries. As many
    queries for one as for many.
    """
    supports, is_cut = _supports_of_reader(scope)
    keys = [each.pk for each in supports]
    facts = facts_shown_of_supports({each: each.agreed for each in supports}, at=scope.at)
    seen = _seen_before(keys, scope)
    knowing = sides_that_know(supports, at=scope.at)
    next_on = next_contacts(keys, scope)
    people = [
        _person(
            each, facts[each.pk], seen[each.pk], knowing[each.pk], at=scope.at,
            next_on=next_on.get(each.pk),
        )
        for each in supports
    ]  # fmt: skip
    return people, is_cut


def in_order_of_day(people: Iterable[SupportedPerson]) -> list[SupportedPerson]:
    """
    Who is due or in court today comes first, then news that was not told, other news and answers to
    notes, the next hearing and the next contact. For the eye alone: no log may keep this order.
    """
    return sorted(people, key=_place_in_day)


def _supports_of_reader(scope: Scope) -> tuple[Sequence[Any], bool]:
    """(supports with what the victim agrees to, by reference; whether there are more)."""
    rows = Support.objects.for_scope(scope).filter(
        status=SupportStatus.SUPPORTED, isva__in=scope.accounts
    )
    answers = answers_to_open(scope.accounts, at=scope.at).order_by("note__at", "pk")
    rows = rows.annotate(
        agreed=ArraySubquery(categories_agreed_for_service(at=scope.at)),
        answered=ArraySubquery(answers.values_list("note__at")),
    )
    rows = rows.select_related("case", "record__police_unit", "record__cps_unit")
    with acting(DAY_PURPOSE):
        return first_page(rows.order_by("case__urn", "record__number", "pk"), MAX_PEOPLE)


def _seen_before(supports: Collection[UUID], scope: Scope) -> dict[UUID, set[FactKey]]:
    """{support: milestones and news that was told, that the reader was shown before today}."""
    start = london_moment(london_day(scope.at), time())
    rows = Shown.objects.for_scope(scope).filter(
        support__in=supports, to__in=scope.accounts, at__lt=start,
        category__in=(ConsentCategory.MILESTONES, ConsentCategory.TOLD),
    )  # fmt: skip
    seen: dict[UUID, set[FactKey]] = {support: set() for support in supports}
    columns = rows.values_list("support", "category", "code", "number", "on")
    for support, category, code, number, on in columns:
        seen[support].add((category, code, number, on))
    return seen


def _person(
    support: Any, facts: dict[str, list[SharedFact]], seen: Set[FactKey],
    sides: Collection[Side], *, at: datetime, next_on: date | None,
) -> SupportedPerson:  # fmt: skip
    """support: with answered. sides: those that may know of the support."""
    milestones, hearings = (
        [*dict.fromkeys(_news(facts, category, seen, sides, today=london_day(at)))]
        for category in (ConsentCategory.MILESTONES, ConsentCategory.COURT_DATES)
    )
    is_telling_shared = ConsentCategory.TOLD in facts
    milestones = [
        each for each in milestones
        if each.is_new or each.telling.owed or (each.telling.is_unknown and is_telling_shared)
    ]  # fmt: skip
    is_reaching_shared = ConsentCategory.HOW_TO_REACH in facts
    reaching = reaching_as_agreed(support.record, at=at) if is_reaching_shared else None
    return SupportedPerson(
        support=support,
        next_on=next_on,
        answered=tuple(dict.fromkeys(support.answered)),
        days_left=(next_on - london_day(at)).days if next_on else None,
        milestones=tuple(reversed(milestones)),
        hearings=tuple(hearings),
        reaching=reaching,
        to_ring=tuple(_to_ring(support.record, sides)),
        shared=frozenset(facts),
        shown=tuple(_shown_facts(facts, [*milestones, *hearings], reaching)),
    )


def _news(
    facts: dict[str, list[SharedFact]], category: str, seen: Set[FactKey],
    sides: Collection[Side], *, today: date,
) -> Iterator[News]:  # fmt: skip
    owed, told = facts.get(ConsentCategory.DUTIES, []), facts.get(ConsentCategory.TOLD, [])
    newest = _newest_days(facts)
    for fact in facts.get(category, []):
        is_newest = fact.on == newest[fact.number, news_of_milestone(fact)]
        telling = telling_of(fact, owed, told, is_newest=is_newest)
        shown = milestone_as_shown(fact, telling)
        is_new = seen.isdisjoint({_key(fact), _key(shown)})
        is_told_anew = telling.told is not None and _key(telling.told) not in seen
        yield News(
            fact=shown, telling=telling, is_new=is_new or is_told_anew, is_today=fact.on == today,
            may_ring=telling.side in sides,
        )  # fmt: skip


def _key(fact: SharedFact) -> FactKey:
    return fact.category, fact.code, fact.number, fact.on


def _newest_days(facts: dict[str, list[SharedFact]]) -> dict[tuple[int | None, str], date]:
    """{(suspect's number, news): day of the newest milestone or court date of it}."""
    found: dict[tuple[int | None, str], date] = {}
    for category in (ConsentCategory.MILESTONES, ConsentCategory.COURT_DATES):
        for each in facts.get(category, []):
            key = each.number, news_of_milestone(each)
            found[key] = max(found.get(key, date.min), each.on or date.min)
    return found


def _shown_facts(
    facts: dict[str, list[SharedFact]], news: Iterable[News], reaching: ReachingSafely | None
) -> Iterator[SharedFact]:
    """What the row says, and no more: of the victim's words on safety, that there are some."""
    for each in news:
        yield from filter(None, (each.fact, each.telling.owed, each.telling.told))
    if reaching is None:
        return
    if reaching.caution:
        yield SharedFact(ConsentCategory.HOW_TO_REACH, CAUTION, CAUTION_TEXT)
    for fact in facts[ConsentCategory.HOW_TO_REACH]:
        if fact.code in reaching.answers:
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
    of_today = [next_on] if row.is_due else []
    of_today += [hearing] if row.is_in_court_today else []
    first = min(of_today, default=date.max)
    has_news = bool(row.milestones or row.answered)
    return not of_today, first, not row.untold, not has_news, hearing, next_on
