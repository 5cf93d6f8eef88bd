"""Until when a victim ordinarily asks for a review of each decision, and how long they have."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cases.deadlines import in_words
from cases.models import Suspect
from cases.queries.urgency import length
from people.models import Side, Unit
from timeliness import periods
from timeliness.calendar import london_day
from victims.eligibility import (
    EXPEDITED,
    PROMPT,
    NotEligible,
    Reviewed,
    ask_rule,
    has_pilot,
    is_pilot_unverified,
    read_reason,
    why_not_yet_asked,
    window,
)
from victims.queries.to_review import KnownDecision, ToReview

Time = tuple[str | Promise, str, str]  # the decision, when it was made, the time to ask


def decided(
    found: Iterable[ToReview], *, at: datetime, extra: Collection[date]
) -> list[tuple[int, list[Time], list[str]]]:
    """
    [(suspect's number, [(decision, when it was made, what her time is)], [how long she has])].

    found: what there is to be reviewed (actions.reviewable); extra: the closed days announced.
    """
    return [(each.suspect.number, *_times(each, london_day(at), extra)) for each in found]


def _times(found: ToReview, on: date, extra: Collection[date]) -> tuple[list[Time], list[str]]:
    area = {side: unit.area for side, unit in _units_of(found.suspect).items()}
    outside = {kind: _outside(kind, found, on, area) for kind in found.decisions}
    made = [
        _known(area[kind.side], kind, known, outside[kind], on, extra)
        for kind, known in _each(found.decisions)
    ]
    asked = {ask_rule(kind): kind.side for kind, reasons in outside.items() if not reasons}
    times = [_time_to_ask(rule, side, on, area[side]) for rule, side in sorted(asked.items())]
    return made, times


def _outside(
    reviewed: Reviewed, found: ToReview, on: date, area: Mapping[str, str]
) -> tuple[NotEligible, ...]:
    """What the record of the case says against a review, before anybody has asked for one."""
    pilot = has_pilot(on=on, area=area[reviewed.side])
    return why_not_yet_asked(reviewed, is_charged_in_part=found.is_charged_in_part, has_pilot=pilot)


def _units_of(suspect: Suspect) -> dict[str, Unit]:
    """{side: the unit that holds a suspect}; of the CPS only once it has the case."""
    units = {side: getattr(suspect, name) for side, name in suspect.unit_of.items()}
    return {side: unit for side, unit in units.items() if unit}


def _each(decisions: Mapping[Reviewed, KnownDecision]) -> list[tuple[Reviewed, KnownDecision]]:
    """Each decision; of the police one, as nobody knows yet what they decided."""
    ours = {Reviewed.POLICE_OTHER_CHARGE, Reviewed.POLICE_OUT_OF_COURT}
    return [(made, known) for made, known in decisions.items() if made not in ours]


def _known(
    area: str, reviewed: Reviewed, known: KnownDecision, outside: tuple[NotEligible, ...], on: date,
    extra: Collection[date],
) -> Time:  # fmt: skip
    made = _("A decision of the police not to charge, or not to refer")
    told = _against(outside) if outside else _until(area, reviewed, known, extra)
    is_before_it_is_stopped = reviewed == Reviewed.CPS_MEANS_TO_STOP and not outside
    if is_before_it_is_stopped and is_pilot_unverified(on=on, area=area):
        told = f"{told} {pilot_unverified()}".strip()
    return (
        made if reviewed.is_by_police else reviewed.label,
        on_day(known.decided_on) if known.decided_on else "",
        told,
    )


def _against(outside: Iterable[NotEligible]) -> str:
    why = " ".join(f"{sentence} {source}." for sentence, source in map(read_reason, outside))
    return _("Outside the scheme. %(why)s") % {"why": why}


def _until(area: str, reviewed: Reviewed, known: KnownDecision, extra: Collection[date]) -> str:
    """When the victim was told and until when they ordinarily ask; or that it is not known."""
    if not known.told_on:
        if not known.sent_on:
            return ""
        return _(
            "Sent on %(day)s, and not known to have arrived: the time to ask has not begun."
        ) % {"day": in_words(known.sent_on)}
    until = window(reviewed, told_on=known.told_on, area=area, extra=extra)
    told = _("Told on %(told)s.") % {"told": in_words(known.told_on)}
    if until.ask_by is None:
        return f"{told} " + _("No time to ask is established.")
    by = _("Ordinarily until %(until)s; later in exceptional circumstances.") % {
        "until": in_words(until.ask_by)
    }
    return f"{told} {by} {prompt(until.prompt_by)}".strip()


def _time_to_ask(rule: str, side: Side, on: date, area: str) -> str:
    try:
        period = periods.in_force(rule, on=on, area=area)
    except periods.NoPeriod:
        return _("No time to ask before a case is stopped is established.")
    told = {"length": length(period), "authority": capfirst(period.authority)}
    sentence = _(
        "Ordinarily within %(length)s of the day on which the victim was told. %(authority)s."
    )
    if side not in PROMPT:
        return sentence % told
    soon = periods.in_force(PROMPT[side], on=on, area=area)
    prompt = {"length": length(soon), "authority": capfirst(soon.authority)}
    return sentence % told + " " + _("Prompt within %(length)s. %(authority)s.") % prompt


def prompt(day: date | None) -> str:
    """By when asking helps a prompt review: advice, and no limit."""
    if day is None:
        return ""
    return _("Asking by %(day)s helps a prompt review. It is not a limit.") % {"day": in_words(day)}


def pilot_unverified() -> str:
    """An area of the pilot of which nobody has verified since when it is one."""
    told = _(
        "%(scheme)s: the day on which it began in this area is unverified. So it does not refuse."
    )
    return told % {"scheme": EXPEDITED}


def on_day(day: date) -> str:
    return _("on %(day)s") % {"day": in_words(day)}
