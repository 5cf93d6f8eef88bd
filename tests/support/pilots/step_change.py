"""A pilot's Area in which durations fall when it begins, and a comparator."""

from datetime import date, time
from types import SimpleNamespace

from django.urls import reverse

from devtools.case_builder import MONDAY, cps_unit, force_unit, person
from people.access import grants
from people.models import Agency
from pilots.models import Pilot, PilotArea, RegisteredMeasure
from tests.support.pilots.monthly_figures import (
    STAGE,
    monthly_values_around,
    publish_figures,
    store_completed,
)
from tests.support.pilots.permission_matrix import make_pilot_area
from timeliness.calendar import london_moment

FIRST, BEGAN = date(2024, 1, 1), date(2025, 4, 10)  # fifteen months before
AT = london_moment(date(2026, 10, 1), time(9))
YEARS = (2024, 2025, 2026)
WORSE, BETTER = [100] * 15 + [60] * 15, [100] * 30


def build_pilot_with_change():
    """The pilot, its Areas, a unit of each side in each, and the pilot area's manager."""
    unit = make_pilot_area()
    manager = person(cps_unit(), name="Manager")
    grants.grant_capacity("manage_pilot_area", to=manager, on=unit, by=manager, at=MONDAY)
    pilot = Pilot.objects.create(name="Sooner", strands=[], purpose="P", follow_up_days=30)
    areas = [Agency.objects.get(name=name) for name in ("CPS South West", "CPS North West")]
    ours = PilotArea.objects.create(pilot=pilot, area=areas[0], unit=unit, starts_on=BEGAN)
    other = PilotArea.objects.create(pilot=pilot, area=areas[1], is_comparator=True)
    RegisteredMeasure.objects.create(
        pilot=pilot, measure=STAGE, definition="As it stood.", expected="LESS",
        because="Asked sooner. Both sides know the reason.", by=manager,
        at=london_moment(date(2025, 1,
        1), time(9)),
    )  # fmt: skip
    police, cps = (
        [force_unit(), force_unit("Lancashire Police")],
        [cps_unit(), cps_unit(areas[1].name)],
    )
    store_completed(police[0], cps[0], monthly_values_around(WORSE, start=1), first=FIRST)
    store_completed(police[1], cps[1], monthly_values_around(BETTER, start=2), first=FIRST)
    publish_figures(AT)
    return SimpleNamespace(**locals())


def change_page(client, scene, area=None, who=None, measure=STAGE):
    """The page with the chart of a measure, for the pilot area's manager by default."""
    client.force_login(who or scene.manager)
    return client.get(reverse("see-figure-change", args=[(area or scene.ours).pk, measure]))
