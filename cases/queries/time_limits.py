"""The time within which a prosecution of a suspect must begin, as a reader's side knows it."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from cases.models import ProsecutionLimit
from cases.models.sealed_json import JSONFacts
from people.access.scopes import Scope
from people.text.dates import format_day_near
from timeliness.calendar import london_day


class LimitFacts(TypedDict):
    """
    A limit that runs. Days as JSON has them: first_ends_on, last_ends_on are the last days to begin
    for the first and the last day of the act; ends_on is the one of them that counts now.
    """

    offence: str
    title: str
    from_on: str
    last_on: str
    ends_on: str
    first_ends_on: str
    last_ends_on: str
    is_confirmed: bool


def running_time_limits(scope: Scope, *, suspect: str = "pk") -> ArraySubquery:
    """Subquery of a suspect: its limits that run, as LimitFacts, the one that ends first first."""
    rows = ProsecutionLimit.objects.for_scope(scope).filter(
        suspect=OuterRef(suspect), is_running=True
    )
    names = "from_on", "last_on", "ends_on", "last_ends_on", "is_confirmed"
    facts: dict[str, Any] = {name: name for name in names}
    facts |= {"offence": "offence_id", "title": "offence__title"}
    # A row that the release before wrote says the end of the first day only while that counts.
    facts["first_ends_on"] = Coalesce("first_ends_on", "ends_on")
    return ArraySubquery(
        rows.order_by("ends_on", "offence", "from_on").values(json=JSONFacts(**facts))
    )


def limit_texts(
    limits: Iterable[LimitFacts], *, at: datetime
) -> list[tuple[str, list[LimitFacts]]]:
    """What is said of these limits, each sentence once with all the limits of which it is true."""
    found: dict[str, list[LimitFacts]] = {}
    for limit in limits:
        found.setdefault(_limit_text(limit, at=at), []).append(limit)
    return list(found.items())


def first_limit_text(limits: Iterable[LimitFacts], *, at: datetime) -> str:
    """
    Text such as "A prosecution must begin by 10 July: Common assault", of the first end to come;
    "" if none. Where every end has passed, it says so of the last. It names each offence of it.
    """
    known, today = list(limits), london_day(at)
    ahead = [each for each in known if date.fromisoformat(each["ends_on"]) >= today]
    said = limit_texts(ahead, at=at)[:1] or limit_texts(known, at=at)[-1:]
    for text, same in said:
        titles = dict.fromkeys(each["title"] for each in same)
        return _("%(text)s: %(offence)s") % {"text": text, "offence": "; ".join(titles)}
    return ""


def _limit_text(limit: LimitFacts, *, at: datetime) -> str:
    first, last = (date.fromisoformat(limit[end]) for end in ("first_ends_on", "last_ends_on"))
    today = london_day(at)

    def day_text(day: date) -> str:
        return format_day_near(day, today)

    return time_limit_text(
        first, last, is_confirmed=limit["is_confirmed"], today=today, day_text=day_text
    )


def time_limit_text(
    first: date, last: date, *, is_confirmed: bool, today: date, day_text: Callable[[date], str]
) -> str:
    """
    When the time for beginning a prosecution ends or ended, in one sentence without a full stop.

    first, last: the last days to begin for the first and the last day of the act. An end whose
    length was not read in a source is said as one that may be, and to be checked.
    """
    values = {"first": day_text(first), "last": day_text(last)}
    if not is_confirmed:
        return _unconfirmed_text(first, last, today=today) % values
    if last < today:
        text = _("The time for beginning a prosecution ended on %(last)s")
    elif first < today:
        text = _(
            "The time for beginning a prosecution ended on %(first)s for the first day of"
            " the act; for its last day it ends on %(last)s"
        )
    elif first < last:
        text = _(
            "A prosecution must begin by %(first)s for the first day of the act, and by %(last)s"
            " for its last day"
        )
    elif last == today:
        text = _("A prosecution must begin today")
    else:
        text = _("A prosecution must begin by %(last)s")
    return text % values


def _unconfirmed_text(first: date, last: date, *, today: date) -> str:
    if last < today:
        return _("The time for beginning a prosecution may have ended on %(last)s: check it")
    if first < today:
        return _(
            "The time for beginning a prosecution may have ended on %(first)s for the first"
            " day of the act; for its last day it may end on %(last)s: check it"
        )
    if first < last:
        return _(
            "The time for beginning a prosecution may end on %(first)s for the first day of the"
            " act, and on %(last)s for its last day: check it"
        )
    if last == today:
        return _("The time for beginning a prosecution may end today: check it")
    return _("The time for beginning a prosecution may end on %(last)s: check it")
