"""What is decided of a charge that goes on by leave of a court is decided from that day on."""

from collections.abc import Collection, Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from cases.decisions.actions.court_fact_checks import facts_about
from cases.models import CourtFact, CourtFactKind, LaidCharge, Plea, ReportedCharge, StoppedCount
from people.access.scopes import Refused
from people.text.dates import format_day

BEFORE_LEAVE = _(
    "One of these charges lay on the file until a court gave leave to proceed with it on %(day)s. "
    "Enter that day or a later one, or select the others."
)
# What decides a charge, beside a plea of guilty.
DECIDING_KINDS = (CourtFactKind.OUTCOME, CourtFactKind.SENTENCE)


def before_leave(kind: str, on: date, result: str, report: ReportedCharge) -> Mapping[int, date]:
    """
    {key of a charge of a report that goes on by leave: the day of that leave} that an outcome, a
    sentence or a plea of guilty of this day cannot be about: what was decided was not left on the
    file, and what lies there is not decided. A plea may have been withdrawn before by another.
    """
    if kind not in DECIDING_KINDS and result != Plea.GUILTY:
        return {}
    rows = StoppedCount.objects.filter(laid__report=report, leave__on__gt=on)
    found: dict[int, date] = {}
    for row in rows.select_related("stop", "leave", "laid"):
        is_plea = result == Plea.GUILTY and on <= row.stop.ended_on
        if row.leave and not (is_plea and denied_later(row.laid, report, on, row.stop.ended_on)):
            found[row.laid_id] = max(row.leave.on, found.get(row.laid_id, date.min))
    return found


def check_by_leave(
    named: Collection[int], kind: str, on: date, result: str, report: ReportedCharge
) -> None:
    """Raise Refused if what a fact of a kind, day and result names had not yet leave to go on."""
    early = before_leave(kind, on, result, report)
    if days := [day for key, day in early.items() if key in named]:
        raise Refused(BEFORE_LEAVE % {"day": format_day(max(days))}, is_stage=True)


def needing_leave(
    left_on: date, charges: Collection[LaidCharge], report: ReportedCharge
) -> list[CourtFact]:
    """
    What decides charges that a court gave leave to proceed with: each outcome and sentence of one,
    and each plea of guilty since the day on which they were left on the file.
    """
    return [
        fact for fact in facts_about(charges, report.decision, None)
        if fact.kind in DECIDING_KINDS or (fact.result == Plea.GUILTY and fact.on >= left_on)
    ]  # fmt: skip


def denied_later(
    charge: LaidCharge, report: ReportedCharge, on: date, until: date = date.max
) -> bool:
    """Whether a plea of not guilty to a charge is recorded for a day or a later one, until one."""
    facts = facts_about([charge], report.decision, None)
    return any(fact.result == Plea.NOT_GUILTY and on <= fact.on <= until for fact in facts)
