"""Opinions on a case that is restricted later stay in the reports."""

import pytest

from devtools.case_builder import scope
from pilots.actions import opinions
from pilots.queries import panel_reports
from tests.support.module_fixtures import standing
from tests.support.pilots import panels
from tests.support.pilots.panels import case_of, cases, do, drawn, named

pytestmark = pytest.mark.django_db
SAID = {
    "themes": ["DELAY"], "text": "It took long.", "is_suspect_focused": "YES",
    "is_plan_proportionate": "YES", "was_victim_told_well": "YES",
}  # fmt: skip
FOUND = {"grade": "CONSISTENT", "themes": [], "text": "It was sound.", "refers_back": False}
MEMBERS = {"police": "CONSISTENT", "cps": "OBSERVATIONS", "outside": "CONSISTENT"}


@standing
def there():
    """A panel with opinions and findings on two cases."""
    there = panels.scene(decisions=2)
    there.at = panels.midnight()
    whole = {"until_on": there.at.date()}
    there.panel = drawn(there, named(there, panels.begun(there, **whole)), size=2)
    until = there.at.date()
    do(there, opinions.open_panel, "convener", panel=there.panel, opinions_by=until)
    for n in (0, 1):
        for who, grade in MEMBERS.items():
            facts = {"panel_case": cases(there.panel)[n], "grade": grade, **SAID}
            do(there, opinions.give_opinion, who, **facts)
        do(there, opinions.record_finding, "convener", panel_case=cases(there.panel)[n], **FOUND)
    return there


def graded(there, monkeypatch, area):
    """{case: grades} from which a report's agreement is computed."""
    seen = []
    monkeypatch.setattr(
        panel_reports, "_agreement_of_opinions", lambda rows: seen.extend(rows) or ""
    )
    by = scope(there.convener, there.at)
    panel_reports.panel_report(by, area=area, year=there.at.year)
    return {
        case: sorted(row[-1] for row in seen if row[2] == case) for case in {r[2] for r in seen}
    }


@pytest.mark.parametrize("whose", ["this area", "all areas"])
def test_the_agreement_does_not_move_when_a_case_is_restricted(there, monkeypatch, whose):
    area = str(there.area.pk) if whose == "this area" else panel_reports.ALL_PILOT_AREAS
    read = [case_of(each) for each in cases(there.panel)]
    both = graded(there, monkeypatch, area)
    assert both == {each.pk: sorted(MEMBERS.values()) for each in read}
    type(read[1]).objects.unscoped("test").filter(pk=read[1].pk).update(is_restricted=True)
    assert graded(there, monkeypatch, area) == both
