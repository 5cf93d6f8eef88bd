"""The time to ask for a review of each decision about a victim's suspects."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cases.models import Case, Suspect
from cases.queries.areas_of_case import areas_had
from people.models import Side, Unit
from people.text.dates import format_day
from timeliness import periods
from timeliness.calendar import ClosedDays, london_day
from timeliness.due_text import period_length_text
from victims.queries.reviewable_decisions import DecisionFactsProtocol, ReviewableSuspectProtocol
from victims.vrr_rules import (
    EXPEDITED_PILOT,
    PROMPT_PERIOD_BY_SIDE,
    IneligibleReason,
    ReviewableDecision,
    ask_period_key,
    is_pilot_unverified,
    may_be_reviewed_before_stop,
    reason_and_source,
    reasons_outside_scheme,
    time_to_ask_window,
)

BEFORE_STOP = ReviewableDecision.CPS_MEANS_TO_STOP
DecisionTimes = tuple[str | Promise, str, str]  # the decision, when it was made, the time to ask
# The suspect's number, the times of each decision, and texts about the periods.
TimesOfSuspect = tuple[int, list[DecisionTimes], list[str]]


def decision_times_by_suspect(
    found: Collection[ReviewableSuspectProtocol], case: Case, *, at: datetime, extra: ClosedDays
) -> list[TimesOfSuspect]:
    """
    When each suspect's victim may ask for a review, as texts.

    found: the reviewable decisions (actions.reviewable_decisions). case: one that the caller has
    read. extra: the closed days announced.
    """
    on = london_day(at)
    plans = [each for each in found if BEFORE_STOP in each.decisions]
    had_pilot = bool(plans) and _had_pilot(plans, case, on, at)
    return [
        (each.suspect.number, *_times_of_suspect(each, on, extra, had_pilot=had_pilot))
        for each in found
    ]


def _had_pilot(
    plans: Collection[ReviewableSuspectProtocol], case: Case, on: date, at: datetime
) -> bool:
    """
    Whether there is a day on which the case was in an Area of the pilot. No query where it is in
    one today, or where no unit that had the case ever was.
    """
    today = {_units_of_suspect(each.suspect)[BEFORE_STOP.side].area for each in plans}
    if any(may_be_reviewed_before_stop(on=on, area=area) for area in today):
        return True
    ever = {area for each in plans for area in each.been_in}
    return any(may_be_reviewed_before_stop(on=on, area=area) for area in ever) and any(
        may_be_reviewed_before_stop(on=last, area=area) for area, last in areas_had(case, at=at)
    )


def _times_of_suspect(
    found: ReviewableSuspectProtocol, on: date, extra: ClosedDays, *, had_pilot: bool
) -> tuple[list[DecisionTimes], list[str]]:
    """had_pilot: there is a day on which the case was in an Area of the pilot."""
    area = {side: unit.area for side, unit in _units_of_suspect(found.suspect).items()}
    outside = {kind: _reasons_outside_now(kind, found, had_pilot) for kind in found.decisions}
    made = [
        _times_of_decision(area[kind.side], kind, known, outside[kind], on, extra)
        for kind, known in _decisions_to_list(found.decisions)
    ]
    asked = {ask_period_key(kind): kind.side for kind, reasons in outside.items() if not reasons}
    times = [_time_to_ask_text(rule, side, on, area[side]) for rule, side in sorted(asked.items())]
    return made, times


def _reasons_outside_now(
    reviewed: ReviewableDecision, found: ReviewableSuspectProtocol, had_pilot: bool
) -> tuple[IneligibleReason, ...]:
    """
    The reasons against a review that the case's record shows before any request.

    had_pilot: as _times_of_suspect(), since a plan to stop may be of an earlier day.
    """
    return reasons_outside_scheme(
        reviewed,
        is_charged_in_part=found.is_charged_in_part,
        has_pilot=had_pilot,
        is_interviewed=found.decisions[reviewed].is_interviewed,
    )


def _units_of_suspect(suspect: Suspect) -> dict[str, Unit]:
    """{side: the unit that holds a suspect}; the CPS only once it has the case."""
    units = {side: getattr(suspect, name) for side, name in suspect.unit_of.items()}
    return {side: unit for side, unit in units.items() if unit}


def _decisions_to_list(
    decisions: Mapping[ReviewableDecision, DecisionFactsProtocol],
) -> list[tuple[ReviewableDecision, DecisionFactsProtocol]]:
    """
    The decisions to list; of the police ones only the first, as it is not known what they decided.
    """
    ours = {ReviewableDecision.POLICE_OTHER_CHARGE, ReviewableDecision.POLICE_OUT_OF_COURT}
    return [(made, known) for made, known in decisions.items() if made not in ours]


def _times_of_decision(
    area: str, reviewed: ReviewableDecision, case_facts: DecisionFactsProtocol,
    outside: tuple[IneligibleReason, ...], on: date,
    extra: ClosedDays,
) -> DecisionTimes:  # fmt: skip
    made = (
        _("The police closed the investigation")
        if case_facts.decided_on
        else _("A decision of the police not to charge, or not to refer")
    )
    told = (
        _outside_scheme_text(outside)
        if outside
        else _told_and_ask_by_text(area, reviewed, case_facts, extra)
    )
    if reviewed == BEFORE_STOP and not outside:
        told = f"{told} {_pilot_text(on, area)}".strip()
    return (
        made if reviewed.is_by_police else reviewed.label,
        on_day_text(case_facts.decided_on) if case_facts.decided_on else "",
        told,
    )


def _pilot_text(on: date, area: str) -> str:
    """Of a review before a stop: where it is not verified, or was possible only, in an Area."""
    if is_pilot_unverified(on=on, area=area):
        return pilot_unverified_text()
    if may_be_reviewed_before_stop(on=on, area=area):
        return ""
    return _(
        "Only of a plan made on a day on which the case was in an Area of the pilot. The day on "
        "which it left counts too."
    )


def _outside_scheme_text(outside: Iterable[IneligibleReason]) -> str:
    why = " ".join(f"{sentence} {source}." for sentence, source in map(reason_and_source, outside))
    return _("Outside the scheme. %(why)s") % {"why": why}


def _told_and_ask_by_text(
    area: str, reviewed: ReviewableDecision, case_facts: DecisionFactsProtocol, extra: ClosedDays
) -> str:
    """When the victim was told and the last day to ask; or that it is not known."""
    if not case_facts.told_on:
        if not case_facts.sent_on:
            return ""
        return _(
            "Sent on %(day)s, and not known to have arrived: the time to ask has not begun."
        ) % {"day": format_day(case_facts.sent_on)}
    until = time_to_ask_window(reviewed, told_on=case_facts.told_on, area=area, extra=extra)
    text = _("Told on %(told)s.") % {"told": format_day(case_facts.told_on)}
    if until.ask_by is None:
        return f"{text} " + _("No time to ask is established.")
    by = _("Ordinarily until %(until)s; later in exceptional circumstances.") % {
        "until": format_day(until.ask_by)
    }
    return f"{text} {by} {prompt_review_text(until.prompt_by)}".strip()


def _time_to_ask_text(rule: str, side: Side, on: date, area: str) -> str:
    try:
        period = periods.period_in_force(rule, on=on, area=area)
    except periods.NoPeriod:
        return _("No time to ask before a case is stopped is established.")
    values = {"length": period_length_text(period), "authority": capfirst(period.authority)}
    sentence = _(
        "Ordinarily within %(length)s of the day on which the victim was told. %(authority)s."
    )
    if side not in PROMPT_PERIOD_BY_SIDE:
        return sentence % values
    soon = periods.period_in_force(PROMPT_PERIOD_BY_SIDE[side], on=on, area=area)
    prompt = {"length": period_length_text(soon), "authority": capfirst(soon.authority)}
    return sentence % values + " " + _("Prompt within %(length)s. %(authority)s.") % prompt


def prompt_review_text(day: date | None) -> str:
    """The day by which asking allows a prompt review: advice, not a limit."""
    if day is None:
        return ""
    return _("Asking by %(day)s helps a prompt review. It is not a limit.") % {
        "day": format_day(day)
    }


def pilot_unverified_text() -> str:
    """The area of a pilot whose start date is not verified."""
    text = _(
        "%(scheme)s: the day on which it began in this area is unverified. So it does not refuse."
    )
    return text % {"scheme": EXPEDITED_PILOT}


def on_day_text(day: date) -> str:
    return _("on %(day)s") % {"day": format_day(day)}
