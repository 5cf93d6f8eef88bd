"""A passage goes into a pack when a second person has read it and agrees."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from devtools.case_builder import scope
from people.access.scopes import Refused
from people.models import Human, User
from pilots.actions import opinions, passages
from pilots.models import PanelCase, PanelStep, Passage, PassageAnswer
from pilots.queries.opinions import pack_detail
from tests.support.cases.pages import client_for, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from tests.support.pilots import panels
from tests.support.pilots.panels import add_passage, name_members, run_action
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
TEXT = "The accounts differ on what was agreed."
OTHER = "Nobody asked where they had been before."


@module_fixture
def scene():
    """A panel that its members read, at the present moment."""
    scene = panels.build_panel_scene(decisions=1)
    scene.panel = panels.draw_panel_cases(
        scene, name_members(scene, panels.add_scene_panel(scene)), size=1
    )
    scene.at = timezone.now()
    until = timezone.localdate() + timedelta(days=14)
    run_action(scene, opinions.open_panel, "convener", panel=scene.panel, opinions_by=until)
    [scene.row] = panels.panel_cases(scene.panel)
    return scene


def propose(scene, text=TEXT, who="convener"):
    return run_action(scene, passages.propose_passage, who, panel_case=scene.row, text=text)


def settle(scene, who="second", *, agreed=True, seen=1, **facts):
    scene.at += timedelta(seconds=1)
    facts |= {"panel_case": scene.row, "is_agreed": agreed, "version": seen}
    return run_action(scene, passages.settle_passage, who, **facts)


def passage_read_by(scene, who):
    by = scope(getattr(scene, who), at=scene.at)
    row = PanelCase.objects.for_scope(by).select_related("panel").get(pk=scene.row.pk)
    return pack_detail(row, by).passage


def told(notice):
    rows = Delivery.objects.filter(notice=notice)
    return set(rows.values_list("recipient", flat=True))


def test_nobody_reads_it_in_the_pack_before_a_second_person_agrees(scene):
    propose(scene)
    for who in ("convener", "second", "police", "outside"):
        assert passage_read_by(scene, who) == ""
    assert told("passage_waits") == {scene.second.pk}
    settle(scene)
    for who in ("convener", "second", "police", "outside"):
        assert passage_read_by(scene, who) == TEXT
    assert told("passage_settled") == {scene.convener.pk}


def test_a_member_can_be_the_second_person(scene):
    propose(scene)
    settle(scene, "outside")
    assert passage_read_by(scene, "police") == TEXT


def test_whoever_proposed_it_agrees_to_nothing_under_any_account(scene):
    propose(scene)
    with pytest.raises(Refused, match="so someone else decides"):
        settle(scene, "convener")
    people = [scene.convener.pk, scene.second.pk]
    User.objects.filter(pk__in=people).update(human=Human.objects.create())
    with pytest.raises(Refused, match="so someone else decides"):
        settle(scene, "second")
    passage = Passage.objects.unscoped("test").get()
    answer = {"panel": scene.panel, "passage": passage, "is_agreed": True, "at": scene.at}
    with pytest.raises(DatabaseError, match="another person answers"), transaction.atomic():
        PassageAnswer.objects.unscoped("test").create(by=scene.second, **answer)
    assert passage_read_by(scene, "police") == ""


def test_what_was_refused_is_never_shown_and_an_earlier_one_stays(scene):
    add_passage(scene, scene.row, TEXT)
    propose(scene, OTHER, "second")
    settle(scene, "convener", agreed=False, seen=2, reason="It tells where it was.")
    assert passage_read_by(scene, "police") == TEXT
    steps = PanelStep.objects.unscoped("test").filter(verb="refuse_passage")
    assert [step.note for step in steps] == ["It tells where it was."]
    propose(scene, OTHER)
    settle(scene, seen=3)
    assert passage_read_by(scene, "police") == OTHER


def test_one_waits_at_a_time_and_is_answered_once(scene):
    propose(scene)
    with pytest.raises(Refused, match="who decides first"):
        propose(scene, OTHER, "second")
    settle(scene)
    with pytest.raises(Refused, match="No passage of this case is waiting"):
        settle(scene)


def test_an_answer_is_to_the_passage_that_was_read(scene):
    propose(scene)
    settle(scene, "outside", agreed=False, reason="It tells where it was.")
    propose(scene, OTHER)
    with pytest.raises(Refused, match="Another passage was proposed meanwhile"):
        settle(scene, seen=1)
    assert passage_read_by(scene, "police") == ""


def test_a_name_that_was_recorded_since_is_found_when_it_is_agreed_to(scene):
    propose(scene, "They met Zebedee before.")
    case = panels.case_of_row(scene.row)
    case.suspects.unscoped("test").update(surname="Zebedee")
    with pytest.raises(Refused, match="Take out names"):
        settle(scene)


def test_a_passage_from_before_two_were_asked_is_still_read(scene):
    Passage.objects.unscoped("test").create(
        panel=scene.panel, panel_case=scene.row, text=TEXT, by=scene.convener, at=scene.at,
        needs_agreement=False,
    )  # fmt: skip
    assert passage_read_by(scene, "police") == TEXT


def test_where_no_other_convenes_the_members_hear_that_one_waits(scene):
    scene.second.unitgrants.all().delete()
    propose(scene)
    assert told("passage_waits") == {scene.police.pk, scene.cps.pk, scene.outside.pk}


def stand_aside(scene, who):
    run_action(scene, opinions.stand_aside, who, panel_case=scene.row)


def test_who_is_in_conflict_with_the_case_does_not_hear_that_one_waits(scene):
    stand_aside(scene, "second")
    stand_aside(scene, "police")
    propose(scene)
    assert told("passage_waits") == {scene.cps.pk, scene.outside.pk}


def lose_role(scene):
    scene.convener.unitgrants.filter(permission__codename="convene_panels").delete()


def lose_sight(scene):
    stand_aside(scene, "convener")


@pytest.mark.parametrize("goes", [lose_role, lose_sight])
@pytest.mark.parametrize("who", ["second", "outside"])
def test_a_passage_whose_proposer_convenes_the_case_no_more_is_refused_alone(scene, goes, who):
    propose(scene)
    goes(scene)
    with pytest.raises(Refused, match="no longer convenes this case"):
        settle(scene, who)
    assert passage_read_by(scene, "cps") == ""
    settle(scene, who, agreed=False, reason="They can propose it again.")


def test_a_reason_that_comes_with_a_yes_is_kept_nowhere(scene):
    propose(scene)
    settle(scene, reason="It is about Zebedee.")
    step = PanelStep.objects.unscoped("test").get(verb="agree_to_passage")
    assert step.note == ""


def test_members_hear_of_a_passage_when_they_read_the_case(db):
    scene = panels.build_panel_scene(decisions=1)
    scene.second.unitgrants.all().delete()
    panel = name_members(scene, panels.add_scene_panel(scene))
    scene.panel = panels.draw_panel_cases(scene, panel, size=1)
    scene.at = timezone.now()
    [scene.row] = panels.panel_cases(scene.panel)
    propose(scene)
    assert told("passage_waits") == set()
    until = timezone.localdate() + timedelta(days=14)
    run_action(scene, opinions.open_panel, "convener", panel=scene.panel, opinions_by=until)
    assert told("passage_waits") == {scene.police.pk, scene.cps.pk, scene.outside.pk}


def test_a_convener_who_declares_a_conflict_reads_the_case_no_more(scene):
    run_action(scene, opinions.stand_aside, "convener", panel_case=scene.row)
    by = scope(scene.convener, at=scene.at)
    assert not PanelCase.objects.for_scope(by).exists()
    propose(scene, who="second")  # the other convener goes on


def test_on_pages_a_refusal_needs_a_reason_and_typed_text_stays(scene):
    propose(scene)
    client = client_for(scene.second)
    address = page_url("settle-passage", scene.row)
    assert TEXT in page_text(client.get(address))
    answer = client.post(address, {"form_key": str(uuid4()), "is_agreed": "NO", "version": 1})
    assert "Enter why the members cannot read it" in page_text(answer)
    submit_form(client, address, is_agreed="NO", reason="It tells where it was.")
    assert PassageAnswer.objects.unscoped("test").get().is_agreed is False
    assert client_for(scene.convener).get(address).status_code == 403


def test_on_pages_a_reason_that_was_typed_before_a_yes_is_dropped(scene):
    propose(scene)
    address = page_url("settle-passage", scene.row)
    submit_form(client_for(scene.second), address, is_agreed="YES", reason="It is about Zebedee.")
    assert PassageAnswer.objects.unscoped("test").get().is_agreed is True
    step = PanelStep.objects.unscoped("test").get(verb="agree_to_passage")
    assert step.note == ""
