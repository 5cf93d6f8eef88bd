"""
What one side is shown of another side's records by a victim's consent. With dated_facts, which it
calls, the only such module.

The reader has no grant on these rows, so they are read for a named purpose, and each query checks
first for a consent that is active at that moment. An ISVA is shown suspects by number only, only
those of the victim's allegations, and nothing that is private to a side.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise

from cases.models import Allegation, VictimRequest
from people.access.expiry import live_at
from people.access.row_security import for_purpose
from people.models import Side, User
from people.text.dates import format_day
from timeliness.calendar import london_day
from victims.labels import MILESTONE_TEXT, ON_ITS_WAY_TEXT, OWED_BY_TEXT
from victims.models import (
    FROM_THE_SERVICE,
    Consent,
    ConsentCategory,
    ConsentPurpose,
    ConsentRecipient,
    Duty,
    Shown,
    Support,
    SupportStatus,
    SupportStep,
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
# The purposes that allow an ISVA to pass on news of the case: SAFETY does not.
NEWS_PURPOSES = (ConsentPurpose.SUPPORT, ConsentPurpose.SPEAK_FOR)


@dataclass(frozen=True)
class SharedFact:
    """One fact to be shown: category, code, text, suspect number and day."""

    category: str
    code: str
    text: str | Promise
    number: int | None = None
    on: date | None = None
    value: str = ""


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
def may_send_through_isva(record: UUID, side: str | None, *, at: datetime) -> bool:
    """
    Whether a side may send the victim something through an ISVA at a moment, now or in the past.

    The victim consents that the service knows what they are told, for a purpose that includes news;
    the service supports them; and the side may know that: by consent, or by its own referral where
    no consent to that was ever asked for.
    """
    ended_later = SupportStep.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(
        support=OuterRef("support"), verb="end_support", at__gt=at
    )
    of_support = _consents().filter(support=OuterRef("support"))
    may_know = _consents_active_at(of_support, at=at).filter(
        recipient=RECIPIENT_BY_SIDE[side], category=ConsentCategory.IS_SUPPORTED
    )
    was_asked = of_support.filter(
        recipient=RECIPIENT_BY_SIDE[side], category__in=FROM_THE_SERVICE, at__lte=at
    )
    rows = _consents().filter(
        Q(support__status=SupportStatus.SUPPORTED) | Exists(ended_later),
        Q(support__side=side) & ~Exists(was_asked) | Exists(may_know),
        support__record=record, recipient=ConsentRecipient.SERVICE, category=ConsentCategory.TOLD,
        purpose__in=NEWS_PURPOSES,
    )  # fmt: skip
    return _consents_active_at(rows, at=at).exists()


def _consents_active_at(rows: QuerySet[Consent], *, at: datetime) -> QuerySet[Consent]:
    """These consents that were active at a moment; they may have been withdrawn since."""
    stood = Q(withdrawal=None) | Q(withdrawal__at__gt=at)
    counted = Q(is_given_again=False) | Q(confirmation__at__lte=at)
    return rows.filter(stood, live_at(at), counted, given_on__lte=london_day(at))


@for_purpose(CONSENT_SHARING_PURPOSE)
def facts_shown_to_service(
    support: Support, *, at: datetime, agreed: Collection[str] | None = None
) -> dict[str, list[SharedFact]]:
    """{category: [SharedFact]} that it may be shown now. agreed: if read with the support."""
    if support.status != SupportStatus.SUPPORTED:
        return {}
    if agreed is None:
        rows = Support.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(pk=support.pk)
        agreed = rows.values_list(ArraySubquery(categories_agreed_for_service(at=at))).get()[0]
    agreed = set(agreed)
    dated = _dated_facts(support) if agreed & DATED_FACT_TESTS.keys() else []
    found = {
        each: [fact for fact in dated if is_of(fact, at)]
        for each, is_of in DATED_FACT_TESTS.items()
    }
    found |= {each: list(ask(support)) for each, ask in FACTS_BY_CATEGORY.items() if each in agreed}
    return {
        each: [replace(fact, category=each) for fact in facts]
        for each, facts in found.items() if each in agreed
    }  # fmt: skip


def allegations_of_victim(
    victim: UUID, *, case: UUID, sides: Collection[str | None] = ("",)
) -> QuerySet[Allegation]:
    """
    The newest known version of each allegation of a victim.

    victim, case: ids. sides: "" for versions that both sides know, and a side for those private to
    it. A correction may have moved an allegation to another victim.
    """
    allegations = Allegation.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(
        case=case, only_side__in=sides
    )
    newest = allegations.order_by("first", "-number").distinct("first")
    return Allegation.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(
        pk__in=newest.values("pk"), victim=victim
    )


def _suspects_of_allegations(support: Support) -> QuerySet[Allegation, Any]:
    """The suspects of the victim's allegations that both sides know. For a subquery."""
    rows = allegations_of_victim(support.record_id, case=support.case_id)
    return rows.filter(suspect__only_side="").values("suspect")


def _dated_facts(support: Support) -> list[SharedFact]:
    """[SharedFact] by day: referral, decision, charge, and past and coming court dates."""
    return [
        SharedFact("", code, milestone_text(code, number), number, on)
        for on, number, code in dated_facts(support, _suspects_of_allegations(support))
    ]


def _how_to_reach_facts(support: Support) -> Iterator[SharedFact]:
    for code, label, value in recorded_reach_answers(support.record):
        yield SharedFact("", code, label, value=value)


def _told_facts(support: Support) -> Iterator[SharedFact]:
    """The news that the victim is known to have been told, newest first."""
    shared = Q(suspect=None) | Q(suspect__only_side="")
    rows = Told.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(
        shared, contact__record=support.record_id
    )
    rows = news_that_reached_victim(rows).order_by("-reached_at", "suspect__number", "what")
    for what, number, moment in rows.values_list("what", "suspect__number", "reached_at"):
        assert moment is not None
        yield SharedFact("", what, told_text(what, number), number, london_day(moment))


def _owed_facts(support: Support) -> Iterator[SharedFact]:
    """The news that the victim is still owed: about which suspect, by which agency, by when."""
    rows = Duty.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(
        record=support.record_id, is_open=True, only_side=""
    )
    rows = rows.order_by("clock__due_at", "suspect__number", "what")
    columns = "what", "suspect__number", "owed_by", "clock__due_at", "sent_at"
    for what, number, side, due_at, sent_at in rows.values_list(*columns):
        day = london_day(due_at)
        by = OWED_BY_TEXT % {"agency": Side(side).label, "day": format_day(day)}
        if sent_at:
            by = ON_ITS_WAY_TEXT % {"owed": by, "day": format_day(london_day(sent_at))}
        yield SharedFact("", what, owed_text(what, number), number, day, by)


def _request_facts(support: Support) -> Iterator[SharedFact]:
    rows = VictimRequest.objects.unscoped(CONSENT_SHARING_PURPOSE).filter(victim=support.record_id)
    for code, text, on, value in requests_told(rows):
        yield SharedFact("", code, text, None, on, value)


def _is_milestone(fact: SharedFact, at: datetime) -> bool:
    return fact.on is not None and fact.on <= london_day(at)


def _is_coming_court_day(fact: SharedFact, at: datetime) -> bool:
    """A court date of today or later."""
    return fact.code not in MILESTONE_TEXT and fact.on is not None and fact.on >= london_day(at)


DATED_FACT_TESTS: dict[str, Callable[[SharedFact, datetime], bool]] = {
    ConsentCategory.MILESTONES: _is_milestone, ConsentCategory.COURT_DATES: _is_coming_court_day,
}  # fmt: skip
FACTS_BY_CATEGORY: dict[str, Callable[[Support], Iterator[SharedFact]]] = {
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
    rows = rows.select_related("to__agency", "note").order_by("at", "number", "code")
    found = list(rows)
    return {each.pk: [row for row in found if _is_shown_by_consent(row, each)] for each in consents}


def recipient_kind_of_person(person: User) -> str:
    """The recipient as which a person is shown facts."""
    return RECIPIENT_BY_SIDE.get(person.agency.side, ConsentRecipient.SERVICE)


def _is_shown_by_consent(shown_fact: Shown, consent: Consent) -> bool:
    """A note counts for the consent that it was sent on, even if it is opened later."""
    if shown_fact.note is not None:
        return str(consent.pk) in {each["consent"] for each in shown_fact.note.relied_on}
    until = getattr(consent, "withdrawal", None)
    return (
        (shown_fact.support_id, shown_fact.category) == (consent.support_id, consent.category)
        and recipient_kind_of_person(shown_fact.to) == consent.recipient
        and shown_fact.at >= consent.at
        and (until is None or shown_fact.at <= until.at)
    )
