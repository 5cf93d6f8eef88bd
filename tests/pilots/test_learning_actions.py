"""Learning actions: a person or unit, a due day, and the evidence that it was done."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from devtools.case_builder import cps_unit, force_unit, person, scope
from people.access.scopes import Refused
from people.administration.actions import merge_units
from pilots.actions import learning_actions, opinions
from pilots.models import LearningAction, PanelGrant
from tests.pilots.test_opinions import FOUND, SAID
from tests.support.cases.pages import day
from tests.support.module_fixtures import standing
from tests.support.people.pages import send, text
from tests.support.pilots import panels
from tests.support.pilots.panels import cases, do, named
from timeliness import queries
from timeliness.actions import sweep
from timeliness.calendar import end_of_day
from timeliness.models import Clock, Delivery

pytestmark = pytest.mark.django_db


@standing
def there():
    """A panel with one case and a finding on it."""
    there = panels.scene(decisions=1)
    there.at = panels.midnight()
    until = {"until_on": there.at.date()}
    there.panel = panels.drawn(there, named(there, panels.begun(there, **until)), size=1)
    day = there.at.date() + timedelta(days=14)
    do(there, opinions.open_panel, "convener", panel=there.panel, opinions_by=day)
    there.due = day
    return there


def given(there):
    for who in ("police", "cps", "outside"):
        do(there, opinions.give_opinion, who, panel_case=cases(there.panel)[0], **SAID)


def found(there):
    given(there)
    do(there, opinions.record_finding, "convener", panel_case=cases(there.panel)[0], **FOUND)


def asked(there, member=None, unit=None):
    facts = {"text": "Brief the team.", "due_on": there.due}
    facts |= {"unit": unit} if unit else {"member": member or there.police}
    action = learning_actions.set_learning_action
    return do(there, action, "convener", panel_case=cases(there.panel)[0], **facts)


def said_of(made):
    """{stage: recipients} of notices about an action; each was notified once."""
    rows = Delivery.objects.filter(about=made.pk).values_list("notice", "recipient")
    assert len(rows) == len(set(rows))
    return {stage: {who for each, who in rows if each == stage} for stage, _who in rows}


def swept(made, n):
    """Sweep twice at each of the clock's first n reminder points."""
    clock = Clock.objects.get(pk=made.clock_id)
    for moment in (clock.remind_at, clock.overdue_at, clock.escalate_at)[:n]:
        for _ in range(2):
            sweep.sweep_clocks(at=moment + timedelta(minutes=1))
    return said_of(made)


def still_told(made):
    """Recipients whose notices would still be sent."""
    at = Clock.objects.get(pk=made.clock_id).escalate_at
    rows = Delivery.objects.filter(about=made.pk)
    return {row.recipient_id for row in rows if not queries.drop_reason(row.reference, at=at)}


def test_nothing_is_asked_before_the_panel_has_found_anything(there):
    given(there)
    with pytest.raises(Refused, match="has no finding on this case yet"):
        asked(there)


def test_only_somebody_on_the_panel_is_asked(there):
    found(there)
    with pytest.raises(Refused, match="Select a member or a convener"):
        asked(there, there.cast.officer)


def test_the_owner_completes_an_action_with_evidence_and_the_panel_reads_it(there, client):
    found(there)
    made = asked(there)
    client.force_login(there.cps)
    assert send(client, "complete-learning-action", made.pk, evidence="Mine.").status_code == 403
    client.force_login(there.police)
    page = text(client.get(reverse("see-panel", args=[there.panel.pk])))
    assert "Brief the team." in page and "Due in 14 days" in page
    its_own = reverse("see-learning-action", args=[made.pk])
    assert "Complete this action" in text(client.get(its_own))
    send(client, "complete-learning-action", made.pk, evidence="Minutes of the briefing.")
    page = text(client.get(reverse("see-panel", args=[there.panel.pk])))
    assert "Minutes of the briefing." in page
    assert "Complete this action" not in text(client.get(its_own))
    row = LearningAction.objects.unscoped("test").get()
    assert (row.done_by, row.owner) == (there.police, there.police)
    with pytest.raises(Refused, match="has been completed"):
        do(
            there,
            learning_actions.complete_learning_action,
            "police",
            learning_action=made,
            evidence="x",
        )


class TestChasing:
    def test_a_person_is_reminded_twice_and_the_conveners_hear_once(self, there):
        found(there)
        made = asked(there)
        conveners = {there.convener.pk, there.second.pk}
        owner = {there.police.pk}
        wanted = {"before_due": owner, "after_due": owner, "escalated": conveners}
        assert swept(made, 3) == wanted
        assert still_told(made) == owner | conveners

    def test_the_clock_runs_to_the_end_of_the_day_that_was_agreed(self, there):
        found(there)
        clock = asked(there).clock
        assert (clock.due_at, clock.confidence) == (end_of_day(there.due), "agreed")
        assert clock.subject.startswith("learning action ")

    def test_of_a_unit_whoever_leads_it_is_reminded_and_nobody_else_of_it(self, there):
        found(there)
        people = there.cast
        made = asked(there, unit=people.police)
        told = swept(made, 3)
        assert told["before_due"] == {people.supervisor.pk, people.inspector.pk}
        assert told["after_due"] == told["before_due"]
        assert told["escalated"] == {there.convener.pk, there.second.pk}

    def test_a_completed_action_is_not_chased(self, there):
        found(there)
        made = asked(there)
        swept(made, 1)
        act = learning_actions.complete_learning_action
        do(there, act, "police", learning_action=made, evidence="Done.")
        assert set(swept(made, 3)) == {"before_due"}
        assert still_told(made) == set()

    def test_who_is_on_the_panel_no_longer_is_not_reminded(self, there):
        found(there)
        made = asked(there)
        PanelGrant.objects.filter(user=there.police).delete()
        assert set(swept(made, 3)) == {"escalated"}

    def test_a_merged_unit_takes_it_along(self, there):
        found(there)
        made = asked(there, unit=there.cast.police)
        into = force_unit()
        merge_units.merge_unit(
            unit=there.cast.police, into=into, by=scope(there.admin, there.at), at=there.at,
            version=there.cast.police.version,
        )  # fmt: skip
        made.refresh_from_db()
        assert (made.unit, made.clock.recipient_unit) == (into, into)


class TestWork:
    def test_a_convener_asks_a_person_or_a_unit_by_the_page(self, there, client):
        found(there)
        client.force_login(there.convener)
        [row], said = cases(there.panel), {"text": "Brief them.", **day("due_on", there.due)}
        people = {"PERSON": {"member": there.police.pk}, "UNIT": {"unit": there.cast.cps.pk}}
        for kind, whom in people.items():
            send(client, "set-learning-action", row.pk, asked_of=kind, **said, **whom)
        rows = LearningAction.objects.unscoped("test").order_by("at")
        assert [(made.owner, made.unit) for made in rows] == [
            (there.police, None), (None, there.cast.cps),
        ]  # fmt: skip

    def test_leaders_of_a_unit_find_it_where_they_work_and_complete_it(self, there, client):
        found(there)
        made = asked(there, unit=there.cast.cps)
        client.force_login(there.cast.manager)
        assert "Asked by panels: 1" in text(client.get(reverse("worklist")))
        page = text(client.get(reverse("see-asked-by-panels")))
        assert "Brief the team." in page and "Due in 14 days" in page
        assert client.get(reverse("see-panel", args=[there.panel.pk])).status_code == 404
        send(client, "complete-learning-action", made.pk, evidence="Minutes.")
        assert "Nothing is asked of you now." in text(client.get(reverse("see-asked-by-panels")))
        assert "Asked by panels" not in text(client.get(reverse("see-worklist", args=["unit"])))

    def test_leaders_of_another_unit_find_nothing(self, there, client):
        found(there)
        made = asked(there, unit=there.cast.police)
        for other in (there.cast.manager, person(force_unit(), "supervise_cases")):
            client.force_login(other)
            address = reverse("see-learning-action", args=[made.pk])
            assert client.get(address).status_code == 404
            assert "Brief the team." not in text(client.get(reverse("see-asked-by-panels")))

    def test_a_unit_that_takes_no_part_is_not_asked(self, there):
        found(there)
        with pytest.raises(Refused, match="a unit that takes part"):
            asked(there, unit=cps_unit("CPS South East"))

    def test_the_page_asks_the_database_no_more_of_many_than_of_one(self, there, client):
        found(there)
        client.force_login(there.cast.supervisor)
        counts = []
        for more in (1, 5):
            for _ in range(more):
                asked(there, unit=there.cast.police)
            client.get(reverse("see-asked-by-panels"))
            with CaptureQueriesContext(connection) as asks:
                client.get(reverse("see-asked-by-panels"))
            counts.append(len(asks))
        assert counts[0] == counts[1]
