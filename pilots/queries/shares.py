"""The shares at a place, period by period, with nothing that may not be shown."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import product

from django.db.models import Count

from pilots.lattice import ALL, name_of, periods_of
from pilots.models import Occasion, Shown
from pilots.queries.figures import held_at, listed_periods, of_urgency, since
from pilots.shares import known_label, label_of, labels_of, reason_label
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
    The shares of each period, the newest first, back to the first of any. Two queries.

    For a p chart ask by="month": the numerator of a month is its `true` and the denominator its
    `known`; leave a month out where either is None, which must not be shown, or `known` is 0. A
    month is not over before every answer in it is known: see counts of an answer that is not.
    """
    today = london_day(at)
    counted = counted_of(question.subject, held_at(asked.place), of_urgency(asked.urgency),
                         since=since(today))  # fmt: skip
    rows = Shown.objects.filter(measure=question.subject.code, place=asked.place)
    shown = {name for row in rows.values_list("figures", flat=True) for name in row}
    found = [
        _share(question, first, period, counted[asked.by, period], asked.urgency, shown)
        for period, first in listed_periods(asked.by, today)
    ]
    while len(found) > 1 and found[-1].is_empty:
        found.pop()
    return found


def counted_of(subject, *where, since):
    """{(length, period): {label: how many}} of what is counted there. One query."""
    rows = Occasion.objects.filter(*where, measure=subject.code, month__gte=since)
    found = defaultdict(Counter)
    for month, answers, n in (
        rows.order_by().values_list("month", "answers").annotate(n=Count("pk"))
    ):
        labels = set(labels_of(answers).values())
        for when, label in product(periods_of(month).items(), labels):
            found[when][label] += n
    return found


def _share(question, first, period, counts, urgency, shown):
    def told(label):
        may_be = not counts[label] or name_of(urgency, period, label) in shown
        return counts[label] if may_be else None

    things, known = told(ALL), told(known_label(question))
    by_answer = {one.code: told(label_of(question, one)) for one in question.answers}
    asked = sum(counts[label_of(question, one)] for one in question.answers)
    is_told = things is not None and None not in by_answer.values()
    return Share(
        period=period, first=first, things=things, true=by_answer[question.answers[0].code],
        known=known, not_asked=things - asked if is_told else None, counts=by_answer,
        reasons={code: told(reason_label(question, code)) for code in question.reasons or {}},
    )  # fmt: skip
