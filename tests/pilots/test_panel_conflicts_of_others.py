"""Indirect conflicts: people who do not read a pack, or whose opinion is not waited for."""

import pytest

from devtools.case_builder import force_unit, person
from people.access import grants, scopes
from people.access.histories import with_history_facts
from people.models import Human, User
from pilots.actions import conflicts, opinions
from tests.support.module_fixtures import module_fixture
from tests.support.pilots import panels
from tests.support.pilots.panels import (
    case_numbers_read_by,
    draw_panel_cases,
    name_members,
    panel_cases,
    run_action,
)
from tests.support.victims.support_service import add_service_people, refer_and_accept
from victims.actions.records import record_wishes
from victims.models import VictimRecord

pytestmark = pytest.mark.django_db
SAID = {
    "grade": "OBSERVATIONS", "themes": ["DELAY"], "text": "It took long.",
    "is_suspect_focused": "YES", "is_plan_proportionate": "YES", "was_victim_told_well": "YES",
}  # fmt: skip


@module_fixture
def scene():
    """A drawn decision about a victim."""
    scene = panels.build_panel_scene(decisions=1)
    add_service_people(scene.cast)
    [scene.builder] = scene.builders
    scene.support = refer_and_accept(scene.builder)
    scene.panel = draw_panel_cases(scene, panels.add_scene_panel(scene), size=1)
    return scene


def add_panel_member(scene, user):
    """Make a person a member of the panel. Returns what they may read of it."""
    grants.grant_capacity(
        "sit_on_panels", to=user, on=scene.area, by=scene.admin, at=panels.LONG_AGO
    )
    scene.joins = user
    name_members(scene, scene.panel, "joins")
    return case_numbers_read_by(scene, scene.panel, "joins")


def record_of(scene):
    return VictimRecord.objects.unscoped("test").get(pk=scene.builder.victim.pk)


@pytest.mark.parametrize("unit", ["police", "cps"])
def test_the_present_leader_of_the_deciding_unit_is_kept_from_it_though_the_case_has_moved(
    scene, unit
):
    decided_by = getattr(scene.cast, unit)
    capacity = {"police": "supervise_cases", "cps": "allocate_cases"}[unit]
    case = panels.case_of_row(panel_cases(scene.panel)[0])
    if unit == "police":
        case.police_unit = force_unit()
    else:
        case.cps_unit = scene.cps.agency.units.first()
    with_history_facts(case, by=scene.admin, at=scene.at, why="test").save()
    leads, works = person(decided_by), person(decided_by)
    grants.grant_capacity(capacity, to=leads, on=decided_by, by=scene.admin, at=scene.at)
    grants.grant_capacity("triage_cases", to=works, on=decided_by, by=scene.admin, at=scene.at)
    assert add_panel_member(scene, leads) == []
    assert add_panel_member(scene, works) == [1]


@pytest.mark.parametrize("account", ["the same", "another of the same person"])
def test_a_person_who_changed_the_victim_s_wishes_is_kept_from_the_case(scene, account):
    wishes = {"record": record_of(scene), "version": record_of(scene).version}
    scene.builder.cast.helper = person(scene.cast.police, "contact_victims")
    scene.builder.do(record_wishes, "helper", channel="PHONE", **wishes)
    sits = scene.builder.cast.helper
    if account != "the same":
        sits = person(scene.area)
        pair = [sits.pk, scene.builder.cast.helper.pk]
        User.objects.filter(pk__in=pair).update(human=Human.objects.create())
    assert add_panel_member(scene, sits) == []
    assert add_panel_member(scene, person(scene.cast.police, "contact_victims")) == [1]


def test_a_deactivated_member_is_no_part_of_the_quorum_and_not_waited_for(scene):
    name_members(scene, scene.panel)
    [case] = panel_cases(scene.panel)
    User.objects.filter(pk=scene.outside.pk).update(is_active=False)
    readers = conflicts.eligible_members_by_case(scene.panel, at=scene.at)[case.pk]
    assert set(readers.values()) == {scene.police.pk, scene.cps.pk}
    scene.at = panels.start_of_today()
    until = scene.at.date()
    run_action(scene, opinions.open_panel, "convener", panel=scene.panel, opinions_by=until)
    for who in ("police", "cps"):
        run_action(
            scene, opinions.give_opinion, who, panel_case=panel_cases(scene.panel)[0], **SAID
        )
    assert panel_cases(scene.panel)[0].is_revealed


def test_without_the_deactivated_there_are_too_few_to_open_with(scene):
    name_members(scene, scene.panel)
    User.objects.filter(pk__in=[scene.outside.pk, scene.cps.pk]).update(is_active=False)
    with pytest.raises(scopes.Refused, match="Too few members may read case 1"):
        run_action(
            scene, opinions.open_panel, "convener", panel=scene.panel, opinions_by=scene.at.date()
        )
