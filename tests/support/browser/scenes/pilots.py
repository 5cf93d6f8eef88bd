"""Pilots of the scene."""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

from django.utils import timezone

from devtools.case_builder import cps_unit, force_unit, person, scope
from people.access import grants
from people.models import Agency
from pilots.actions import measure_refresh, pilot_areas
from pilots.actions import pilots as actions
from tests.support.people.approvals import approved
from tests.support.pilots.bulk_histories import make_units_of_areas
from tests.support.pilots.full_histories import FullHistories
from tests.support.pilots.monthly_figures import (
    monthly_values_around,
    publish_figures,
    store_completed,
)
from tests.support.pilots.permission_matrix import make_pilot_area
from timeliness.calendar import add_months, london_day

LONG = "Gwasanaeth-Erlyn-y-Goron-" * 12


def add_pilot_with_measure(administrator, manager):
    """A pilot with an Area that takes part, a comparator, and a measure."""
    at, unit = timezone.now() - timedelta(days=40), make_pilot_area()
    grants.grant_capacity("manage_pilot_area", to=manager, on=unit, by=administrator, at=at)
    by = scope(administrator, at)
    pilot = actions.add_pilot(
        by=by, at=at, name=LONG[:80], strands=["EARLY_ADVICE", "NFA_SCRUTINY"],
        purpose=f"To be told sooner.\n{LONG}", follow_up_days=90,
    )  # fmt: skip
    area = add_area_of_pilot(
        pilot, by, at, "CPS South West", starts_on=pilot_start_day(), unit=unit
    )
    add_area_of_pilot(pilot, by, at, "CPS North West", is_comparator=True)
    actions.register_measure(
        pilot=pilot, by=scope(manager, at), at=at, measure="referral-to-decision",
        expected="LESS", because=LONG,
    )  # fmt: skip
    alone = actions.add_pilot(
        by=by, at=at, name="One that has not begun", strands=["JOINT_LEARNING"],
        purpose="To learn.", follow_up_days=30,
    )  # fmt: skip
    import_module("statsmodels.api")  # the first visit would otherwise compute it
    FullHistories(make_units_of_areas(), seed=1).add(90)
    measure_refresh.refresh_measures(at=timezone.now())
    store_past_months()
    return SimpleNamespace(pilot=pilot, area=area, alone=alone)


def pilot_start_day():
    """A day a year and a half ago."""
    return add_months(london_day(timezone.now()), -18)


def store_past_months():
    """
    Years of figures: in one Area durations fall when the pilot starts, in the other they do not.
    """
    first = add_months(pilot_start_day().replace(day=1), -16)
    for area, force, since in (("CPS South West", "Devon and Cornwall Police", 60),
                               ("CPS North West", "Lancashire Police", 100)):  # fmt: skip
        units = force_unit(force), cps_unit(area)
        store_completed(*units, monthly_values_around([100] * 16 + [since] * 15), first=first)
    publish_figures(timezone.now())


def add_area_of_pilot(pilot, by, at, area, **part):
    """Add an Area to a pilot; by default it takes part."""
    part = {"is_comparator": False, "starts_on": None, "unit": None} | part
    agency = Agency.objects.get(name=area)
    part["forces"] = [each.pk for each in agency.forces.all()]
    return pilot_areas.add_pilot_area(
        pilot=pilot, by=by, at=at, area=agency, approval=approved("add_pilot_area"), **part
    )


def pilot_manager(people):
    """A person of the CPS who also manages a pilot area."""
    return person(people.cps, name="Person who manages a pilot area")
