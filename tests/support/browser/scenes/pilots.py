"""Pilots of the scene."""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

from django.utils import timezone

from devtools.case_builder import cps_unit, force_unit, person, scope
from people.access import grants
from people.models import Agency
from pilots.actions import measure_refresh
from pilots.actions import pilots as actions
from tests.support.pilots.bulk_histories import places
from tests.support.pilots.full_histories import Full
from tests.support.pilots.monthly_figures import around, published, recorded
from tests.support.pilots.permission_matrix import a_pilot_area
from timeliness.calendar import add_months, london_day

LONG = "Gwasanaeth-Erlyn-y-Goron-" * 12


def pilots(administrator, manager):
    """A pilot with an Area that takes part, a comparator, and a measure."""
    at, unit = timezone.now() - timedelta(days=40), a_pilot_area()
    grants.grant_capacity("manage_pilot_area", to=manager, on=unit, by=administrator, at=at)
    by = scope(administrator, at)
    pilot = actions.add_pilot(
        by=by, at=at, name=LONG[:80], strands=["EARLY_ADVICE", "NFA_SCRUTINY"],
        purpose=f"To be told sooner.\n{LONG}", follow_up_days=90,
    )  # fmt: skip
    area = added(pilot, by, at, "CPS South West", starts_on=began(), unit=unit.pk)
    added(pilot, by, at, "CPS North West", is_comparator=True)
    actions.register_measure(
        pilot=pilot, by=scope(manager, at), at=at, measure="referral-to-decision",
        expected="LESS", because=LONG,
    )  # fmt: skip
    alone = actions.add_pilot(
        by=by, at=at, name="One that has not begun", strands=["JOINT_LEARNING"],
        purpose="To learn.", follow_up_days=30,
    )  # fmt: skip
    import_module("statsmodels.api")  # the first visit would otherwise compute it
    Full(places(), seed=1).add(90)
    measure_refresh.refresh_measures(at=timezone.now())
    with_months_before()
    return SimpleNamespace(pilot=pilot, area=area, alone=alone)


def began():
    """A day a year and a half ago."""
    return add_months(london_day(timezone.now()), -18)


def with_months_before():
    """
    Years of figures: in one Area durations fall when the pilot starts, in the other they do not.
    """
    first = add_months(began().replace(day=1), -16)
    for area, force, since in (("CPS South West", "Devon and Cornwall Police", 60),
                               ("CPS North West", "Lancashire Police", 100)):  # fmt: skip
        units = force_unit(force), cps_unit(area)
        recorded(*units, around([100] * 16 + [since] * 15), first=first)
    published(timezone.now())


def added(pilot, by, at, area, **part):
    part = {"is_comparator": False, "starts_on": None, "unit": None} | part
    area = Agency.objects.get(name=area).pk
    return actions.add_pilot_area(pilot=pilot, by=by, at=at, area=area, **part)


def pilot_manager(people):
    """A person of the CPS who also manages a pilot area."""
    return person(people.cps, name="Person who manages a pilot area")
