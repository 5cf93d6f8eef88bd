"""
What a person sees, compared with the same rules in plain Python that shares no code.

Hypothesis writes random histories of grants, moves, restrictions and conflicts; after each step,
every person's cases, worklists, counts and standings must be what the plain rules say.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from cases.models import Allocation, Case, Suspect
from people.access import scopes
from people.access.row_security import reading_as
from people.access.worklists import Cursor, Worklist, count_worklists
from people.models import Side, User
from tests.support.cases.conflicts import add_conflict, lift_conflict_row, open_conflicts
from tests.support.people.cast import (
    give_capacity,
    make_case,
    make_unit,
    make_user,
    revoke,
    scope_of,
)

ALL = Worklist(Suspect, columns=("case__urn", "state"))
HELD = Worklist(Suspect, columns=("state",), held_as="triage_cases")
MINE = Worklist(Suspect, columns=("state",), named_only=True, named_as=("officer_in_case",))

PERSON, CASE, UNIT = st.integers(0, 4), st.integers(0, 3), st.integers(0, 3)
NAME = st.sampled_from(["officer_in_case", "allowed_on_case", "broke_glass"])
HOLD = st.sampled_from(["refer_cases", "triage_cases", "see_figures"])
WHEN = st.sampled_from([None, -1, 1])
STEPS = st.one_of(
    st.tuples(st.just("hold"), PERSON, UNIT, HOLD, WHEN),
    st.tuples(st.just("drop"), PERSON, UNIT, HOLD),
    st.tuples(st.just("name"), PERSON, CASE, NAME, WHEN),
    st.tuples(st.just("unname"), PERSON, CASE, NAME),
    st.tuples(st.just("conflict"), PERSON, CASE),
    st.tuples(st.just("lift"), PERSON, CASE),
    st.tuples(st.just("restrict"), CASE, st.booleans()),
    st.tuples(st.just("move_police"), CASE, st.integers(0, 1)),
    st.tuples(st.just("move_cps"), CASE, st.sampled_from([None, 2, 3])),
    st.tuples(st.just("close"), CASE, st.booleans()),
    st.tuples(st.just("activate"), PERSON, st.booleans()),
)

# Random steps rarely coincide, so each history begins with a conflict that was lifted.
OPENING = [("conflict", 0, 0), ("lift", 0, 0)]


@dataclass
class PlainRules:
    """The rules in plain Python."""

    sides: list  # of each person, and of each unit
    unit_sides: list
    police: list
    cps: list
    held: dict = field(default_factory=dict)
    named: dict = field(default_factory=dict)
    conflicts: set = field(default_factory=set)
    restricted: set = field(default_factory=set)
    closed: set = field(default_factory=set)
    inactive: set = field(default_factory=set)

    def named_as(self, person, fresh_case):
        if person in self.inactive or (person, fresh_case) in self.conflicts:
            return set()
        here = {key: until for key, until in self.named.items() if key[:2] == (person, fresh_case)}
        return {capacity for (_, _, capacity), until in here.items() if until != -1}

    def capacities(self, person, fresh_case):
        if person in self.inactive or (person, fresh_case) in self.conflicts:
            return set()
        mine = self.named_as(person, fresh_case)
        unit = {"POLICE": self.police, "CPS": self.cps}.get(self.sides[person])
        if unit is None or unit[fresh_case] is None:
            return mine
        if fresh_case in self.restricted and "allowed_on_case" not in mine:
            return mine
        if self.unit_sides[unit[fresh_case]] != self.sides[person]:
            return mine
        here = {
            key: until for key, until in self.held.items() if key[:2] == (person, unit[fresh_case])
        }
        return mine | {capacity for (_, _, capacity), until in here.items() if until != -1}

    def sees(self, person, fresh_case):
        """On a restricted case a naming is required; capacities on the unit add nothing."""
        if fresh_case in self.restricted:
            return bool(self.named_as(person, fresh_case))
        return bool(self.capacities(person, fresh_case) - {"see_figures"})

    def take(self, step):
        match step:
            case ("hold", p, u, c, until):
                self.held[p, u, c] = until
            case ("drop", p, u, c):
                self.held.pop((p, u, c), None)
            case ("name", p, k, c, until):
                self.named[p, k, c] = until
            case ("unname", p, k, c):
                self.named.pop((p, k, c), None)
            case ("conflict", p, k):
                self.conflicts.add((p, k))
            case ("lift", p, k):
                self.conflicts.discard((p, k))
            case ("restrict", k, yes):
                (self.restricted.add if yes else self.restricted.discard)(k)
            case ("move_police", k, u):
                self.police[k] = u
            case ("move_cps", k, u):
                self.cps[k] = u
            case ("close", k, yes):
                (self.closed.add if yes else self.closed.discard)(k)
            case ("activate", p, yes):
                (self.inactive.discard if yes else self.inactive.add)(p)


class DatabaseRules:
    """The same steps in the database."""

    def __init__(self):
        self.units = [make_unit(s) for s in (Side.POLICE, Side.POLICE, Side.CPS, Side.CPS)]
        desk = make_unit(Side.OVERSIGHT)
        self.people = [make_user(unit, "refer_cases") for unit in self.units] + [make_user(desk)]
        police, _, cps, _ = self.units
        self.cases = [
            make_case(police, cps, suspects=1 + n % 2, by=self.people[0]) for n in range(4)
        ]
        self.under = [add_allocation_row(case) for case in self.cases]

    def take(self, step):
        match step:
            case ("hold", p, u, c, until):
                give_capacity(c, self.people[p], self.units[u], expires_at=moment_in_days(until))
            case ("drop", p, u, c):
                revoke(c, self.people[p], self.units[u])
            case ("name", p, k, c, until):
                give_capacity(c, self.people[p], self.cases[k], expires_at=moment_in_days(until))
            case ("unname", p, k, c):
                revoke(c, self.people[p], self.cases[k])
            case ("conflict", p, k):
                if not open_conflicts(self.people[p], self.cases[k]):
                    add_conflict(self.people[p], self.cases[k], at=timezone.now())
            case ("lift", p, k):
                for row in open_conflicts(self.people[p], self.cases[k]):
                    lift_conflict_row(row, at=timezone.now())
            case ("restrict", k, yes):
                self.change(k, is_restricted=yes)
            case ("move_police", k, u):
                self.change(k, police_unit=self.units[u])
            case ("move_cps", k, u):
                self.change(k, cps_unit=None if u is None else self.units[u])
            case ("close", k, yes):
                self.cases[k].suspects.unscoped("a test").update(is_open=not yes)
            case ("activate", p, yes):
                User.objects.filter(pk=self.people[p].pk).update(is_active=yes)

    def change(self, k, **facts):
        for name, value in facts.items():
            setattr(self.cases[k], name, value)
        self.cases[k].save()


def add_allocation_row(fresh_case):
    """Add a row of a case that has no copy of the case's units."""
    return Allocation.objects.unscoped("a test").create(
        case=fresh_case,
        kind="ALLOCATED",
        to=fresh_case.officer,
        by=fresh_case.officer,
        at=fresh_case.opened_at,
    )


def moment_in_days(until):
    return until and timezone.now() + timedelta(days=until)


class VisibleTest(TestCase):
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(STEPS, min_size=4, max_size=25))
    def test_visible_rows_are_those_of_the_plain_rules(self, steps):
        real = DatabaseRules()
        sides = [s.value for s in (Side.POLICE, Side.POLICE, Side.CPS, Side.CPS)]
        plain = PlainRules([*sides, "OVERSIGHT"], sides, police=[0] * 4, cps=[2] * 4)
        plain.held = {(n, n, "refer_cases"): None for n in range(4)}  # each their own unit
        for step in [*OPENING, *steps]:
            real.take(step)
            plain.take(step)
        for person, user in enumerate(real.people):
            check_cases(real, plain, person, scope_of(user))
            check_worklists(real, plain, person, scope_of(user))


def check_cases(real, plain, person, scope):
    seen = {real.cases[k] for k in range(4) if plain.sees(person, k)}
    with transaction.atomic(), reading_as(scope):  # row-level security alone
        assert set(Case.objects.unscoped("a test")) == seen
        rows = [*Suspect.objects.unscoped("a test"), *Allocation.objects.unscoped("a test")]
        assert {row.case_id for row in rows} == {case.pk for case in seen}
    assert set(Case.objects.for_scope(scope)) == seen
    suspects = Suspect.objects.for_scope(scope).select_related("case")
    assert {suspect.case for suspect in suspects} == seen
    under = Allocation.objects.for_scope(scope).select_related("case")
    assert {allocation.case for allocation in under} == seen
    standings, beneath = (
        scopes.standings_on(scope, real.cases),
        scopes.standings_on(scope, real.under),
    )
    for k, (case, under) in enumerate(zip(real.cases, real.under, strict=True)):
        held = plain.capacities(person, k)
        assert standings[case.pk].capacities == beneath[under.pk].capacities == held


def check_worklists(real, plain, person, scope):
    seen = [k for k in range(4) if plain.sees(person, k)]
    held = [k for k in range(4) if "triage_cases" in plain.capacities(person, k)]
    named = [k for k in range(4) if "officer_in_case" in plain.named_as(person, k)]
    theirs, mine, ours = (desk_rows(real, plain, which) for which in (seen, named, held))
    assert ids_of_all_pages(ALL, scope, size=2) == theirs
    assert ids_of_all_pages(MINE, scope, size=2) == mine
    assert ids_of_all_pages(HELD, scope, size=2) == ours
    assert ALL.count(scope) == len(theirs)
    of_each = {"all": len(theirs), "mine": len(mine), "held": len(ours)}
    assert count_worklists(scope, {"all": ALL, "mine": MINE, "held": HELD}) == of_each


def desk_rows(real, plain, which):
    cases = [real.cases[k] for k in which if k not in plain.closed]
    rows = Suspect.objects.unscoped("a test").filter(case__in=cases)
    return list(rows.order_by("listed_at", "pk").values_list("pk", flat=True))


def ids_of_all_pages(worklist, scope, size):
    """The ids of all pages of a worklist."""
    ids, cursor = [], Cursor()
    while rows := worklist.page(scope, after=cursor, size=size):
        ids += [row[0] for row in rows]
        assert len(ids) <= 6, "a row came twice"  # there are six suspects
        cursor = Cursor.parse(Cursor.after(rows))
    return ids
