"""Board counts stay correct whatever happens to suspects and whenever counts are folded."""

import random
import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from cases.actions import board_counts
from cases.desk.queries.board import board_of_units
from cases.models import BoardCount, Case, Suspect
from cases.states import State
from devtools.case_builder import CaseBuilder, cast
from people.access import scopes
from tests.support.cases.conflicts import add_conflict
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
NOW, DAY = timezone.now(), timedelta(days=1)


@module_fixture
def builders():
    """A case that was not sent, one that was, and one with a plan, of the same units."""
    people, start = cast(), NOW - 2 * DAY
    return [
        CaseBuilder(people, at=start),
        CaseBuilder(people, at=start, suspects=3).submit(),
        CaseBuilder(people, at=start).allocate().plan(),
    ]


def counts_by_hand():
    """Counts of all suspects and of overdue ones, from the suspects' rows."""
    found, overdue = Counter(), Counter()
    for one in Suspect.objects.unscoped("test"):
        if one.is_open and not one.is_restricted:
            where = one.police_unit_id, one.cps_unit_id, one.state, one.only_side
            found[where] += 1
            overdue[where] += one.counted_overdue
    return found, +overdue


def counts_by_triggers():
    found, overdue = Counter(), Counter()
    for row in BoardCount.objects.all():
        where = row.police_unit_id, row.cps_unit_id, row.state, row.only_side
        found[where] += row.n
        overdue[where] += row.overdue
    return tuple(Counter({at: n for at, n in each.items() if n}) for each in (found, overdue))


def change_at_random(roll, suspect):
    """Make a random change to a suspect or its case."""
    rows = Suspect.objects.unscoped("test").filter(pk=suspect.pk)
    cases = Case.objects.unscoped("test").filter(pk=suspect.case_id)
    what = roll.randrange(7)
    if what == 0:
        rows.update(state=roll.choice(State.values))
    elif what == 1:
        rows.update(is_open=roll.random() < 0.7)
    elif what == 2:
        cases.update(is_restricted=roll.random() < 0.3)
    elif what == 3:
        rows.update(only_side=roll.choice(["", "POLICE"]))
    elif what == 4:
        rows.update(due_at=roll.choice([None, NOW - DAY, NOW, NOW + DAY]))
    elif what == 5:
        board_counts.mark_overdue_suspects(at=NOW)
    else:
        cases.update(cps_unit=roll.choice([None, suspect.cps_unit_id]))


def test_after_any_change_the_sums_are_those_of_the_suspects(builders):
    roll, folded = random.Random(5), 0
    suspects = list(Suspect.objects.unscoped("test"))
    for n in range(300):
        change_at_random(roll, roll.choice(suspects))
        if n % 50 == 0:
            assert counts_by_triggers() == counts_by_hand()
            folded += board_counts.fold_board_counts()
    board_counts.fold_board_counts()
    assert counts_by_triggers() == counts_by_hand()
    assert folded and BoardCount.objects.count() == len(counts_by_hand()[0])
    assert board_counts.fold_board_counts() == 0


def overdue_counts(who, at):
    """(overdue on the board, overdue in the table) at a moment."""
    said = board_of_units(scopes.scope_of(who, at=at), unit="").overdue
    rows = Suspect.objects.unscoped("test").filter(is_open=True, is_restricted=False)
    return said, rows.filter(due_at__lt=at).count()


def test_overdue_is_exact_whether_counted_or_not_and_when_the_clock_was_put_back(builders):
    who, roll = builders[-1].cast.supervisor, random.Random(7)
    rows, seen = Suspect.objects.unscoped("test"), set()
    for _ in range(40):
        rows.filter(pk=roll.choice(list(rows)).pk).update(due_at=NOW + roll.randint(-9, 9) * DAY)
        if roll.random() < 0.3:
            board_counts.mark_overdue_suspects(at=NOW + roll.randint(-9, 9) * DAY)
        if roll.random() < 0.3:
            board_counts.fold_board_counts()
        said, true = overdue_counts(who, NOW + roll.randint(-9, 9) * DAY)
        assert said == true
        seen.add(true)
    assert len(seen) > 3


def test_suspects_hidden_from_the_reader_are_not_counted_as_overdue(builders):
    builder, late = builders[-1], {"due_at": NOW - DAY}
    Suspect.objects.unscoped("test").filter(case=builder.case).update(**late)
    assert overdue_counts(builder.cast.supervisor, NOW)[0] == 1
    add_conflict(builder.cast.supervisor, builder.case, at=NOW)
    assert overdue_counts(builder.cast.supervisor, NOW)[0] == 0
    board_counts.mark_overdue_suspects(at=NOW)
    assert overdue_counts(builder.cast.supervisor, NOW)[0] == 0


def test_a_row_read_before_and_saved_whole_is_not_counted_twice(builders):
    rows = Suspect.objects.unscoped("test").filter(pk=builders[-1].suspects[0].pk)
    rows.update(due_at=NOW - DAY)
    early = rows.get()
    board_counts.mark_overdue_suspects(at=NOW)
    counted = rows.get()
    early.save_base(raw=True)
    assert rows.get().counted_overdue
    rows.update(due_at=NOW + DAY)
    assert not rows.get().counted_overdue
    counted.save_base(raw=True)  # the old date with the old counted_overdue
    assert not rows.get().counted_overdue
    assert (
        counts_by_triggers() == counts_by_hand() and board_counts.mark_overdue_suspects(at=NOW) == 1
    )


@pytest.mark.django_db(transaction=True)
def test_acts_at_the_same_time_as_the_adding_up_lose_and_double_nothing():
    builder = CaseBuilder(cast(), suspects=6)

    def acts(n):
        roll = random.Random(n)
        for _ in range(40):
            change_at_random(roll, builder.suspects[roll.randrange(6)])
        connections.close_all()

    def folds():
        for _ in range(40):
            board_counts.mark_overdue_suspects(at=NOW)
            board_counts.fold_board_counts()
        connections.close_all()

    threads = [threading.Thread(target=acts, args=[n]) for n in range(3)]
    threads += [threading.Thread(target=folds) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts_by_triggers() == counts_by_hand()
