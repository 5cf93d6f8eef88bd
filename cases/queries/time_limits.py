"""The time within which a prosecution of a suspect must begin, as a reader's side knows it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from cases.models import ProsecutionLimit
from people.access.scopes import Scope
from people.text.dates import format_day_near
from timeliness.calendar import london_day


class LimitFacts(TypedDict):
    """A limit that runs. ends_on, from_on, last_on: days as JSON has them."""

    offence: str
    title: str
    from_on: str
    last_on: str
    ends_on: str
    is_confirmed: bool


def running_time_limits(scope: Scope, *, suspect: str = "pk") -> ArraySubquery:
    """Subquery of a suspect: its limits that run, as LimitFacts, the one that ends first first."""
    rows = ProsecutionLimit.objects.for_scope(scope).filter(
        suspect=OuterRef(suspect), is_running=True
    )
    facts = {name: name for name in ("from_on", "last_on", "ends_on", "is_confirmed")}
    facts |= {"offence": "offence_id", "title": "offence__title"}
    return ArraySubquery(
        rows.order_by("ends_on", "offence", "from_on").values(json=JSONObject(**facts))
    )


def first_limit_text(limits: Iterable[LimitFacts], *, at: datetime) -> str:
    """
    Text such as "A prosecution must begin by 10 July: Common assault", of the first end to come;
    "" if none. Where every end has passed, it says so of the last.
    """
    known, today = list(limits), london_day(at)
    ahead = [each for each in known if date.fromisoformat(each["ends_on"]) >= today]
    for limit in (ahead or known[-1:])[:1]:
        text = time_limit_text(limit, at=at)
        return _("%(text)s: %(offence)s") % {"text": text, "offence": limit["title"]}
    return ""


def time_limit_text(limit: LimitFacts, *, at: datetime) -> str:
    """When the time of one limit ends or ended, and that its length is not confirmed."""
    day, today = date.fromisoformat(limit["ends_on"]), london_day(at)
    values = {"day": format_day_near(day, today)}
    if day == today:
        text = _("A prosecution must begin today")
    elif day < today:
        text = _("The time for beginning a prosecution ended %(day)s") % values
    else:
        text = _("A prosecution must begin by %(day)s") % values
    return text if limit["is_confirmed"] else _("%(text)s (not confirmed)") % {"text": text}
