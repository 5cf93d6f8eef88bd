"""What has been said to a victim and tried, newest first, and what she was last told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import BooleanField, ExpressionWrapper, F, Prefetch, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.queries.before import Before, older
from people.access import Scope, Standing
from victims.gate import Barrier, got_through
from victims.ladder import Attempt, Step, ladder
from victims.models import Contact, Direction, FollowUp, Outcome, Signpost, Told, VictimRecord, What
from victims.permissions import CONTACT, FOLLOW_UP
from victims.queries.consented import carried_by_isva
from victims.queries.told import KNOWN

PAGE_SIZE = 25
NO_ATTEMPT = (Outcome.NOT_CONTACTED, Outcome.REPORTED)
LAST_TRIED = 30  # as PAGE_SIZE: more attempts in a row than any ladder has steps


@dataclass(frozen=True)
class Line:
    """One contact, as the page of contacts shows it."""

    contact: Contact
    by: str
    told: list  # in words
    against: list  # in words: what stood against it
    sent: list  # in words: what is not known to have reached the victim, or came back, and which
    signposted: list  # in words
    allowed: set  # the verbs open on it
    follow_ups: list  # (what was asked and answered, the verbs open on that)


@dataclass(frozen=True)
class Page:
    """Some contacts, newest first, and the key of the page of older ones; empty at the end."""

    lines: list
    older: str


def page(
    record: VictimRecord, scope: Scope, capacities: frozenset[str], *, before: str = ""
) -> Page:
    """A page of the contacts with a victim whom the door has let the reader see. Three queries."""
    rows = Contact.objects.for_scope(scope).filter(record=record).select_related("by__agency")
    told = Told.objects.for_scope(scope).select_related("suspect").order_by("what", "suspect")
    asked = FollowUp.objects.for_scope(scope).select_related("by", "answered_by").order_by("at")
    rows = rows.prefetch_related(Prefetch("told", told), Prefetch("follow_ups", asked))
    shown, following = older(rows, Before.parse(before), PAGE_SIZE, by="contacted_at")
    who = scope.holding(capacities)
    return Page([_line(contact, who) for contact in shown], following)


def _line(contact: Contact, who: Standing) -> Line:
    return Line(
        contact=contact,
        by=_("%(name)s, %(agency)s") % {"name": contact.by.name, "agency": contact.by.agency.name},
        against=[Barrier(code).label for code in contact.barriers],
        told=[said(told) for told in contact.told.all() if told.reached_at],
        sent=[_sent(told) for told in contact.told.all() if not told.reached_at],
        signposted=[Signpost(code).label for code in contact.signposted],
        allowed=CONTACT.open_to(who, contact),
        follow_ups=[(each, FOLLOW_UP.open_to(who, each)) for each in contact.follow_ups.all()],
    )


def said(told: Told) -> str | Promise:
    """What she was told, in words; of suspects there are only numbers on her pages."""
    what = What(told.what).label
    if told.suspect is None:
        return what
    return _("%(what)s: suspect %(n)s") % {"what": what, "n": told.suspect.number}


def _sent(told: Told) -> str:
    """What was sent, in words, and that it came back or that nobody knows whether it arrived."""
    about = {"what": said(told)}
    if told.taken_back_at:
        return _("%(what)s. It did not arrive, so it does not count as told.") % about
    return _("%(what)s. Not known to have arrived, so it does not count as told.") % about


def last_told(
    record: VictimRecord, scope: Scope
) -> list[tuple[str | Promise, Contact, datetime | None]]:
    """
    [(what, its last contact, when it is known to have reached the victim or None)], latest first.

    Of each thing the last time that the victim is known to have been told it; of what they are not
    known to have been told at all, when it last went out. What came back is not here. A contact
    counts before a day that was said with a request for a review (ADR 0042).
    """
    rows = Told.objects.for_scope(scope).filter(contact__record=record, taken_back_at=None)
    rows = rows.annotate(
        is_known=ExpressionWrapper(KNOWN, BooleanField()),
        is_said=ExpressionWrapper(Q(contact__outcome=Outcome.REPORTED), BooleanField()),
    )
    rows = rows.select_related("contact__by", "suspect").order_by(
        "what", "suspect", "-is_known", "is_said", F("reached_at").desc(nulls_last=True),
        "-contact__contacted_at", "-contact",
    )  # fmt: skip
    latest = sorted(
        rows.distinct("what", "suspect"),
        key=lambda told: told.reached_at or told.contact.contacted_at, reverse=True,
    )  # fmt: skip
    return [(said(told), told.contact, told.reached_at) for told in latest]


def next_steps(
    record: VictimRecord, scope: Scope, *, known: Iterable[Contact] | None = None
) -> list[Step]:
    """
    The ladder of attempts as it stands now (victims/ladder.py).

    known: her newest contacts, where a page has them already. One query, or two.
    """
    tried = attempts(newest(record, scope) if known is None else known)
    is_agreed = carried_by_isva(record.pk, scope.side, at=scope.at)
    return ladder(record, tried, is_agreed=is_agreed, side=scope.side)


def newest(record: VictimRecord, scope: Scope) -> QuerySet[Contact]:
    """Her newest contacts, as many as any ladder could need. One query."""
    rows = Contact.objects.for_scope(scope).filter(record=record)
    return rows.order_by("-contacted_at", "-pk")[:LAST_TRIED]


def attempts(contacts: Iterable[Contact]) -> list[Attempt]:
    """
    [(channel, moment, outcome)] of our attempts since she was last reached, oldest first.

    What is written down later from a request for a review is no attempt.
    """
    found: list[Attempt] = []
    for contact in contacts:
        if got_through(contact):
            break
        if contact.direction == Direction.OUT and contact.outcome not in NO_ATTEMPT:
            found.insert(0, (contact.channel, contact.contacted_at, contact.outcome))
    return found


def alike(
    record: VictimRecord, scope: Scope, *, channel: str, contacted_at: datetime
) -> Contact | None:
    """
    Another person's entry that may be about the same contact; None where there is none.

    The caller's own entries are no doubles: three calls in ten minutes are three calls.
    """
    within = timedelta(minutes=settings.SAME_CONTACT_MINUTES)
    rows = Contact.objects.for_scope(scope).filter(
        record=record, channel=channel,
        contacted_at__range=(contacted_at - within, contacted_at + within),
    )  # fmt: skip
    rows = rows.exclude(by__in=scope.accounts).select_related("by")
    return rows.order_by("contacted_at").last()


def logged(contact: Contact | None, scope: Scope) -> dict[str, object] | None:
    """What another person has logged, for whoever is about to log the same; None of nothing."""
    if contact is None:
        return None
    told = Told.objects.for_scope(scope).filter(contact=contact).select_related("suspect")
    return {"contact": contact, "told": [said(each) for each in told.order_by("what", "suspect")]}
