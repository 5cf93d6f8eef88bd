"""The extension of a suspect's due date, as the case page and worklists show it."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.models import Extension, Turn
from cases.models.sealed_json import JSONFacts
from cases.statuses import EXTENSION_OPEN, ExtensionStatus
from people.access.scopes import Scope
from people.text.dates import format_day, format_day_near
from timeliness.calendar import london_day


class ExtensionFacts(TypedDict):
    """
    The newest extension of a due date, open or agreed; dates as JSON has them.

    awaits: sides that answer next. asked_to_settle: ids of accounts. first_due_at: None if the date
    was never moved.
    """

    pk: str
    status: str
    side: str
    awaits: list[str]
    asked_to_settle: list[int]
    proposed_on: str
    due_at: str
    first_due_at: str | None


def extension_of_turn(scope: Scope) -> QuerySet[Extension, Any]:
    """Subquery for suspects: ExtensionFacts of the due date of their open turn."""
    rows = Extension.objects.for_scope(scope).filter(
        clock__turns__suspect=OuterRef("pk"), clock__turns__ended_at=None,
        status__in=[*EXTENSION_OPEN, ExtensionStatus.AGREED, ExtensionStatus.SETTLED],
    )  # fmt: skip
    names = ("pk", "status", "side", "awaits", "asked_to_settle", "proposed_on")
    facts = JSONFacts(
        **{name: name for name in names},
        due_at="clock__due_at", first_due_at="clock__first_due_at",
    )  # fmt: skip
    open_first = F("ended_at").desc(nulls_first=True)
    return rows.order_by(open_first, "-at").values(facts=facts)[:1]


def describe_extension(
    found: ExtensionFacts | None,
) -> Iterator[tuple[str | Promise | tuple[str, str], ...]]:
    """Fact rows of a suspect's card: that the due date was moved, and what is asked for now."""
    if found is None:
        return
    link = reverse("see-extension", args=[found["pk"]]), _("Show the request")
    if found["first_due_at"]:
        days = {"first": _day_text(found["first_due_at"]), "now": _day_text(found["due_at"])}
        moved = _("From %(first)s to %(now)s, agreed by both sides") % days
        yield _("Due date moved"), moved, "", link
    if is_open(found):
        until = _("Until %(day)s") % {"day": format_day(date.fromisoformat(found["proposed_on"]))}
        yield _("Extension asked for"), until, str(ExtensionStatus(found["status"]).label), link


def is_open(found: ExtensionFacts | None) -> bool:
    """Whether an extension is asked for, and neither agreed nor at an end."""
    return found is not None and found["status"] in EXTENSION_OPEN


def extension_from_facts(found: ExtensionFacts) -> Extension:
    """An Extension with what its permission table needs. Not to be saved."""
    return Extension(
        pk=found["pk"], status=found["status"], side=found["side"], awaits=found["awaits"],
        asked_to_settle=found["asked_to_settle"],
    )  # fmt: skip


def _day_text(moment: str) -> str:
    return format_day(london_day(datetime.fromisoformat(moment)))


# Worklists


def extended_dates(scope: Scope) -> ArraySubquery:
    """
    Subquery for cases: {pk of a suspect, due_at, first_due_at, awaits} of turns whose due date was
    moved or is asked to be moved. awaits: None where nothing is asked for now.
    """
    asked = Extension.objects.for_scope(scope).filter(clock=OuterRef("clock"))
    open_ones = asked.filter(ended_at=None)
    turns = Turn.objects.for_scope(scope).filter(
        Exists(asked), case=OuterRef("pk"), ended_at=None
    )  # fmt: skip
    facts = JSONFacts(
        pk="suspect", due_at="clock__due_at", first_due_at="clock__first_due_at",
        awaits=Subquery(open_ones.values("awaits")[:1]),
    )  # fmt: skip
    return ArraySubquery(turns.values(facts=facts))


def moved_text(first_due_at: str | None, *, at: datetime) -> str:
    """Text such as "Moved: first due 3 December"; "" if the due date was never moved."""
    if first_due_at is None:
        return ""
    day = format_day_near(london_day(datetime.fromisoformat(first_due_at)), london_day(at))
    return _("Moved: first due %(day)s") % {"day": day}
