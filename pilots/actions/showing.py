"""What may be shown of a year of a measure is worked out anew when anything in it has changed."""

from collections import Counter, defaultdict

from people.models import Unit
from pilots.actions import tallies
from pilots.lattice import ALL, name_of, periods_of, places_of, urgencies_of
from pilots.models import Occasion, Shown
from pilots.shares import SUBJECTS, labels_of
from pilots.suppression import may_show
from pilots.tallies import parts_of, tallies_of


def show(*, measure, year):
    """
    Write down which figures may be shown, and those of a stage themselves.

    Of shares in the transaction that changes what they are counted of: otherwise one might be read
    that is shown by what was there before. Those of a stage are read where they are written here.
    """
    if measure in SUBJECTS:
        Shown.objects.filter(measure=measure, year=year).delete()
        found = _by_place(may_show(_parts_of_shares(measure, year)))
        Shown.objects.bulk_create(
            Shown(measure=measure, year=year, place=place, figures=sorted(names))
            for place, names in sorted(found.items())
        )
        return
    cells, agency_of = tallies.cells_of(measure, year), _agency_of()
    found = _by_place(may_show(parts_of(cells, agency_of)))
    tallies.keep(measure, year, tallies_of(cells, agency_of, found))


def hide(*, measure, year):
    """Show nobody anything of a year: there are figures of it, and nothing is said of them."""
    if measure in SUBJECTS:
        Shown.objects.filter(measure=measure, year=year).delete()
        return
    tallies.keep(measure, year, tallies_of(tallies.cells_of(measure, year), _agency_of(), {}))


def _agency_of():
    return dict(Unit.objects.values_list("pk", "agency"))


def _by_place(figures):
    """{place: the names of its figures} of figures as pilots.suppression has them."""
    found = defaultdict(set)
    for place, urgency, period, outcome in figures:
        found[place].add(name_of(urgency, period, outcome))
    return found


def _parts_of_shares(subject, year):
    """The least parts: all counted under the same that have the same answers, and their cases."""
    agency_of = _agency_of()
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
