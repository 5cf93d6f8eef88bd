"""People who worked with the victim, or lead a unit that has the case, do not read its pack."""

import pytest

from devtools.case_builder import force_unit, person
from people.access import grants
from people.access.histories import with_history_facts
from pilots.actions import conflicts
from pilots.models import Panel
from tests.support.module_fixtures import module_fixture
from tests.support.pilots import panels
from tests.support.pilots.panels import case_numbers_read_by, draw_panel_cases, name_members
from tests.support.victims.support_service import DAY, add_service_people, refer_and_accept
from victims.actions.support import assign_isva
from victims.models import Reveal, VictimRecord

pytestmark = pytest.mark.django_db


@module_fixture
def scene():
    """A drawn decision about a victim with an ISVA, and people around the victim."""
    scene = panels.build_panel_scene(decisions=1)
    add_service_people(scene.cast)
    [scene.builder] = scene.builders
    scene.support = refer_and_accept(scene.builder)
    scene.panel = draw_panel_cases(scene, panels.add_scene_panel(scene), size=1)
    return scene


def make_panel_member(scene, who):
    """Make a person of the cast a member of the panel."""
    user = getattr(scene.cast, who)
    grants.grant_capacity(
        "sit_on_panels", to=user, on=scene.area, by=scene.admin, at=panels.LONG_AGO
    )
    setattr(scene, who, user)
    name_members(scene, scene.panel, who)


def test_an_isva_does_not_read_the_case_of_whom_they_support(scene):
    make_panel_member(scene, "isva")
    make_panel_member(scene, "other_isva")
    assert case_numbers_read_by(scene, scene.panel, "isva") == []
    assert case_numbers_read_by(scene, scene.panel, "other_isva") == [1]


def test_an_isva_who_is_assigned_after_the_draw_is_kept_from_it_at_once(scene):
    make_panel_member(scene, "other_isva")
    scene.builder.do(
        assign_isva, "service_manager", support=scene.support, isva=scene.cast.other_isva,
        hands_on=False,
    )  # fmt: skip
    assert case_numbers_read_by(scene, scene.panel, "other_isva") == []


@pytest.mark.parametrize("officer", ["contact", "liaison"])
def test_a_caller_of_the_victim_is_kept_from_the_case_at_once_and_for_good(scene, officer):
    make_panel_member(scene, officer)
    assert case_numbers_read_by(scene, scene.panel, officer) == [1]
    field = {"contact": "contact_officer", "liaison": "liaison_officer"}[officer]
    rows = VictimRecord.objects.unscoped("test").filter(pk=scene.builder.victim.pk)
    rows.update(**{field: getattr(scene.cast, officer)})
    assert case_numbers_read_by(scene, scene.panel, officer) == []
    rows.update(**{field: None})
    assert case_numbers_read_by(scene, scene.panel, officer) == []


def test_a_person_who_ever_acted_about_the_victim_is_kept_from_the_case(scene):
    for who in ("contact", "liaison", "service_manager"):
        make_panel_member(scene, who)
    record = VictimRecord.objects.unscoped("test").get(pk=scene.builder.victim.pk)
    about = {"case": record.case, "record": record, "at": scene.at}
    Reveal.objects.unscoped("test").create(by=scene.cast.contact, **about)
    conflicts.record_panel_conflicts(scene.panel, at=scene.at)
    assert case_numbers_read_by(scene, scene.panel, "contact") == []
    assert case_numbers_read_by(scene, scene.panel, "liaison") == [1]
    # The manager who accepted the support.
    assert case_numbers_read_by(scene, scene.panel, "service_manager") == []


def test_a_person_who_called_the_victim_before_the_draw_is_kept_from_the_case(scene):
    make_panel_member(scene, "contact")
    make_panel_member(scene, "liaison")
    record = VictimRecord.objects.unscoped("test").get(pk=scene.builder.victim.pk)
    for officer in (scene.cast.contact, None):
        record.contact_officer = officer
        with_history_facts(
            record, by=scene.admin, at=scene.at, why="test, as both sides know by now"
        ).save()
    panel = draw_panel_cases(scene, panels.add_scene_panel(scene), size=1)
    for who, wanted in (("contact", []), ("liaison", [1])):
        name_members(scene, panel, who)
        assert case_numbers_read_by(scene, panel, who) == wanted


def add_panel_member(scene, user):
    """Make a new person a member of the panel. Returns what they may read of it."""
    grants.grant_capacity(
        "sit_on_panels", to=user, on=scene.area, by=scene.admin, at=panels.LONG_AGO
    )
    scene.joins = user
    name_members(scene, scene.panel, "joins")
    return case_numbers_read_by(scene, scene.panel, "joins")


def test_the_leader_of_a_unit_that_has_the_case_is_kept_from_it_whatever_the_panel_says(scene):
    assert not scene.panel.keeps_units_out
    for unit, capacity in (
        (scene.cast.police, "inspect_cases"),
        (scene.cast.cps, "allocate_cases"),
    ):
        assert add_panel_member(scene, person(unit, capacity)) == [], capacity
    assert add_panel_member(scene, person(scene.cast.cps, "triage_cases")) == [1]


def test_the_unit_s_leader_at_the_decision_is_kept_from_the_case_and_an_earlier_one_is_not(scene):
    unit, decided = scene.cast.police, panels.frame_entries(scene.panel)[0].decision.read_at
    for ended, wanted in ((decided + DAY, []), (decided - DAY, [1])):
        user = person(unit, "supervise_cases")
        grants.revoke_capacity("supervise_cases", of=user, on=unit, by=scene.admin, at=ended)
        assert add_panel_member(scene, user) == wanted


def test_the_leader_of_the_unit_that_had_it_at_the_decision_is_kept_from_the_case(scene):
    led = person(scene.cast.police, "supervise_cases")
    case = panels.case_of_row(panels.panel_cases(scene.panel)[0])
    case.police_unit = force_unit()
    with_history_facts(
        case, by=scene.admin, at=scene.at, why="test, as both sides know by now"
    ).save()
    assert add_panel_member(scene, led) == []


@pytest.mark.parametrize("status", ["DRAWN", "CLOSED"])
def test_a_convener_who_comes_later_is_looked_at_within_a_minute(scene, status):
    Panel.objects.unscoped("test").filter(pk=scene.panel.pk).update(status=status)
    scene.late = scene.cast.prosecutor
    grants.grant_capacity(
        "convene_panels", to=scene.late, on=scene.area, by=scene.admin, at=scene.at
    )
    assert case_numbers_read_by(scene, scene.panel, "late") == [1]
    conflicts.record_new_conflicts(at=scene.at)
    assert case_numbers_read_by(scene, scene.panel, "late") == []
