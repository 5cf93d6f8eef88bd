"""Whatever happens in whatever order, people of a service see what an independent model says."""

from contextlib import contextmanager
from copy import deepcopy
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.models import Case
from devtools.case_builder import CaseBuilder, cast, person, scope
from people.administration.actions import grants
from people.models import UnitGrant
from tests.support.cases.conflicts import add_conflict, lift_conflict_row, open_conflicts
from tests.support.cases.permission_matrix import make_administration_unit
from tests.support.module_fixtures import module_fixture
from tests.support.victims import expected_support_access
from tests.support.victims.permission_matrix import make_service
from tests.support.victims.support_service import (
    add_service,
    fresh_support,
    give_consent,
    refer_victim,
)
from victims.actions import consents, support
from victims.models import Consent, Support
from victims.queries.consent_sharing import facts_shown_to_service

pytestmark = pytest.mark.django_db

CATEGORIES = ("MILESTONES", "COURT_DATES", "HOW_TO_REACH")
PEOPLE = ("service_manager", "isva", "other_isva", "far_manager", "far_isva")
NAMES = ("first", "second", "far")
STEP = st.one_of(
    st.tuples(st.just("accept"), st.sampled_from(NAMES), st.integers(0, 1)),
    st.tuples(st.just("assign"), st.sampled_from(NAMES), st.integers(0, 1)),
    st.tuples(st.just("end"), st.sampled_from(NAMES)),
    st.tuples(
        st.just("agree"), st.sampled_from(NAMES), st.sampled_from(CATEGORIES),
        st.sampled_from([None, 0, 1]),
    ),
    st.tuples(st.just("withdraw"), st.sampled_from(NAMES), st.sampled_from(CATEGORIES)),
    st.tuples(st.just("conflict"), st.sampled_from(PEOPLE), st.sampled_from(("one", "two"))),
    st.tuples(st.just("lift"), st.sampled_from(PEOPLE), st.sampled_from(("one", "two"))),
    st.tuples(st.just("restrict"), st.sampled_from(("one", "two"))),
    st.tuples(st.just("leave"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("day passes")),
)  # fmt: skip


@module_fixture
def driver():
    return Driver()


class Driver:
    """Runs actions of the project, and the same events in the model."""

    def __init__(self):
        one = add_service(CaseBuilder(cast()).submit())
        two = CaseBuilder(one.cast).submit()
        far = make_service("A service far away")
        one.cast.far_manager = person(far, "manage_support")
        one.cast.far_isva = person(far, "support_victims")
        self.builders, self.cast = {"one": one, "two": two}, one.cast
        self.rows = {
            "first": refer_victim(one),
            "second": refer_victim(two),
            "far": refer_victim(one, service=far),
        }
        self.administrator = person(make_administration_unit(), "administer_accounts")
        self.at = max(one.at, two.at)
        self.model = expected_support_access.World(
            manages={"service_manager": "near", "far_manager": "far"},
            works_in={"isva": "near", "other_isva": "near", "far_isva": "far"},
        )
        for name, case in (("first", "one"), ("second", "two"), ("far", "one")):
            service = "far" if name == "far" else "near"
            self.model.supports[name] = expected_support_access.Support(case, service)

    def take(self, step):
        """Run one event if it is possible."""
        getattr(self, step[0].replace(" ", "_"))(*step[1:])

    def builder(self, name):
        builder = self.builders[self.model.supports[name].case]
        builder.at = self.at
        return builder

    def managed(self, name):
        """The service's manager, if they may still act."""
        manager = "far_manager" if name == "far" else "service_manager"
        return manager if self.model.sees(manager, name) else None

    def accept(self, name, which, wanted="asked", action=support.accept_support, **more):
        isvas = ("far_isva", "far_isva") if name == "far" else ("isva", "other_isva")
        isva, manager = isvas[which], self.managed(name)
        if not manager or self.model.supports[name].status != wanted:
            return
        if not self.model.may_be_given(isva, name):
            return
        about = {"support": fresh_support(self.rows[name]), "isva": getattr(self.cast, isva)} | more
        self.builder(name).do(action, manager, **about)
        self.model.accept(name, isva)

    def assign(self, name, which):
        self.accept(name, which, wanted="supported", action=support.assign_isva, hands_on=True)

    def end(self, name):
        about = self.model.supports[name]
        if (manager := self.managed(name)) and about.status == "supported":
            row = fresh_support(self.rows[name])
            self.builder(name).do(support.end_support, manager, support=row, ended="COMPLETE")
            self.model.end(name)

    def agree(self, name, category, days):
        if (manager := self.managed(name)) and self.model.supports[name].status == "supported":
            builder = self.builder(name)
            last = days if days is None else (self.at + timedelta(days=days)).date()
            give_consent(
                builder, fresh_support(self.rows[name]), [category], who=manager, expires_on=last
            )
            self.model.agree(name, category, days)

    def withdraw(self, name, category):
        rows = Consent.objects.unscoped("test").filter(support=self.rows[name], withdrawal=None)
        one = rows.filter(category=category).first()
        if (manager := self.managed(name)) and one is not None:
            about = {
                "support": fresh_support(self.rows[name]),
                "consents": [str(one.pk)],
                "how": "PHONE",
            }
            self.builder(name).do(consents.withdraw_consent, manager, **about)
            self.model.withdraw(name, category)

    def conflict(self, who, case):
        person, about = getattr(self.cast, who), self.builders[case].case
        if not open_conflicts(person, about):
            add_conflict(person, about, at=self.at)
        self.model.in_conflict.add((who, case))

    def lift(self, who, case):
        for row in open_conflicts(getattr(self.cast, who), self.builders[case].case):
            lift_conflict_row(row, at=self.at)
        self.model.in_conflict.discard((who, case))

    def restrict(self, case):
        rows = Case.objects.unscoped("test").filter(pk=self.builders[case].case.pk)
        rows.update(is_restricted=True)
        self.model.restricted.add(case)

    def leave(self, who):
        by = scope(self.administrator, self.at)
        for grant in UnitGrant.objects.filter(user=getattr(self.cast, who)):
            grants.take_capacity_back(grant=grant, by=by, at=self.at, reason="They have left.")
        self.model.leave(who)

    def day_passes(self):
        self.at += timedelta(days=1)
        self.model.day += 1

    def seen(self, who):
        """{name: categories shown} of the victims whom a person sees."""
        by = scope(getattr(self.cast, who), self.at)
        found = {row.pk: row for row in Support.objects.for_scope(by)}
        return {
            name: set(facts_shown_to_service(found[row.pk], at=self.at))
            for name, row in self.rows.items()
            if row.pk in found
        }

    def expected(self, who):
        return {name: self.model.shown(who, name) for name in NAMES if self.model.sees(who, name)}


@contextmanager
def rolled_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@given(steps=st.lists(STEP, min_size=4, max_size=14))
@settings(
    max_examples=25, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
def test_people_of_a_service_see_what_a_second_opinion_says(driver, steps):
    driver = deepcopy(driver)
    opening = [
        ("accept", "first", 0), ("agree", "first", "MILESTONES", None),
        ("conflict", "isva", "one"), ("lift", "isva", "one"),
    ]  # fmt: skip
    with rolled_back():
        for step in [*opening, *steps]:
            driver.take(step)
            for who in PEOPLE:
                assert driver.seen(who) == driver.expected(who), (who, step)
