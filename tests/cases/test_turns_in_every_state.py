"""
A suspect's turns have no gap and no overlap in any state, of early advice and closing too.

The oracle is in tests/support/cases/turn_oracle.py; it knows the states by itself.
"""

from collections import Counter
from random import Random

import pytest

from cases.models import Suspect
from cases.states import State
from devtools.case_builder import cast
from tests.support.cases.turn_oracle import check_items, check_suspect
from tests.support.cases.turn_walk_everywhere import ALL_VERBS, ASIDE, WalkEverywhere

WALKS, MOST_WALKS, STEPS = 6, 18, 60  # more walks only until all was done


@pytest.mark.django_db
def test_turns_have_no_gap_and_no_overlap_in_any_state():
    done, reached = Counter(), set()
    for n in range(MOST_WALKS):
        walk, chance = WalkEverywhere(cast(), done, [*ASIDE][n % 6]), Random(n)
        for _step in range(STEPS):
            if not walk.step_from_here(chance):
                continue
            for suspect in Suspect.objects.unscoped("test").filter(case=walk.builder.case):
                check_suspect(suspect)
                reached.add(suspect.state)
            check_items(walk.builder.case)
            if walk.is_over():
                break
        if n + 1 >= WALKS and reached == set(State.values) and set(ALL_VERBS) <= set(done):
            break
    assert (set(State.values) - reached, set(ALL_VERBS) - set(done)) == (set(), set()), n
