"""Requests to read more, and who reached a limit, for those who lead a unit."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.access.expiry import live_at
from people.access.reading_limits import PASSED, logged_reason, usual_limit
from people.access.scopes import Scope
from people.administration.unit_leaders import LEADERS
from people.identity.capacities import NAMING_RESTS_ON
from people.models import AuditEntry, ReadingLimit, ReadingRequest, Unit, UnitGrant
from people.text.dates import format_moment

DAYS_SHOWN = 7
MAX_ROWS = 100  # of each list on the page
FactRow = tuple[str | Promise, str]


@dataclass(frozen=True)
class ReachedLimit:
    """That a person reached a limit: who, which one and when first on that day (UTC)."""

    name: str
    limit: str
    at: datetime


def reading_requests(scope: Scope) -> QuerySet[ReadingRequest]:
    """The requests that a person sees: their own, and those of units that they lead."""
    seen = Q(by__among=scope.account_ids) | Q(unit__among=scope.units_with(*LEADERS))
    return ReadingRequest.objects.filter(seen).select_related("by", "unit", "settled_by")


def requests_to_answer(scope: Scope) -> QuerySet[ReadingRequest]:
    """The requests that wait for this leader: not their own."""
    rows = reading_requests(scope).filter(
        status=ReadingRequest.Status.WAITING, unit__in=scope.units_with(*LEADERS)
    )
    return rows.exclude(by__in=scope.accounts).order_by("at", "pk")


def other_requests(scope: Scope) -> QuerySet[ReadingRequest]:
    """The other requests that the person sees, newest first: their own, and what was answered."""
    rows = reading_requests(scope).exclude(pk__in=requests_to_answer(scope).values("pk"))
    return rows.order_by("-at", "pk")


def reached_limits(scope: Scope) -> list[ReachedLimit]:
    """Who of the units that a person leads reached a limit in the last days, newest first."""
    led = UnitGrant.objects.filter(live_at(scope.at), content_object__in=scope.units_with(*LEADERS))
    said = {limit: logged_reason(limit) for limit in PASSED}
    is_one = Q()
    for reason in said.values():
        is_one |= Q(refused__startswith=reason)
    rows = AuditEntry.objects.exclude(refused="").filter(
        is_one, user__in=led.values("user"), at__gt=scope.at - timedelta(days=DAYS_SHOWN)
    )
    found: dict[tuple[int, ReadingLimit, date], ReachedLimit] = {}
    rows = rows.exclude(user__in=scope.accounts).order_by("at", "pk")
    for user, name, reason, at in rows.values_list("user_id", "user__name", "refused", "at"):
        limit = next(each for each, text in said.items() if reason.startswith(text))
        found.setdefault((user, limit, localdate(at)), ReachedLimit(name, str(limit.label), at))
    return list(reversed(found.values()))[:MAX_ROWS]


def limits_of_everyone() -> list[FactRow]:
    """[(what is limited, how much in an hour)] of everybody."""
    each = ngettext("%(n)s an hour", "%(n)s an hour", 2)
    return [(limit.label, each % {"n": usual_limit(limit)}) for limit in ReadingLimit]


def request_facts(asked: ReadingRequest) -> list[FactRow]:
    """What is asked for, as [(question, answer)]."""
    more = {"n": asked.an_hour, "usual": usual_limit(asked.limit), "hours": asked.hours}
    facts: list[FactRow] = [
        (_("Who asks"), asked.by.name),
        (_("What they want to read"), asked.get_limit_display()),
        (_("How many an hour"), _("%(n)s; the limit is %(usual)s") % more),
        (_("For how long"), ngettext("%(hours)s hour", "%(hours)s hours", asked.hours) % more),
        (_("Why"), asked.reason),
        (_("Asked"), format_moment(asked.at)),
    ]
    if asked.settled_by and asked.settled_at:
        facts.append((_("Answered by"), asked.settled_by.name))
        facts.append((_("Answered"), format_moment(asked.settled_at)))
    if asked.until:
        facts.append((_("Until"), format_moment(asked.until)))
    if asked.settled_text:
        facts.append((_("Why it was refused"), asked.settled_text))
    return facts


def units_to_ask(scope: Scope) -> list[tuple[int, str]]:
    """[(id, name)] of the person's units that somebody else leads."""
    own = scope.units_with(*NAMING_RESTS_ON)
    leaders = UnitGrant.objects.filter(
        live_at(scope.at), content_object__in=own, permission__codename__in=LEADERS,
        user__is_active=True, user__is_system=False,
    ).exclude(user__in=scope.accounts)  # fmt: skip
    rows = Unit.objects.filter(pk__in=leaders.values("content_object")).order_by("name", "pk")
    return [(pk, f"{name}, {agency}") for pk, name, agency in rows.values_list(
        "pk", "name", "agency__name"
    )]  # fmt: skip


def requests_waiting_for_reader(scope: Scope) -> list[tuple[str, str]]:
    """[(address, words)] for the worklists page: how many requests wait for this leader."""
    if not scope.units_with(*LEADERS):
        return []
    waits = requests_to_answer(scope).count()
    if not waits:
        return []
    words = ngettext("Request to read more: %(n)s", "Requests to read more: %(n)s", waits)
    return [(reverse("see-reading"), words % {"n": waits})]
