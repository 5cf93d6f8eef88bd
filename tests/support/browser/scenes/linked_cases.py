"""Linked cases and possible matches of the scene."""

from cases.case_details.actions import cases, linked_cases
from devtools.case_builder import Road
from tests.support.browser.scenes.action_plans import LONG

REFERENCE = "SCENE/1"


def alike(people, start):
    """{name: a road}: one is linked to another, and matches a third by its crime reference."""
    roads = {name: Road(people, at=start) for name in ("linked", "linked_to", "unlooked")}
    for name in ("linked", "unlooked"):
        road = roads[name]
        road.do(cases.record_crime_reference, "officer", case=road.case, crime_reference=REFERENCE)
    road, other = roads["linked"], roads["linked_to"]
    road.do(linked_cases.link_case, "officer", case=road.case, other=other.case, reason=LONG[:500])
    return roads
