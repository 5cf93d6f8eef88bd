"""The shares at a place, period by period, with nothing that may not be shown."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import product

from django.db.models import Count

from people.models import Unit
from pilots.lattice import ALL, name_of, periods_of, places_of
from pilots.models import Occasion
from pilots.queries.figures import held_at, listed_periods, of_urgency, since
from pilots.queries.shown import in_both, shown_of
from pilots.shares import known_label, label_of, labels_of, not_asked_label, reason_label
from timeliness.calendar import london_day


@dataclass(frozen=True)
class Share:
    """
    What can be said of one question about the things that are counted in one period.

    things: how many there are, asked or not. true of known: those of the first answer, of those
    whose answer is known. counts: {code of an answer: how many}. reasons: {code: how many}. What
    may not be shown is None, and 0 is none. not_asked: of how many the question cannot be asked.
    """

    period: str
    first: date
    things: int | None
    true: int | None
    known: int | None
    not_asked: int | None
    counts: dict
    reasons: dict

    @property
    def is_empty(self):
        """Whether there was nothing to count; a number that is not shown is not none."""
        return self.things == 0

    @property
    def per_cent(self):
        """The share, rounded to whole per cent; None where either number is not shown, or none."""
        if self.true is None or not self.known:
            return None
        return round(100 * self.true / self.known)


def shares(question, asked, *, at):
    """
    The shares of each period, the newest first, back to the first of any. Three queries.

    For a p chart ask by="month": the numerator of a month is its `true` and the denominator its
    `known`; leave a month out where either is None, which must not be shown, or `known` is 0. A
    month is not over before every answer in it is known: see counts of an answer that is not.
    """
    return shares_of([question], asked, at=at)[question.code]


def shares_of(questions, asked, *, at):
    """{code of a question: its shares, as shares()}. Three queries, however many there are."""
    today, codes = london_day(at), {each.subject.code for each in questions}
    rows = Occasion.objects.filter(
        held_at(asked.place), of_urgency(asked.urgency), measure__in=codes, month__gte=since(today)
    ).order_by()
    found = defaultdict(lambda: defaultdict(Counter))
    before = shown_of(measure__in=codes, place=asked.place)
    for subject, month, answers, n in rows.values_list("measure", "month", "answers").annotate(
        n=Count("pk")
    ):
        _add(found[subject], subject, month, answers, n)
    shown = in_both(before, shown_of(measure__in=codes, place=asked.place))
    return {
        each.code: _listed(each, asked, found[each.subject.code], shown[each.subject.code,
                           asked.place], today)
        for each in questions
    }  # fmt: skip


def shares_at(question, places, asked, *, at):
    """{place: the shares there, as shares()}, whatever place was asked for. Four queries."""
    today, keys, subject = london_day(at), set(places), question.subject.code
    agency_of = dict(Unit.objects.values_list("pk", "agency"))
    rows = Occasion.objects.filter(
        of_urgency(asked.urgency), measure=subject, month__gte=since(today)
    ).order_by()
    found = defaultdict(lambda: defaultdict(Counter))
    before = shown_of(measure=subject, place__in=keys)
    for police, cps, month, answers, n in rows.values_list(
        "police_unit", "cps_unit", "month", "answers"
    ).annotate(n=Count("pk")):
        for place in keys.intersection(places_of(police, cps, agency_of).values()):
            _add(found[place], subject, month, answers, n)
    shown = in_both(before, shown_of(measure=subject, place__in=keys))
    return {
        place: _listed(question, asked, found[place], shown[subject, place], today)
        for place in places
    }


def _add(counts, subject, month, answers, n):
    """counts: {(length, period): {label: how many}}."""
    labels = set(labels_of(subject, answers).values())
    for when, label in product(periods_of(month).items(), labels):
        counts[when][label] += n


def _listed(question, asked, counts, shown, today):
    found = [
        share_of(question, first, period, counts[asked.by, period], asked.urgency, shown)
        for period, first in listed_periods(asked.by, today)
    ]
    while len(found) > 1 and found[-1].is_empty:
        found.pop()
    return found


def share_of(question, first, period, counts, urgency, shown):
    def told(label):
        may_be = not counts[label] or name_of(urgency, period, label) in shown
        return counts[label] if may_be else None

    things, known = told(ALL), told(known_label(question))
    by_answer = {one.code: told(label_of(question, one)) for one in question.answers}
    _say_what_is_left(known, by_answer, [one.code for one in question.known])
    return Share(
        period=period, first=first, things=things, true=by_answer[question.answers[0].code],
        known=known, not_asked=told(not_asked_label(question)), counts=by_answer,
        reasons={code: told(reason_label(question, code)) for code in question.reasons or {}},
    )  # fmt: skip


def _say_what_is_left(known, by_answer, codes):
    """
    Fill in the one known answer that is not among what may be shown, where the others are.

    Anybody can take them away. It is about no few cases, or one of them would be hidden.
    """
    hidden = [code for code in codes if by_answer[code] is None]
    if known is not None and len(hidden) == 1:
        by_answer[hidden[0]] = known - sum(by_answer[code] or 0 for code in codes)
