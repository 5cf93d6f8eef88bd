"""
The permission matrix: every role, relation to a case, stage and verb, tens of thousands of cells.
"""

from collections import Counter

import pytest
from django.db import IntegrityError, transaction

from cases import permissions
from cases.actions import open_case_action as of_cases
from devtools.case_builder import cast, person
from people.access import scopes
from people.access.permission_tables import SiteRules
from people.models import User
from pilots import permissions as of_pilots
from pilots.actions import open_panel_action as with_panels
from tests.support.cases import expected
from tests.support.cases.matrix_states import row_in_state, row_of
from tests.support.cases.permission_matrix import NOW, Crowd
from victims import permissions as of_victims
from victims.actions import open_victim_action as with_victims

pytestmark = pytest.mark.django_db

RULES = of_cases.PERMISSION_TABLES | with_victims.RULES_BY_MODEL | with_panels.RULES_BY_MODEL
SITE = SiteRules({**permissions.SITE, **of_victims.SITE, **of_pilots.SITE})
MODELS = {model.__name__: model for model in RULES}
CELLS = 35_000  # fewer would mean that a person or row is missing


@pytest.mark.register
def test_the_oracle_knows_every_verb_and_no_other():
    theirs = {model.__name__: set(rules) for model, rules in RULES.items()}
    assert {name: set(table) for name, (table, _) in expected.TABLES.items()} == theirs
    assert set(expected.SITE) == set(SITE)


def test_every_cell_of_the_matrix():
    crowd, wrong, seen = Crowd(), [], Counter()
    for who in crowd.people:
        scope = scopes.scope_of(who.user, at=NOW)
        for model, verb, state, found in (*cells(crowd, who, scope), *site_cells(scope)):
            wanted = expected.expected(model, verb, state, who)
            seen[wanted] += 1
            if found != wanted:
                wrong.append(f"{who}: {verb} on {model} at {state} is {found}, not {wanted}")
    assert not wrong, f"{len(wrong)} cells are wrong:\n" + "\n".join(wrong[:30])
    assert seen.total() > CELLS
    assert min(seen[each] for each in ("hidden", "forbidden", "not now", "open")) > 300


def site_cells(scope):
    """(model, verb, "", outcome) of pages without a case, which depend on capacities anywhere."""
    for verb in expected.SITE:
        refusal = SITE.refusal(scope, verb, None)
        yield "Site", verb, "", expected.OPEN if refusal is None else expected.FORBIDDEN


def cells(crowd, who, scope):
    """(model, verb, state, outcome) of everything for one person."""
    for model, (table, states) in expected.TABLES.items():
        held = {}
        for state in states:
            row = row_of(crowd.rows[who.case], model, state)
            if row is None:
                continue
            if row.pk not in held:
                held[row.pk] = visibility_and_standing(scope, MODELS[model], row)
            visible, standing = held[row.pk]
            at_stage = row_in_state(model, row, state, who)
            for verb in table:
                yield (
                    model,
                    verb,
                    state,
                    outcome_of(MODELS[model], verb, visible, standing, at_stage),
                )


def visibility_and_standing(scope, model, row):
    """(whether the person may read the row, their standing on it if they may)."""
    visible = model.objects.for_scope(scope).filter(pk=row.pk).exists()
    return visible, scopes.standing_on(scope, row) if visible else None


def outcome_of(model, verb, visible, standing, row):
    if not visible:
        return expected.HIDDEN
    refusal = RULES[model].refusal(standing, verb, row)
    if refusal is None:
        return expected.OPEN
    return expected.NOT_NOW if refusal[1] else expected.FORBIDDEN


def test_the_database_keeps_no_superuser():
    user = person(cast().police)
    with pytest.raises(IntegrityError, match="nobody_is_superuser"), transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_superuser=True)
