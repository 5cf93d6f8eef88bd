"""Packs wait for the members of a panel until they have given an opinion, also without cases."""

from datetime import timedelta

import pytest

from pilots.actions import opinions
from tests.support.cases.pages import client_for
from tests.support.module_fixtures import module_fixture
from tests.support.pilots import panels
from tests.support.pilots.panels import panel_cases, run_action
from timeliness.calendar import london_day

pytestmark = pytest.mark.django_db

LIST = "/waiting/"
SAID = {
    "grade": "OBSERVATIONS", "themes": ["DELAY"], "text": "It took long.",
    **dict.fromkeys(("is_suspect_focused", "is_plan_proportionate", "was_victim_told_well"), "YES"),
}  # fmt: skip


@module_fixture
def scene():
    """A panel with two drawn cases and three members, one of whom works on no case."""
    return panels.build_drawn_panel()


def begin(scene):
    until = scene.at.date() + timedelta(days=14)
    run_action(scene, opinions.open_panel, "convener", panel=scene.panel, opinions_by=until)


def packs_of(scene, who):
    """[(which case, which panel, due day)] on their list; each leads to its pack."""
    client = client_for(getattr(scene, who))
    page = client.get(LIST).context["page"]
    tasks = [row.task for _title, rows in page.groups for row in rows]
    packs = [task for task in tasks if task.kind.name == "packs"]
    for task in packs:
        assert client.get(task.address).resolver_match.url_name == "see-pack"
    return [(task.about, task.reference, london_day(task.due_at)) for task in packs]


@pytest.mark.parametrize("who", ["outside", "police"])
def test_a_pack_waits_for_a_member_until_they_have_given_their_opinion(scene, who):
    assert packs_of(scene, who) == []
    begin(scene)
    due = scene.at.date() + timedelta(days=14)
    name = f"Panel {scene.panel.reference}"
    assert sorted(packs_of(scene, who)) == [("Case 1", name, due), ("Case 2", name, due)]
    first = panel_cases(scene.panel)[0]
    run_action(scene, opinions.give_opinion, who, panel_case=first, **SAID)
    assert packs_of(scene, who) == [("Case 2", name, due)]


def test_the_opinion_of_another_changes_nothing_on_the_list(scene):
    begin(scene)
    before = packs_of(scene, "outside")
    run_action(scene, opinions.give_opinion, "cps", panel_case=panel_cases(scene.panel)[0], **SAID)
    assert packs_of(scene, "outside") == before


def test_no_pack_waits_for_a_convener(scene):
    begin(scene)
    assert packs_of(scene, "second") == []
