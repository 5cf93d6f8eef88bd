"""A pilot with figures of years before and after its start, and a manager of one of the Areas."""

from datetime import UTC, datetime
from types import SimpleNamespace

from devtools.case_builder import MONDAY, cps_unit, force_unit, person
from people.access import grants
from people.models import Agency, Route
from pilots.actions import measure_refresh
from pilots.models import Pilot, PilotArea, RegisteredMeasure
from rasso.demo.historical_cases import pilot_start_day, store_past_years
from tests.support.pilots.monthly_figures import count_each_case_once
from tests.support.pilots.permission_matrix import make_pilot_area

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
OURS, OTHER = "CPS South West", "CPS North East"


def build_evaluated_pilot(now=NOW):
    """In the pilot's Area decisions come sooner since the start; in the comparator they do not."""
    pairs = [
        make_unit_pair("Avon and Somerset Police", OURS),
        make_unit_pair("Durham Police", OTHER),
    ]
    store_past_years(pairs, now=now)
    with (
        count_each_case_once()
    ):  # ten people a month; with lots some months would have too few to be shown
        measure_refresh.rebuild_all_figures(at=now)
    unit = make_pilot_area()
    manager = person(pairs[0].cps, "allocate_cases", name="Mira Manager")
    grants.grant_capacity("manage_pilot_area", to=manager, on=unit, by=manager, at=MONDAY)
    pilot = Pilot.objects.create(name="Sooner", strands=[], purpose="P", follow_up_days=90)
    areas = [
        PilotArea.objects.create(pilot=pilot, area=Agency.objects.get(name=name), **part)
        for name, part in ((OURS, {"unit": unit, "starts_on": pilot_start_day(now)}),
                           (OTHER, {"is_comparator": True}))
    ]  # fmt: skip
    for measure in ("referral-to-decision", "decision-to-charge", "charge-to-completion"):
        RegisteredMeasure.objects.create(
            pilot=pilot, measure=measure, definition="As it stood.", expected="LESS",
            because="Asked sooner. Both sides know the reason.", by=manager,
            at=MONDAY.replace(year=2025),
        )  # fmt: skip
    return SimpleNamespace(manager=manager, pilot=pilot, ours=areas[0], other=areas[1],
                           pairs=pairs, names=[manager.name])  # fmt: skip


def make_unit_pair(force, area):
    """A force's unit and the CPS unit that it refers to, with people in them."""
    police, cps = force_unit(force), cps_unit(area)
    Route.objects.create(police_unit=police, cps_unit=cps)
    people = {
        "officer": person(police, "refer_cases"), "supervisor": person(police, "supervise_cases"),
        "assistant": person(cps, "triage_cases"), "prosecutor": person(cps, "prosecute_cases"),
    }  # fmt: skip
    return SimpleNamespace(police=police, cps=cps, people=people)
