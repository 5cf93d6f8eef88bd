"""Learning actions: a person or unit, a due day, and the evidence that it was done."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.case_keys import CASE_KEYS
from devtools.case_builder import cps_unit, force_unit, person, scope
from people.access import sealed_text
from people.access.scopes import Refused
from people.administration.actions import merge_units
from pilots.actions import learning_actions, opinions
from pilots.models import LearningAction, PanelGrant
from tests.pilots.test_opinions import FOUND, SAID
from tests.support.cases.pages import client_for, date_parts, page_text
from tests.support.module_fixtures import module_fixture
from tests.support.people.approvals import approved
from tests.support.people.pages import post_page, response_text
from tests.support.pilots import panels
from tests.support.pilots.panels import name_members, panel_cases, run_action
from timeliness import queries
from timeliness.actions import sweep
from timeliness.calendar import end_of_day
from timeliness.models import Clock, Delivery

pytestmark = pytest.mark.django_db


@module_fixture
def scene():
    """A panel with one case and a finding on it."""
    scene = panels.build_panel_scene(decisions=1)
    scene.at = panels.start_of_today()
    until = {"until_on": scene.at.date()}
    scene.panel = panels.draw_panel_cases(
        scene, name_members(scene, panels.add_scene_panel(scene, **until)), size=1
    )
    day = scene.at.date() + timedelta(days=14)
    run_action(scene, opinions.open_panel, "convener", panel=scene.panel, opinions_by=day)
    scene.due = day
    return scene


def give_opinions(scene):
    for who in ("police", "cps", "outside"):
        run_action(
            scene, opinions.give_opinion, who, panel_case=panel_cases(scene.panel)[0], **SAID
        )


def record_finding_of(scene):
    give_opinions(scene)
    run_action(
        scene, opinions.record_finding, "convener", panel_case=panel_cases(scene.panel)[0], **FOUND
    )


def set_learning_action_of(scene, member=None, unit=None):
    facts = {"text": "Brief the team.", "due_on": scene.due}
    facts |= {"unit": unit} if unit else {"member": member or scene.police}
    action = learning_actions.set_learning_action
    return run_action(scene, action, "convener", panel_case=panel_cases(scene.panel)[0], **facts)


def recipients_by_stage(made):
    """{stage: recipients} of notices about an action; each was notified once."""
    rows = Delivery.objects.filter(about=made.pk).values_list("notice", "recipient")
    assert len(rows) == len(set(rows))
    return {stage: {who for each, who in rows if each == stage} for stage, _who in rows}


def sweep_action_clock(made, n):
    """Sweep twice at each of the clock's first n reminder points."""
    clock = Clock.objects.get(pk=made.clock_id)
    for moment in (clock.remind_at, clock.overdue_at, clock.escalate_at)[:n]:
        for _ in range(2):
            sweep.sweep_clocks(at=moment + timedelta(minutes=1))
    return recipients_by_stage(made)


def remaining_recipients(made):
    """Recipients whose notices would still be sent."""
    at = Clock.objects.get(pk=made.clock_id).escalate_at
    rows = Delivery.objects.filter(about=made.pk)
    return {row.recipient_id for row in rows if not queries.drop_reason(row.reference, at=at)}


def test_nothing_is_asked_before_the_panel_has_found_anything(scene):
    give_opinions(scene)
    with pytest.raises(Refused, match="has no finding on this case yet"):
        set_learning_action_of(scene)


def test_the_day_of_an_action_and_of_opinions_says_who_set_it(scene, client):
    client.force_login(scene.police)
    due = f"{scene.due.day} {scene.due:%B %Y}"
    page = page_text(client.get(reverse("see-panel", args=[scene.panel.pk])))
    assert f"Opinions due by {due} Set when the panel was opened to its members." in page
    record_finding_of(scene)
    made = set_learning_action_of(scene)
    page = page_text(client.get(reverse("see-learning-action", args=[made.pk])))
    assert f"By {due} The panel set this day on " in page


def test_only_a_member_of_the_panel_is_asked(scene):
    record_finding_of(scene)
    with pytest.raises(Refused, match="Select a member or a convener"):
        set_learning_action_of(scene, scene.cast.officer)


def test_the_owner_completes_an_action_with_evidence_and_the_panel_reads_it(scene, client):
    record_finding_of(scene)
    made = set_learning_action_of(scene)
    client.force_login(scene.cps)
    assert (
        post_page(client, "complete-learning-action", made.pk, evidence="Mine.").status_code == 403
    )
    client.force_login(scene.police)
    page = response_text(client.get(reverse("see-panel", args=[scene.panel.pk])))
    assert "Brief the team." in page and "Due in 14 days" in page
    its_own = reverse("see-learning-action", args=[made.pk])
    assert "Complete this action" in response_text(client.get(its_own))
    post_page(client, "complete-learning-action", made.pk, evidence="Minutes of the briefing.")
    page = response_text(client.get(reverse("see-panel", args=[scene.panel.pk])))
    assert "Minutes of the briefing." in page
    assert "Complete this action" not in response_text(client.get(its_own))
    row = LearningAction.objects.unscoped("test").get()
    assert (row.done_by, row.owner) == (scene.police, scene.police)
    with pytest.raises(Refused, match="has been completed"):
        run_action(
            scene,
            learning_actions.complete_learning_action,
            "police",
            learning_action=made,
            evidence="x",
        )


class TestChasing:
    def test_a_person_is_reminded_twice_and_the_conveners_hear_once(self, scene):
        record_finding_of(scene)
        made = set_learning_action_of(scene)
        conveners = {scene.convener.pk, scene.second.pk}
        owner = {scene.police.pk}
        wanted = {"before_due": owner, "after_due": owner, "escalated": conveners}
        assert sweep_action_clock(made, 3) == wanted
        assert remaining_recipients(made) == owner | conveners

    def test_the_clock_runs_to_the_end_of_the_day_that_was_agreed(self, scene):
        record_finding_of(scene)
        clock = set_learning_action_of(scene).clock
        assert (clock.due_at, clock.confidence) == (end_of_day(scene.due), "agreed")
        assert clock.subject.startswith("learning action ")

    def test_a_unit_s_action_reminds_its_leaders_alone(self, scene):
        record_finding_of(scene)
        people = scene.cast
        made = set_learning_action_of(scene, unit=people.police)
        told = sweep_action_clock(made, 3)
        assert told["before_due"] == {people.supervisor.pk, people.inspector.pk}
        assert told["after_due"] == told["before_due"]
        assert told["escalated"] == {scene.convener.pk, scene.second.pk}

    def test_a_completed_action_is_not_chased(self, scene):
        record_finding_of(scene)
        made = set_learning_action_of(scene)
        sweep_action_clock(made, 1)
        act = learning_actions.complete_learning_action
        run_action(scene, act, "police", learning_action=made, evidence="Done.")
        assert set(sweep_action_clock(made, 3)) == {"before_due"}
        assert remaining_recipients(made) == set()

    def test_a_person_who_left_the_panel_is_not_reminded(self, scene):
        record_finding_of(scene)
        made = set_learning_action_of(scene)
        PanelGrant.objects.filter(user=scene.police).delete()
        assert set(sweep_action_clock(made, 3)) == {"escalated"}

    def test_a_merged_unit_takes_it_along(self, scene):
        record_finding_of(scene)
        made = set_learning_action_of(scene, unit=scene.cast.police)
        into = force_unit()
        merge_units.merge_unit(
            approval=approved("merge_unit"),
            unit=scene.cast.police, into=into, by=scope(scene.admin, scene.at), at=scene.at,
            version=scene.cast.police.version,
        )  # fmt: skip
        made.refresh_from_db()
        assert (made.unit, made.clock.recipient_unit) == (into, into)


class TestWork:
    def test_a_convener_asks_a_person_or_a_unit_by_the_page(self, scene, client):
        record_finding_of(scene)
        client.force_login(scene.convener)
        [row], said = (
            panel_cases(scene.panel),
            {"text": "Brief them.", **date_parts("due_on", scene.due)},
        )
        people = {"PERSON": {"member": scene.police.pk}, "UNIT": {"unit": scene.cast.cps.pk}}
        for kind, whom in people.items():
            post_page(client, "set-learning-action", row.pk, asked_of=kind, **said, **whom)
        rows = LearningAction.objects.unscoped("test").order_by("at")
        assert [(made.owner, made.unit) for made in rows] == [
            (scene.police, None), (None, scene.cast.cps),
        ]  # fmt: skip

    def test_leaders_of_a_unit_find_it_where_they_work_and_complete_it(self, scene, client):
        record_finding_of(scene)
        made = set_learning_action_of(scene, unit=scene.cast.cps)
        client.force_login(scene.cast.manager)
        assert "Asked by panels: 1" in response_text(client.get(reverse("worklist")))
        page = response_text(client.get(reverse("see-asked-by-panels")))
        assert "Brief the team." in page and "Due in 14 days" in page
        assert client.get(reverse("see-panel", args=[scene.panel.pk])).status_code == 404
        post_page(client, "complete-learning-action", made.pk, evidence="Minutes.")
        assert "Nothing is asked of you now." in response_text(
            client.get(reverse("see-asked-by-panels"))
        )
        assert "Asked by panels" not in response_text(
            client.get(reverse("see-worklist", args=["unit"]))
        )

    def test_leaders_of_another_unit_find_nothing(self, scene, client):
        record_finding_of(scene)
        made = set_learning_action_of(scene, unit=scene.cast.police)
        for other in (scene.cast.manager, person(force_unit(), "supervise_cases")):
            client.force_login(other)
            address = reverse("see-learning-action", args=[made.pk])
            assert client.get(address).status_code == 404
            assert "Brief the team." not in response_text(
                client.get(reverse("see-asked-by-panels"))
            )

    def test_a_unit_that_takes_no_part_is_not_asked(self, scene):
        record_finding_of(scene)
        with pytest.raises(Refused, match="a unit that takes part"):
            set_learning_action_of(scene, unit=cps_unit("CPS South East"))

    def test_the_page_asks_the_database_no_more_of_many_than_of_one(self, scene, client):
        record_finding_of(scene)
        client.force_login(scene.cast.supervisor)
        counts = []
        for more in (2, 5):  # a list of one is not counted against the limits on reading
            for _ in range(more):
                set_learning_action_of(scene, unit=scene.cast.police)
            client.get(reverse("see-asked-by-panels"))
            with CaptureQueriesContext(connection) as asks:
                client.get(reverse("see-asked-by-panels"))
            counts.append(len(asks))
        assert counts[0] == counts[1]


# Sealed with the key of the case


def case_of(scene):
    return panel_cases(scene.panel)[0].entry.case_id


def stored_texts(made):
    with connection.cursor() as cursor:
        cursor.execute("SELECT text, evidence FROM pilots_learningaction WHERE id = %s", [made.pk])
        return cursor.fetchone()


def test_what_is_asked_and_what_was_done_are_sealed_and_read_by_a_unit_without_the_case(scene):
    record_finding_of(scene)
    made = set_learning_action_of(scene, unit=scene.cast.cps)
    leader = scene.cast.manager
    facts = {"learning_action": made, "evidence": "The team was briefed."}
    by = scope(leader, at=scene.at)
    learning_actions.complete_learning_action(by=by, at=scene.at, **facts)
    for text in stored_texts(made):
        assert text.startswith(sealed_text.MARK)
        assert sealed_text.owner_of(text) == case_of(scene)
    read = LearningAction.objects.unscoped("test").get(pk=made.pk)
    assert (read.text, read.evidence) == ("Brief the team.", "The team was briefed.")
    page = client_for(leader).get(reverse("see-learning-action", args=[made.pk]))
    assert "Brief the team." in page_text(page) and "The team was briefed." in page_text(page)


def test_without_the_key_nothing_typed_is_lost(scene):
    record_finding_of(scene)
    made = set_learning_action_of(scene)
    path = Path(CASE_KEYS.folder(), str(case_of(scene)))
    kept = path.read_bytes()
    path.unlink()
    try:
        with pytest.raises(Refused, match="cannot be opened or kept now"):
            run_action(
                scene, learning_actions.complete_learning_action, "police",
                learning_action=made, evidence="The team was briefed.",
            )  # fmt: skip
        page = client_for(scene.police).get(reverse("see-learning-action", args=[made.pk]))
        assert page.status_code == 200 and "Brief the team." not in page_text(page)
    finally:
        path.write_bytes(kept)
