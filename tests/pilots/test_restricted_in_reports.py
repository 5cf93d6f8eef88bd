"""Opinions on a case that is restricted later stay in the reports."""

import pytest

from devtools.case_builder import scope
from pilots.actions import opinions
from pilots.queries import panel_reports
from tests.support.module_fixtures import module_fixture
from tests.support.pilots import panels
from tests.support.pilots.panels import (
    case_of_row,
    panel_cases,
    run_action,
)

pytestmark = pytest.mark.django_db
SAID = {
    "themes": ["DELAY"], "text": "It took long.", "is_suspect_focused": "YES",
    "is_plan_proportionate": "YES", "was_victim_told_well": "YES",
}  # fmt: skip
FOUND = {"grade": "CONSISTENT", "themes": [], "text": "It was sound.", "refers_back": False}
MEMBERS = {"police": "CONSISTENT", "cps": "OBSERVATIONS", "outside": "CONSISTENT"}


@module_fixture
def scene():
    """A panel with opinions and findings on two cases."""
    scene = panels.build_drawn_panel()
    until = scene.at.date()
    run_action(scene, opinions.open_panel, "convener", panel=scene.panel, opinions_by=until)
    for n in (0, 1):
        for who, grade in MEMBERS.items():
            facts = {"panel_case": panel_cases(scene.panel)[n], "grade": grade, **SAID}
            run_action(scene, opinions.give_opinion, who, **facts)
        run_action(
            scene,
            opinions.record_finding,
            "convener",
            panel_case=panel_cases(scene.panel)[n],
            **FOUND,
        )
    return scene


def grades_by_case(scene, monkeypatch, area):
    """{case: grades} from which a report's agreement is computed."""
    seen = []
    monkeypatch.setattr(
        panel_reports, "_agreement_of_opinions", lambda rows: seen.extend(rows) or ""
    )
    by = scope(scene.convener, scene.at)
    panel_reports.panel_report(by, area=area, year=scene.at.year)
    return {
        case: sorted(row[-1] for row in seen if row[2] == case) for case in {r[2] for r in seen}
    }


@pytest.mark.parametrize("whose", ["this area", "all areas"])
def test_the_agreement_does_not_move_when_a_case_is_restricted(scene, monkeypatch, whose):
    area = str(scene.area.pk) if whose == "this area" else panel_reports.ALL_PILOT_AREAS
    read = [case_of_row(each) for each in panel_cases(scene.panel)]
    both = grades_by_case(scene, monkeypatch, area)
    assert both == {each.pk: sorted(MEMBERS.values()) for each in read}
    type(read[1]).objects.unscoped("test").filter(pk=read[1].pk).update(is_restricted=True)
    assert grades_by_case(scene, monkeypatch, area) == both
