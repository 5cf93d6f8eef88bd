"""Linked cases and possible matches of the scene."""

from cases.case_access.actions import conflicts
from cases.case_details.actions import cases, linked_cases
from devtools.case_builder import CaseBuilder
from tests.support.browser.scenes.action_plans import LONG

REFERENCE = "SCENE/1"


def build_linked_cases(people, start):
    """{name: a builder}: one is linked to another, and matches a third by its crime reference."""
    builders = {name: CaseBuilder(people, at=start) for name in ("linked", "linked_to", "unlooked")}
    for name in ("linked", "unlooked"):
        builder = builders[name]
        builder.do(
            cases.record_crime_reference, "officer", case=builder.case, crime_reference=REFERENCE
        )
    builder, other = builders["linked"], builders["linked_to"]
    builder.do(
        linked_cases.link_case, "officer", case=builder.case, other=other.case, reason=LONG[:500]
    )
    kept = {"person": people.inspector, "kind": "RELATIVE", "reason": LONG[:500]}
    builder.do(conflicts.record_conflict, "supervisor", case=builder.case, **kept)
    return builders
