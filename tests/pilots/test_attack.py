"""
An integer attacker on the published figures of a year of England and Wales (docs/decisions/0044).

make drill runs it on a thousand years (drills/figures.py).
"""

import csv
import io
from unittest import mock

import pytest

from devtools.integer_attacker import COLUMNS, Attacker, period_of
from devtools.printed_figures import URGENCIES, World
from pilots.queries.publication import ROUNDING_NOTE
from pilots.queries.stages.page import STAGE_NOTES

LEAKING = "Every number of people is rounded to the nearest five."  # without the note about lots


def attack_files(world, files):
    return Attacker(world.named(), URGENCIES, files)


def leaks(world, attacker):
    """Counts of one to four that the attacker narrowed down, and correctly."""
    truth = world.truth(attacker)
    return {
        at: bounds for at, bounds in attacker.narrow().items()
        if 0 < truth[at] < 5 and bounds[0] <= truth[at] <= bounds[1]
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_every_count_of_one_to_four_keeps_three_values(seed):
    world = World(seed)
    attacker = attack_files(world, world.files())
    assert attacker.rounds and attacker.by_lot
    assert not leaks(world, attacker) and not attacker.single_people()
    truth, counted = world.truth(attacker), world.truth(attacker, lots=world.lots)
    # The attacker's bounds are true, or the test would show nothing.
    for at, people in truth.items():
        assert attacker.low[at] <= counted[at] <= attacker.high[at]
        assert attacker.between(at)[0] <= people
    [at] = attacker.closest(1)
    left = attacker.values_left(at)
    assert len(left) == 3 and left[0] <= truth[at]


# Leaks made on purpose are found


def rewrite_files(files, say):
    """The files with each cell replaced by say(place, urgency, row, column, cell)."""
    found = []
    for place, urgency, text in files:
        lines = [*csv.reader(io.StringIO(text))]
        start = lines.index([]) + 1
        heads = lines[start]
        for line in lines[start + 1 :]:
            for n, column in enumerate(heads):
                line[n] = say(place, urgency, line[0], column, line[n])
        out = io.StringIO()
        csv.writer(out).writerows(lines)
        found.append((place, urgency, out.getvalue()))
    return found


def test_noughts_and_exact_sums_with_hidden_counts_between_are_found():
    """Figures as they were before rounding: one to four is hidden, and zero is shown."""
    world = World(1)
    files = world.files([1] * len(world.people), notes=["Exact."])
    names = attack_files(world, world.files())
    truth = world.truth(names)

    def say(place, urgency, label, column, cell):
        if column not in COLUMNS:
            return cell
        where = names.places.index(place), names.urgencies.index(urgency), period_of(label)
        at = (*where, COLUMNS.index(column))
        return str(truth[at]) if truth[at] not in range(1, 5) else "Not shown"

    attacker = attack_files(world, rewrite_files(files, say))
    assert len(leaks(world, attacker)) > 100


def test_rounding_alone_is_found_out():
    notes = [LEAKING if each is ROUNDING_NOTE else each for each in STAGE_NOTES]
    world = World(2)
    attacker = attack_files(world, world.files([1] * len(world.people), notes))
    assert attacker.rounds and not attacker.by_lot
    assert leaks(world, attacker)


def test_an_integer_programme_is_behind_the_bounds():
    """The programme's values lie within the bounds, and include the truth."""
    world = World(2)
    notes = [LEAKING if each is ROUNDING_NOTE else each for each in STAGE_NOTES]
    attacker = attack_files(world, world.files([1] * len(world.people), notes))
    truth = world.truth(attacker)
    for at in attacker.closest(2):
        left = attacker.values_left(at)
        assert all(attacker.low[at] <= each <= attacker.high[at] for each in left)
        assert truth[at] in left or truth[at] > left[-1]


@pytest.mark.parametrize("name", ["MIN_PEOPLE_FOR_NINE_IN_TEN", "MIN_PEOPLE_FOR_HALF"])
def test_nine_in_ten_of_ten_people_and_half_of_five_are_found(name):
    world = World(3)
    assert not attack_files(world, world.files()).single_people()
    with mock.patch(f"pilots.measures.aggregates.{name}", 5):
        assert attack_files(world, world.files()).single_people()
