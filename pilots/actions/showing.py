"""What may be shown of a year of a measure is worked out anew whenever its cells have changed."""

from collections import Counter, defaultdict

from people.models import Unit
from pilots.lattice import ALL, name_of, outcomes_of, periods_of, places_of, urgencies_of
from pilots.models import Cell, Occasion, Outcome, Shown
from pilots.shares import SUBJECTS, labels_of
from pilots.suppression import may_show


def show(*, measure, year):
    """
    Write down which figures may be shown. In the transaction that changes the cells.

    Otherwise a figure might be read that is shown by what was there before.
    """
    parts = _parts_of_shares if measure in SUBJECTS else _parts
    found = defaultdict(list)
    for place, urgency, period, outcome in may_show(parts(measure, year)):
        found[place].append(name_of(urgency, period, outcome))
    Shown.objects.filter(measure=measure, year=year).delete()
    Shown.objects.bulk_create(
        Shown(measure=measure, year=year, place=place, figures=sorted(names))
        for place, names in sorted(found.items())
    )


def _parts(measure, year):
    """The least parts: the suspects of a cell who have come equally far."""
    agency_of = dict(Unit.objects.values_list("pk", "agency"))
    return [
        (
            people,
            [
                places_of(cell.police_unit_id, cell.cps_unit_id, agency_of),
                urgencies_of(cell.urgency),
                periods_of(cell.month),
                outcomes_of(outcome),
            ],
        )
        for cell in Cell.objects.filter(measure=measure, month__year=year)
        for outcome, people in _people(cell).items()
    ]


def _parts_of_shares(subject, year):
    """The least parts: all counted under the same that have the same answers, and their cases."""
    agency_of = dict(Unit.objects.values_list("pk", "agency"))
    rows = Occasion.objects.filter(measure=subject, month__year=year)
    counts, whose = Counter(), defaultdict(set)
    for *under, case in rows.values_list(
        "police_unit", "cps_unit", "urgency", "month", "answers", "case"
    ):
        counts[tuple(under)] += 1
        whose[tuple(under)].add(case)
    return [
        (
            count,
            [
                places_of(police, cps, agency_of),
                urgencies_of(urgency) if SUBJECTS[subject].by_urgency else {"any": ALL},
                periods_of(month),
                labels_of(subject, answers),
            ],
            whose[police, cps, urgency, month, answers],
        )
        for (police, cps, urgency, month, answers), count in counts.items()
    ]


def _people(cell):
    return Counter(
        {
            Outcome.ENDED.value: len(cell.ended),
            Outcome.STOPPED.value: len(cell.stopped),
            Outcome.OPEN.value: len(cell.open_since),
            Outcome.UNCLEAR.value: cell.unclear,
        }
    )
