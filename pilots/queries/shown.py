"""Which figures may be shown, as it was written down when they were weighed."""

from collections import defaultdict

from pilots.models import Shown


def shown_of(**which):
    """{(measure, place): the names of the figures that may be shown}. One query."""
    found = defaultdict(set)
    rows = Shown.objects.filter(**which).values_list("measure", "place", "figures")
    for measure, place, figures in rows:
        found[measure, place] |= set(figures)
    return found


def in_both(before, after):
    """
    What may be shown of numbers that were read between these two.

    The worker changes the numbers and what may be shown of them together, but they are read one
    after the other, and it may have done so in between.
    """
    return defaultdict(set, {each: names & after[each] for each, names in before.items()})
