"""The recorded ends of bail, detention and custody time limits. Nothing is computed."""

from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cases.models import Custody, Suspect
from cases.models.sealed_json import JSONFacts
from cases.queries.time_limits import first_limit_text, running_time_limits
from cases.states import State
from people.access.scopes import Scope
from people.text.dates import format_day_near, format_time
from timeliness.calendar import london_day

# The worklist of custody time limits: its rows, its order, and the capacities of the people who
# record a limit, work to it, or record court facts.
LIMITED_SQL = (
    f"custody = '{Custody.REMANDED.value}' AND first_limit_ends_on IS NOT NULL"
    f" AND state <> '{State.STOPPED.value}'"
)
LIMIT_ENDS_SQL = "first_limit_ends_on::timestamp AT TIME ZONE 'Europe/London'"
LIMIT_CAPACITIES = frozenset(
    {"refer_cases", "supervise_cases", "triage_cases", "prosecute_cases", "allocate_cases"}
)


def recorded_custody_ends(scope: Scope) -> ArraySubquery:
    """Subquery for cases: the recorded custody facts of each suspect the reader's side may see.

    With the time limits that run. The CPS sees them for referred suspects only.
    """
    rows = Suspect.objects.for_scope(scope).filter(case=OuterRef("pk"))
    facts = (
        "pk", "custody", "detained_until", "bail_ends_on", "first_limit_ends_on", "holder_side",
        "state",
    )  # fmt: skip
    named: dict[str, Any] = {name: name for name in facts}
    named["time_limits"] = running_time_limits(scope)
    return ArraySubquery(rows.values(facts=JSONFacts(**named)))


def ends_text(facts: dict[str, Any], *, at: datetime) -> str:
    """Text of the end of custody and of the time for beginning a prosecution; "" if neither."""
    texts = custody_end_text(facts, at=at), first_limit_text(facts["time_limits"], at=at)
    return ". ".join(filter(None, texts))


def custody_end_text(facts: dict[str, Any], *, at: datetime) -> str:
    """Text such as "Bail ends 3 December" or "Detention ends today at 14:00"; "" if none.

    For a suspect in an ended state, only a custody time limit is shown; none once the
    prosecution was stopped.
    """
    if facts["state"] == State.STOPPED:
        return ""
    if facts["custody"] == Custody.REMANDED and facts["first_limit_ends_on"]:
        return _limit_text(date.fromisoformat(facts["first_limit_ends_on"]), at=at)
    if not facts["holder_side"]:
        return ""
    if facts["custody"] == Custody.ON_BAIL and facts["bail_ends_on"]:
        return _bail_text(date.fromisoformat(facts["bail_ends_on"]), at=at)
    if facts["custody"] == Custody.IN_CUSTODY and facts["detained_until"]:
        return _detention_text(localtime(datetime.fromisoformat(facts["detained_until"])), at=at)
    return ""


def _bail_text(day: date, *, at: datetime) -> str:
    today = london_day(at)
    if day == today:
        return _("Bail ends today")
    if day < today:
        return _("The end of bail that was recorded has passed: %(day)s") % {
            "day": format_day_near(day, today)
        }
    return _("Bail ends %(day)s") % {"day": format_day_near(day, today)}


def _limit_text(day: date, *, at: datetime) -> str:
    today = london_day(at)
    if day == today:
        return _("Custody time limit ends today")
    values = {"day": format_day_near(day, today)}
    if day < today:
        return _("The end of the custody time limit that was recorded has passed: %(day)s") % values
    return _("Custody time limit ends %(day)s") % values


def _detention_text(moment: datetime, *, at: datetime) -> str:
    today, day = london_day(at), london_day(moment)
    values = {"day": format_day_near(day, today), "time": format_time(moment)}
    if moment <= at:
        return _("The end of detention that was recorded has passed: %(day)s at %(time)s") % values
    if day == today:
        return _("Detention ends today at %(time)s") % values
    return _("Detention ends %(day)s at %(time)s") % values
