"""What a victim has asked to be reviewed, how far it has come, and until when she can ask."""

from dataclasses import dataclass

from django.db.models import OuterRef, Prefetch, Subquery
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.deadlines import in_words
from cases.queries.urgency import length
from people.models import Side
from timeliness import periods
from timeliness.calendar import london_day
from timeliness.models import Confidence
from timeliness.words import due_by
from victims.eligibility import (
    ASK,
    SOURCES,
    NotEligible,
    Reviewed,
    has_pilot,
    why_not_yet_asked,
    window,
)
from victims.models import ReviewersReasons, ReviewStep, RightToReview
from victims.permissions import RIGHT_TO_REVIEW
from victims.states import REVIEW_NEXT, ReviewState
from victims.words import REVIEW_STEPS

NOT_READ = gettext_lazy("Unverified: not read in the scheme itself.")


@dataclass(frozen=True)
class Card:
    """One request as the page shows it."""

    right: RightToReview
    facts: list  # (question, answer, grey second line)
    reasons: list  # why it is not within the scheme: (sentence, where that comes from)
    steps: list  # (what, on which day, by whom)
    due: tuple  # (words, tone), or empty
    doubt: str  # how far the period can be relied on, where that is not far
    allowed: set  # the verbs open on it


def of_record(record, scope, capacities):
    """The requests of a victim whom the door has let the reader see, the newest first."""
    steps = ReviewStep.objects.for_scope(scope).select_related("by", "person").order_by("at")
    rows = RightToReview.objects.for_scope(scope).filter(record=record)
    rows = rows.select_related("case", "suspect", "reviewer", "clock", "by")
    reasons = ReviewersReasons.objects.for_scope(scope).filter(right=OuterRef("pk"))
    rows = rows.annotate(found_because=Subquery(reasons.values("text")))
    rows = rows.prefetch_related(Prefetch("steps", steps)).order_by("-at")
    who = scope.holding(capacities)
    return [_card(right, who, scope.at) for right in rows]


def _card(right, who, at):
    runs = right.clock if right.clock and right.clock.closed_at is None else None
    return Card(
        right, list(_facts(right)), [_reason(code) for code in right.reasons],
        [_step(step) for step in right.steps.all()],
        due_by(runs.due_at, at=at) if runs else (), _doubt(runs) if runs else "",
        RIGHT_TO_REVIEW.open_to(who, right),
    )  # fmt: skip


def _facts(right):
    yield _("Decision"), Reviewed(right.reviewed).label, _on(right.decided_on)
    yield _("Whose decision"), Side(right.side).label, ""
    yield _("The victim was told"), in_words(right.told_on), ""
    late = _("Asked for as an exception: %(why)s") % {"why": right.exceptional_because}
    by = _("The victim could ask until %(day)s.") % {"day": in_words(right.ask_by)}
    yield _("Asked for"), in_words(right.asked_on), late if right.exceptional_because else by
    if next_step := REVIEW_NEXT[ReviewState(right.status)]:
        yield _("Next"), next_step, ""
    if right.reviewer:
        yield _("Reviewer"), right.reviewer.name, ""
    if right.outcome:
        yield _("Outcome"), right.get_outcome_display(), ""
    if right.found_because:
        yield _("Why"), right.found_because, _("Only those who read the case read this.")


def _reason(code):
    source, is_read = SOURCES[NotEligible(code)]
    return NotEligible(code).label, str(source) if is_read else f"{source}. {NOT_READ}"


def _step(step):
    who = step.by.name
    what = REVIEW_STEPS[step.verb]
    return (f"{what}: {step.person.name}" if step.person else what), in_words(step.on), who


def _doubt(clock):
    """Why the date can be doubted, and whose period it is."""
    if clock.confidence == Confidence.SOURCED:
        return ""
    period = periods.TABLE[clock.rule_version]
    return f"{clock.get_confidence_display()}: {period.authority}."


def decided(found, *, at, extra):
    """
    [(suspect's number, [(decision, when it was made, what her time is)], [how long she has])].

    found: what there is to be reviewed (actions.reviewable); extra: the closed days announced.
    """
    return [(each.suspect.number, *_times(each, london_day(at), extra)) for each in found]


def _times(found, on, extra):
    area = {side: unit.area for side, unit in _units_of(found.suspect).items()}
    outside = {kind: _outside(kind, found, on, area) for kind in found.decisions}
    made = [
        _known(area[kind.side], kind, known, outside[kind], extra)
        for kind, known in _each(found.decisions)
    ]
    sides = sorted({kind.side for kind, reasons in outside.items() if not reasons})
    return made, [_time_to_ask(side, on=on, area=area[side]) for side in sides]


def _outside(reviewed, found, on, area):
    """What the record of the case says against a review, before anybody has asked for one."""
    pilot = has_pilot(on=on, area=area[reviewed.side])
    return why_not_yet_asked(reviewed, is_charged_in_part=found.is_charged_in_part, has_pilot=pilot)


def _units_of(suspect):
    """{side: the unit that holds a suspect}; of the CPS only once it has the case."""
    units = {side: getattr(suspect, name) for side, name in suspect.unit_of.items()}
    return {side: unit for side, unit in units.items() if unit}


def _each(decisions):
    """Each decision; of the police one, as nobody knows yet what they decided."""
    ours = {Reviewed.POLICE_OTHER_CHARGE, Reviewed.POLICE_OUT_OF_COURT}
    return [(made, known) for made, known in decisions.items() if made not in ours]


def _known(area, reviewed, known, outside, extra):
    made = _("A decision of the police not to charge, or not to refer")
    return (
        made if reviewed.is_by_police else reviewed.label,
        _on(known.decided_on) if known.decided_on else "",
        _against(outside) if outside else _until(area, reviewed, known, extra),
    )


def _against(outside):
    why = " ".join(f"{sentence} {source}." for sentence, source in map(_reason, outside))
    return _("Outside the scheme. %(why)s") % {"why": why}


def _until(area, reviewed, known, extra):
    if not known.told_on:
        return ""
    until = window(reviewed, told_on=known.told_on, area=area, extra=extra)
    days = {"told": in_words(known.told_on), "until": in_words(until.ask_by)}
    return _("Told on %(told)s: the victim can ask until %(until)s.") % days


def _time_to_ask(side, *, on, area):
    period = periods.in_force(ASK[side], on=on, area=area)
    told = {"length": length(period), "authority": capfirst(period.authority)}
    return _("Within %(length)s of the day on which the victim was told. %(authority)s.") % told


def _on(day):
    return _("on %(day)s") % {"day": in_words(day)}
