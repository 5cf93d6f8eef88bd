"""A pilot with the years before and since its start, and a manager who opens some of its cases."""

from datetime import UTC, datetime
from types import SimpleNamespace

from people import access
from people.models import Agency, Route
from pilots.actions import figures
from pilots.models import Pilot, PilotArea, RegisteredMeasure
from rasso.demo.years import before, began
from tests.cast import MONDAY, cps_unit, force_unit, person
from tests.pilots.crowd import a_pilot_area
from tests.pilots.months import counted_once

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
OURS, OTHER = "CPS South West", "CPS North East"


def evaluated(now=NOW):
    """In one Area decisions come sooner since the start; in the one it is compared with, not."""
    pairs = [pair("Avon and Somerset Police", OURS), pair("Durham Police", OTHER)]
    before(pairs, now=now)
    with counted_once():  # ten people a month; by lot some months would be too few to tell
        figures.rebuild(at=now)
    unit = a_pilot_area()
    manager = person(pairs[0].cps, "allocate_cases", name="Mira Manager")
    access.grant("manage_pilot_area", to=manager, on=unit, by=manager, at=MONDAY)
    pilot = Pilot.objects.create(name="Sooner", strands=[], purpose="P", follow_up_days=90)
    areas = [
        PilotArea.objects.create(pilot=pilot, area=Agency.objects.get(name=name), **part)
        for name, part in ((OURS, {"unit": unit, "starts_on": began(now)}),
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


def pair(force, area):
    """A force's unit and the CPS unit that it refers to, with people in them."""
    police, cps = force_unit(force), cps_unit(area)
    Route.objects.create(police_unit=police, cps_unit=cps)
    people = {
        "officer": person(police, "refer_cases"), "supervisor": person(police, "supervise_cases"),
        "assistant": person(cps, "triage_cases"), "prosecutor": person(cps, "prosecute_cases"),
    }  # fmt: skip
    return SimpleNamespace(police=police, cps=cps, people=people)
