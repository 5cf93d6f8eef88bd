"""What a victim asks to be reviewed, how far it has come, and until when they ordinarily ask."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Subquery, TextField
from django.db.models.functions import Cast
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
    CPS_SCHEME,
    EXPEDITED,
    PROMPT,
    Reviewed,
    ask_rule,
    has_pilot,
    is_pilot_unverified,
    may_ask_again,
    read_reason,
    why_not_yet_asked,
    window,
)
from victims.models import Because, Duty, ReviewersReasons, ReviewStep, RightToReview
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
    may_ask_again: bool  # refused for what is no reason any more
    is_owed: bool  # the victim is still to be told that there is no review
    is_overtaken: bool  # a later request about the same decision took its place
    differs: str  # where what was said when it was asked and what contacts say are not the same
    steps: list  # (what, on which day, by whom)
    due: tuple  # (words, tone), or empty
    doubt: str  # how far the period can be relied on, where that is not far
    allowed: set  # the verbs open on it


def of_record(record, scope, capacities, *, found):
    """
    The requests of a victim whom the door has let the reader see, the newest first.

    found: what there is to be reviewed now (actions.reviewable), with when the victim was told.
    """
    steps = ReviewStep.objects.for_scope(scope).select_related("by", "person").order_by("at")
    rows = RightToReview.objects.for_scope(scope).filter(record=record)
    rows = rows.select_related("case__cps_unit", "suspect", "reviewer", "clock", "by")
    reasons = ReviewersReasons.objects.for_scope(scope).filter(right=OuterRef("pk"))
    answers = Duty.objects.for_scope(scope).filter(
        record=OuterRef("record"), suspect=OuterRef("suspect"),
        source=Cast(OuterRef("pk"), TextField()),
    )  # fmt: skip
    rows = rows.annotate(
        found_because=Subquery(reasons.values("text")),
        is_owed=Exists(answers.filter(is_open=True)),
        is_overtaken=Exists(answers.filter(ended_because=Because.CORRECTED)),
    )
    rows = rows.prefetch_related(Prefetch("steps", steps)).order_by("-at")
    who = scope.holding(capacities)
    told = {
        (each.suspect.pk, made): known
        for each in found for made, known in each.decisions.items()
    }  # fmt: skip
    return [_card(right, who, scope.at, told) for right in rows]


def _card(right, who, at, told):
    runs = right.clock if right.clock and right.clock.closed_at is None else None
    return Card(
        right, list(_facts(right)), [read_reason(code) for code in right.reasons],
        may_ask_again(right.reasons), right.is_owed, right.is_overtaken,
        _differs(right, told),
        [_step(step) for step in right.steps.all()],
        due_by(runs.due_at, at=at) if runs else (), _doubt(runs) if runs else "",
        RIGHT_TO_REVIEW.open_to(who, right),
    )  # fmt: skip


def _facts(right):
    yield _("Decision"), Reviewed(right.reviewed).label, _on(right.decided_on)
    yield _("Whose decision"), Side(right.side).label, ""
    yield _("The victim was told"), in_words(right.told_on), ""
    yield _("Asked for"), in_words(right.asked_on), _when_asked(right)
    if right.asked_not_to_proceed and not right.reasons:
        yield _("Had withdrawn, or asked for the case not to go on"), _("Yes"), _unverified()
    if right.reviewed == Reviewed.CPS_MEANS_TO_STOP and not right.reasons:
        unit = right.case.cps_unit
        if is_pilot_unverified(on=right.decided_on, area=unit.area):
            yield _("Pilot area"), _("Unverified"), _pilot_unverified()
    if next_step := REVIEW_NEXT[ReviewState(right.status)]:
        yield _("Next"), next_step, ""
    if right.reviewer:
        yield _("Reviewer"), right.reviewer.name, ""
    if right.outcome:
        yield _("Outcome"), right.get_outcome_display(), ""
    if right.found_because:
        yield _("Why"), right.found_because, _("Only those who read the case read this.")


def _when_asked(right):
    """Whether it was asked late, and as what exception; else until when, and by when is prompt."""
    if right.ask_by is None:
        return _("No time to ask is established.")
    by = _("Ordinarily asked for by %(day)s.") % {"day": in_words(right.ask_by)}
    if right.asked_on > right.ask_by:
        why = {"why": right.exceptional_because}
        return f"{by} " + _("Asked later, in exceptional circumstances: %(why)s") % why
    return f"{by} {_prompt(right.prompt_by)}".strip()


def _prompt(day):
    """By when asking helps a prompt review: advice, and no limit."""
    if day is None:
        return ""
    return _("Asking by %(day)s helps a prompt review, and is no limit.") % {"day": in_words(day)}


def _unverified():
    """A ground that was not read in the scheme shuts nobody out; whoever reviews it weighs it."""
    told = _("%(scheme)s may leave this out. %(unread)s So it does not refuse the request.")
    return told % {"scheme": CPS_SCHEME, "unread": NOT_READ}


def _pilot_unverified():
    """An area of the pilot of which nobody has verified since when it is one."""
    told = _(
        "%(scheme)s: the day on which it began in this area is unverified. So it does not refuse."
    )
    return told % {"scheme": EXPEDITED}


def _differs(right, told):
    """
    Where two records say different days on which the victim was told; "" where they agree.

    Nobody is sent to tell them again: whoever asks for a review knows of the decision.
    """
    known = told.get((right.suspect_id, Reviewed(right.reviewed)))
    now = known.told_on if known else right.told_on
    if known and (after := known.told_after(right.asked_on, right.at)):
        return _asked_before(right, after)
    if right.told_on_said:
        said, contact = right.told_on_said, right.told_on
    elif now != right.told_on:
        said, contact = right.told_on, now
    else:
        return ""
    if contact is None:
        sentence = _(
            "This request says that the victim was told on %(said)s; no contact says so now."
        )
        return sentence % {"said": in_words(said)}
    days = {"said": in_words(said), "contact": in_words(contact)}
    return (
        _(
            "Two records differ: this request says that the victim was told on %(said)s, a contact "
            "says %(contact)s. The contact counts. Ask whoever wrote them down which is right; the "
            "victim is not told again because of it."
        )
        % days
    )


def _asked_before(right, contact):
    """They asked before the day on which a contact says they were told, so they knew by then."""
    sentence = _(
        "Two records differ: this request says that the victim was told on %(said)s, a contact "
        "says %(contact)s. They asked before that, so the day that they say counts. Ask whoever "
        "wrote the contact down which is right; the victim is not told again because of it."
    )
    return sentence % {"said": in_words(right.told_on), "contact": in_words(contact)}


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
        _known(area[kind.side], kind, known, outside[kind], on, extra)
        for kind, known in _each(found.decisions)
    ]
    asked = {ask_rule(kind): kind.side for kind, reasons in outside.items() if not reasons}
    times = [_time_to_ask(rule, side, on, area[side]) for rule, side in sorted(asked.items())]
    return made, times


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


def _known(area, reviewed, known, outside, on, extra):
    made = _("A decision of the police not to charge, or not to refer")
    told = _against(outside) if outside else _until(area, reviewed, known, extra)
    is_before_it_is_stopped = reviewed == Reviewed.CPS_MEANS_TO_STOP and not outside
    if is_before_it_is_stopped and is_pilot_unverified(on=on, area=area):
        told = f"{told} {_pilot_unverified()}".strip()
    return (
        made if reviewed.is_by_police else reviewed.label,
        _on(known.decided_on) if known.decided_on else "",
        told,
    )


def _against(outside):
    why = " ".join(f"{sentence} {source}." for sentence, source in map(read_reason, outside))
    return _("Outside the scheme. %(why)s") % {"why": why}


def _until(area, reviewed, known, extra):
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
    return f"{told} {by} {_prompt(until.prompt_by)}".strip()


def _time_to_ask(rule, side, on, area):
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


def _on(day):
    return _("on %(day)s") % {"day": in_words(day)}
