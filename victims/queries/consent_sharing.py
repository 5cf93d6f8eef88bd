"""
What one side is shown of another side's records by a victim's consent. With dated_facts, which it
calls, the only such module.

The reader has no grant on these rows, so they are read for a named purpose, and each query checks
first for a consent that is active at that moment. An ISVA is shown suspects by number only, only
those of the victim's allegations, and nothing that is private to a side.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.utils.functional import Promise

from cases.models import Allegation, VictimRequest
from people.access.expiry import live_at
from people.access.row_security import for_purpose
from people.models import Side, User
from people.text.dates import format_day
from timeliness.calendar import london_day
from victims.labels import MILESTONE_TEXT, ON_ITS_WAY_TEXT, OWED_BY_TEXT
from victims.models import (
    Consent,
    ConsentCategory,
    ConsentRecipient,
    Duty,
    Shown,
    Support,
    SupportStatus,
    Told,
    VictimRecord,
)  # fmt: skip
from victims.queries.dated_facts import dated_facts
from victims.queries.news_told import news_that_reached_victim
from victims.queries.records import recorded_reach_answers
from victims.queries.requests_told import requests_told
from victims.queries.shared_fact_text import milestone_text, owed_text, told_text

CONSENT_SHARING_PURPOSE = "what a victim agrees that others know"
RECIPIENT_BY_SIDE: dict[str | None, ConsentRecipient] = {
    Side.POLICE: ConsentRecipient.POLICE, Side.CPS: ConsentRecipient.CPS,
}  # fmt: skip


@dataclass(frozen=True)
class SharedFact:
    """
    One fact to be shown: category, code, text, suspect number and day. side: that owes the victim
    word of it, of news that is owed.
    """

    category: str
    code: str
    text: str | Promise
    number: int | None = None
    on: date | None = None
    value: str = ""
    side: str = ""


FactsOfVictims = Iterator[tuple[UUID, SharedFact]]  # the victim, and a fact to be shown of them


def _consents() -> QuerySet[Consent]:
    return Consent.objects.unscoped(CONSENT_SHARING_PURPOSE)


def active_consents(rows: QuerySet[Consent], *, at: datetime) -> QuerySet[Consent]:
    """These consents that are active: not expired, not withdrawn, and confirmed if given again."""
    rows = rows.filter(Q(is_given_again=False) | Q(confirmation__isnull=False))
    return rows.filter(live_at(at), withdrawal=None)


def categories_agreed_for_service(*, at: datetime) -> QuerySet[Consent, str]:
    """The categories that the service may be shown now, as a subquery about a support."""
    rows = _consents().filter(support=OuterRef("pk"), recipient=ConsentRecipient.SERVICE)
    return active_consents(rows, at=at).values_list("category", flat=True)


@for_purpose(CONSENT_SHARING_PURPOSE)
def active_consent_for(
    support: Support, recipient: str, category: str, *, at: datetime
) -> Consent | None:
    """The active consent that a recipient knows a category; None where there is none."""
    rows = _consents().filter(support=support, recipient=recipient, category=category)
    return active_consents(rows, at=at).order_by("-at").first()


@for_purpose(CONSENT_SHARING_PURPOSE)
def facts_shown_to_service(
    support: Support, *, at: datetime, agreed: Collection[str] | None = None
) -> dict[str, list[SharedFact]]:
    """{category: [SharedFact]} that it may be shown now. agreed: if read with the support."""
    if agreed is None:
        rows = Support.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(pk=support.pk)
        agreed = rows.values_list(ArraySubquery(categories_agreed_for_service(at=at))).get()[0]
    return facts_shown_of_supports({support: agreed}, at=at)[support.pk]


@for_purpose(CONSENT_SHARING_PURPOSE)
def facts_shown_of_supports(
    agreed: Mapping[Support, Collection[str]], *, at: datetime
) -> dict[UUID, dict[str, list[SharedFact]]]:
    """
    {support: {category: [SharedFact]}} that its service may be shown now. agreed: the categories of
    each support to which the victim agrees. As many queries for one as for many.
    """
    found: dict[UUID, dict[str, list[SharedFact]]] = {support.pk: {} for support in agreed}
    open_to = {
        category: [
            support for support, categories in agreed.items()
            if category in categories and support.status == SupportStatus.SUPPORTED
        ]
        for category in CATEGORIES_SHOWN
    }  # fmt: skip
    dated = _dated_facts({each for category in DATED_FACT_TESTS for each in open_to[category]})
    for category, supports in open_to.items():
        if is_of := DATED_FACT_TESTS.get(category):
            facts = {key: [each for each in rows if is_of(each, at)] for key, rows in dated.items()}
        else:
            facts = _by_victim(FACTS_BY_CATEGORY[category](supports)) if supports else {}
        for support in supports:
            theirs = facts.get(support.record_id, [])
            found[support.pk][category] = [replace(each, category=category) for each in theirs]
    return found


def _by_victim(facts: Iterable[tuple[UUID, SharedFact]]) -> dict[UUID, list[SharedFact]]:
    found: dict[UUID, list[SharedFact]] = {}
    for victim, fact in facts:
        found.setdefault(victim, []).append(fact)
    return found


def allegations_of_victim(
    victim: UUID, *, case: UUID, sides: Collection[str | None] = ("",)
) -> QuerySet[Allegation]:
    """
    The newest known version of each allegation of a victim.

    victim, case: ids. sides: "" for versions that both sides know, and a side for those private to
    it. A correction may have moved an allegation to another victim.
    """
    return _newest_allegations([case], sides).filter(victim=victim)


def _newest_allegations(
    cases: Collection[UUID], sides: Collection[str | None]
) -> QuerySet[Allegation]:
    allegations = Allegation.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(
        case__in=cases, only_side__in=sides
    )
    newest = allegations.order_by("first", "-number").distinct("first")
    return Allegation.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(pk__in=newest.values("pk"))


def _dated_facts(supports: Collection[Support]) -> dict[UUID, list[SharedFact]]:
    """
    {victim: facts by day}: referral, decision, charge, and past and coming court dates, of the
    suspects of the victim's allegations that both sides know.
    """
    if not supports:
        return {}
    theirs = _newest_allegations({each.case_id for each in supports}, [""]).filter(
        victim__in=_victims(supports), suspect__only_side=""
    )
    return {
        victim: [
            SharedFact("", code, milestone_text(code, number), number, on)
            for on, number, code in facts
        ]
        for victim, facts in dated_facts(theirs).items()
    }


def _victims(supports: Iterable[Support]) -> set[UUID]:
    return {each.record_id for each in supports}


def _how_to_reach_facts(supports: Collection[Support]) -> FactsOfVictims:
    records = {each.record_id: each.record for each in supports}
    for victim, record in records.items():
        for code, label, value in recorded_reach_answers(record):
            yield victim, SharedFact("", code, label, value=value)


def _told_facts(supports: Collection[Support]) -> FactsOfVictims:
    """The news that the victim is known to have been told, newest first."""
    shared = Q(suspect=None) | Q(suspect__only_side="")
    rows = Told.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(
        shared, contact__record__in=_victims(supports)
    )
    rows = news_that_reached_victim(rows).order_by("-reached_at", "suspect__number", "what")
    columns = "contact__record", "what", "suspect__number", "reached_at"
    for victim, what, number, moment in rows.values_list(*columns):
        assert moment is not None
        yield victim, SharedFact("", what, told_text(what, number), number, london_day(moment))


def _owed_facts(supports: Collection[Support]) -> FactsOfVictims:
    """The news that the victim is still owed: about which suspect, by which agency, by when."""
    rows = Duty.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(
        record__in=_victims(supports), is_open=True, only_side=""
    )
    rows = rows.order_by("clock__due_at", "suspect__number", "what")
    columns = "record", "what", "suspect__number", "owed_by", "clock__due_at", "sent_at"
    for victim, what, number, side, due_at, sent_at in rows.values_list(*columns):
        day = london_day(due_at)
        by = OWED_BY_TEXT % {"agency": Side(side).label, "day": format_day(day)}
        if sent_at:
            by = ON_ITS_WAY_TEXT % {"owed": by, "day": format_day(london_day(sent_at))}
        yield victim, SharedFact("", what, owed_text(what, number), number, day, by, side)


def _request_facts(supports: Collection[Support]) -> FactsOfVictims:
    rows = VictimRequest.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(
        victim__in=_victims(supports), only_side=""
    )
    for victim, code, text, on, value in requests_told(rows):
        yield victim, SharedFact("", code, text, None, on, value)


def _is_milestone(fact: SharedFact, at: datetime) -> bool:
    return fact.on is not None and fact.on <= london_day(at)


def _is_coming_court_day(fact: SharedFact, at: datetime) -> bool:
    """A court date of today or later."""
    return fact.code not in MILESTONE_TEXT and fact.on is not None and fact.on >= london_day(at)


DATED_FACT_TESTS: dict[str, Callable[[SharedFact, datetime], bool]] = {
    ConsentCategory.MILESTONES: _is_milestone, ConsentCategory.COURT_DATES: _is_coming_court_day,
}  # fmt: skip
FACTS_BY_CATEGORY: dict[str, Callable[[Collection[Support]], FactsOfVictims]] = {
    ConsentCategory.TOLD: _told_facts, ConsentCategory.DUTIES: _owed_facts,
    ConsentCategory.REQUESTS: _request_facts, ConsentCategory.HOW_TO_REACH: _how_to_reach_facts,
}  # fmt: skip
CATEGORIES_SHOWN = (*DATED_FACT_TESTS, *FACTS_BY_CATEGORY)


def consents_known_to_side(record: VictimRecord, side: str | None) -> QuerySet[Consent]:
    """The consents that a side knows: those it recorded and those of which it is the recipient."""
    rows = _consents().filter(support__record=record)
    return rows.filter(Q(side=side) | Q(recipient=RECIPIENT_BY_SIDE[side]))


@for_purpose(CONSENT_SHARING_PURPOSE)
def shown_facts_by_consent(consents: Collection[Consent]) -> dict[UUID, list[Shown]]:
    """
    {id of a consent: [Shown]} of what was shown by each, oldest first.

    consents: those that the reader may know.
    """
    rows = Shown.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(
        support__in={each.support_id for each in consents}
    )
    rows = rows.select_related("to__agency", "note", "answer").order_by("at", "number", "code")
    found = list(rows)
    return {each.pk: [row for row in found if _is_shown_by_consent(row, each)] for each in consents}


def recipient_kind_of_person(person: User) -> str:
    """The recipient as which a person is shown facts."""
    return RECIPIENT_BY_SIDE.get(person.agency.side, ConsentRecipient.SERVICE)


def _is_shown_by_consent(shown_fact: Shown, consent: Consent) -> bool:
    """
    A note counts for the consent that it was sent on, even if it is opened later; an answer for the
    consent that the side which wrote it gets notes.
    """
    if shown_fact.note is not None:
        return str(consent.pk) in {each["consent"] for each in shown_fact.note.relied_on}
    until = getattr(consent, "withdrawal", None)
    recipient = recipient_kind_of_person(shown_fact.to)
    if shown_fact.answer is not None:
        recipient = str(RECIPIENT_BY_SIDE[shown_fact.answer.side])
    return (
        (shown_fact.support_id, shown_fact.category) == (consent.support_id, consent.category)
        and recipient == consent.recipient
        and shown_fact.at >= consent.at
        and (until is None or shown_fact.at <= until.at)
    )
