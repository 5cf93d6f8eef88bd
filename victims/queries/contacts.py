"""Contacts with a victim and attempts, newest first, and the news last told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import BooleanField, ExpressionWrapper, F, Prefetch, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from people.access.scopes import Scope, Standing
from people.web.pagination import newest_first_page
from victims.contact_barriers import ContactBarrier, has_reached_victim
from victims.contact_steps import ContactAttempt, ContactStep, contact_steps_to_try
from victims.models import (
    Contact,
    ContactDirection,
    ContactOutcome,
    FollowUp,
    NewsTold,
    Signpost,
    Told,
    VictimRecord,
)
from victims.permissions import CONTACT, FOLLOW_UP
from victims.queries.known_support import may_send_through_isva
from victims.queries.news_told import REACHED_VICTIM

NOT_ATTEMPT_OUTCOMES = (ContactOutcome.NOT_CONTACTED, ContactOutcome.REPORTED)
MAX_ATTEMPTS_READ = 30  # as PAGE_SIZE: more attempts in a row than there are contact steps


@dataclass(frozen=True)
class ContactRow:
    """One contact, as a page shows it."""

    contact: Contact
    by: str
    told: list[str | Promise]  # in words
    against: list[str | Promise]  # in words: its contact barriers
    sent: list[str]  # in words: news that is not known to have arrived, or came back
    signposted: list[str | Promise]  # in words
    allowed: frozenset[str]  # the verbs that the reader may do
    # (question and answer, the verbs that the reader may do)
    follow_ups: list[tuple[FollowUp, frozenset[str]]]


@dataclass(frozen=True)
class ContactsPage:
    """A page of contacts, newest first, and the cursor of the next; empty at the end."""

    lines: list[ContactRow]
    older: str


def contacts_page(
    record: VictimRecord, scope: Scope, capacities: frozenset[str], *, before: str = ""
) -> ContactsPage:
    """A page of the contacts with a victim, whom the guard has found. Three queries."""
    rows = Contact.objects.for_scope(scope).filter(record=record).select_related("by__agency")
    news = Told.objects.for_scope(scope).select_related("suspect").order_by("what", "suspect")
    follow_ups = (
        FollowUp.objects.for_scope(scope).select_related("by", "answered_by").order_by("at")
    )
    rows = rows.prefetch_related(Prefetch("told", news), Prefetch("follow_ups", follow_ups))
    shown, following = newest_first_page(rows, before, by="contacted_at")
    who = scope.standing_with(capacities)
    return ContactsPage([_contact_row(contact, who) for contact in shown], following)


def _contact_row(contact: Contact, who: Standing) -> ContactRow:
    return ContactRow(
        contact=contact,
        by=_("%(name)s, %(agency)s") % {"name": contact.by.name, "agency": contact.by.agency.name},
        against=[ContactBarrier(code).label for code in contact.barriers],
        told=[news_told_text(told) for told in contact.told.all() if told.reached_at],
        sent=[_news_sent_text(told) for told in contact.told.all() if not told.reached_at],
        signposted=[Signpost(code).label for code in contact.signposted],
        allowed=CONTACT.allowed_verbs(who, contact),
        follow_ups=[
            (each, FOLLOW_UP.allowed_verbs(who, each)) for each in contact.follow_ups.all()
        ],
    )


def news_told_text(news: Told) -> str | Promise:
    """A news item in words; suspects are shown by number only."""
    what = NewsTold(news.what).label
    if news.suspect is None:
        return what
    return _("%(what)s: suspect %(n)s") % {"what": what, "n": news.suspect.number}


def _news_sent_text(news: Told) -> str:
    """A news item that was sent, with whether it came back or is not known to have arrived."""
    about = {"what": news_told_text(news)}
    if news.taken_back_at:
        return _("%(what)s. It did not arrive, so it does not count as told.") % about
    return _("%(what)s. Not known to have arrived, so it does not count as told.") % about


def last_news_told(
    record: VictimRecord, scope: Scope
) -> list[tuple[str | Promise, Contact, datetime | None]]:
    """
    [(news item, its last contact, when it reached the victim or None)], latest first.

    For each news item the last time that the victim is known to have been told; where they never
    were, when it was last sent. What came back is left out. A contact counts before a day stated
    with a VRR request (ADR 42).
    """
    rows = Told.objects.for_scope(scope).filter(contact__record=record, taken_back_at=None)
    rows = rows.annotate(
        is_known=ExpressionWrapper(REACHED_VICTIM, BooleanField()),
        is_said=ExpressionWrapper(Q(contact__outcome=ContactOutcome.REPORTED), BooleanField()),
    )
    rows = rows.select_related("contact__by", "suspect").order_by(
        "what", "suspect", "-is_known", "is_said", F("reached_at").desc(nulls_last=True),
        "-contact__contacted_at", "-contact",
    )  # fmt: skip
    latest = sorted(
        rows.distinct("what", "suspect"),
        key=lambda told: told.reached_at or told.contact.contacted_at, reverse=True,
    )  # fmt: skip
    return [(news_told_text(told), told.contact, told.reached_at) for told in latest]


def next_contact_steps(
    record: VictimRecord, scope: Scope, *, contacts: Iterable[Contact] | None = None
) -> list[ContactStep]:
    """
    The contact steps now (victims/contact_steps.py).

    contacts: the newest contacts, where the page has read them. One query, or two.
    """
    tried = attempts_since_reached(
        newest_contacts_of_victim(record, scope) if contacts is None else contacts
    )
    is_agreed = may_send_through_isva(record.pk, scope.side, at=scope.at)
    return contact_steps_to_try(record, tried, is_agreed=is_agreed, side=scope.side or "")


def newest_contacts_of_victim(record: VictimRecord, scope: Scope) -> QuerySet[Contact]:
    """The newest contacts, as many as the contact steps could need. One query."""
    rows = Contact.objects.for_scope(scope).filter(record=record)
    return rows.order_by("-contacted_at", "-pk")[:MAX_ATTEMPTS_READ]


def attempts_since_reached(contacts: Iterable[Contact]) -> list[ContactAttempt]:
    """
    [(channel, moment, outcome)] of our attempts since the victim was last reached, oldest first.

    A contact recorded from a VRR request is no attempt.
    """
    found: list[ContactAttempt] = []
    for contact in contacts:
        if has_reached_victim(contact):
            break
        if (
            contact.direction == ContactDirection.OUT
            and contact.outcome not in NOT_ATTEMPT_OUTCOMES
        ):
            found.insert(0, (contact.channel, contact.contacted_at, contact.outcome))
    return found


def similar_contact_of_colleague(
    record: VictimRecord, scope: Scope, *, channel: str, contacted_at: datetime
) -> Contact | None:
    """
    A colleague's entry that may be the same contact; None where there is none.

    The caller's own entries do not count: three calls in ten minutes are three calls.
    """
    within = timedelta(minutes=settings.SAME_CONTACT_MINUTES)
    rows = Contact.objects.for_scope(scope).filter(
        record=record, channel=channel,
        contacted_at__range=(contacted_at - within, contacted_at + within),
    )  # fmt: skip
    rows = rows.exclude(by__in=scope.accounts).select_related("by")
    return rows.order_by("contacted_at").last()


def logged_contact_facts(contact: Contact | None, scope: Scope) -> dict[str, object] | None:
    """
    A colleague's entry, for a person about to record the same contact; None where there is none.
    """
    if contact is None:
        return None
    news = Told.objects.for_scope(scope).filter(contact=contact).select_related("suspect")
    return {
        "contact": contact,
        "told": [news_told_text(each) for each in news.order_by("what", "suspect")],
    }
