"""A case that leaves a panel by itself: neither members nor conveners learn why."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cases.decisions.actions.reopenings import reopen_on_review
from cases.models import Case, Decision, Suspect
from devtools.case_builder import Road, scope
from people.access.scopes import Refused
from pilots.actions import opinions, reconsiderations, removed_cases
from pilots.models import PanelCase, SecondLook
from pilots.queries.panel_tasks import open_reconsiderations
from tests.pilots.test_opinions import FOUND, SAID, stripped
from tests.support.cases.conflicts import in_conflict
from tests.support.cases.pages import as_
from tests.support.module_fixtures import standing
from tests.support.people.pages import text
from tests.support.pilots import panels
from tests.support.pilots.panels import cases, do, named
from tests.support.victims import vrr_requests
from timeliness.models import Delivery
from victims.actions.victim_events import record_victim_event, withdraw_victim_event
from victims.models import VictimEvent

pytestmark = pytest.mark.django_db


@standing
def there():
    """An open panel with one decision of the CPS and one of the police."""
    there = panels.scene(decisions=1)
    there.roads.append(not_investigated(there))
    there.at = panels.midnight()
    until = {"until_on": there.at.date()}
    there.panel = panels.drawn(there, named(there, panels.begun(there, **until)), size=2)
    day = there.at.date() + timedelta(days=14)
    do(there, opinions.open_panel, "convener", panel=there.panel, opinions_by=day)
    return there


def not_investigated(there):
    road = Road(there.cast)
    about = {"record": vrr_requests.record_of(road), "suspect": road.suspects[0].pk}
    event = {"what": "NOT_INVESTIGATED", "on": road.at.date()}
    road.do(record_victim_event, "officer", **about, **event)
    return road


def of_the_cps(there):
    return next(row for row in cases(there.panel) if row.entry.decision_id)


def of_the_police(there):
    return next(row for row in cases(there.panel) if row.entry.event_id)


def restricted(there, row):
    Case.objects.unscoped("test").filter(pk=row.entry.case_id).update(is_restricted=True)


def set_aside(there, row):
    Decision.objects.unscoped("test").filter(pk=row.entry.decision_id).update(status="SET_ASIDE")


def reopened(there, row):
    suspect = Suspect.objects.unscoped("test").get(pk=row.entry.suspect_id)
    suspect.case = panels.case_of(row)
    reopen_on_review(suspect=suspect, by=scope(there.cast.manager, there.at), at=there.at)


def moved_on(there, row):
    state = "FINALISED" if row.entry.decision_id else "TRIAGE"
    Suspect.objects.unscoped("test").filter(pk=row.entry.suspect_id).update(state=state)


def a_review_is_asked_for(there, row):
    vrr_requests.asked(there.roads[0], told_on=there.at.date(), asked_on=there.at.date())


def withdrawn(there, row):
    event = VictimEvent.objects.unscoped("test").get()
    by = scope(there.cast.officer, there.at)
    withdraw_victim_event(event=event, by=by, at=there.at, why="It was written down wrongly.")


WAYS = {
    of_the_cps: [restricted, set_aside, reopened, moved_on, a_review_is_asked_for],
    of_the_police: [restricted, moved_on, withdrawn],
}


def read_by(there, who):
    """What the panel's page, the list and the notices say to a person now."""
    client = Client()
    client.force_login(getattr(there, who))
    addresses = [reverse("see-panel", args=[there.panel.pk]), reverse("see-panels")]
    return "".join(stripped(text(client.get(each))) for each in addresses)


@pytest.mark.parametrize("drawn", list(WAYS))
def test_whatever_happens_to_it_it_is_gone_at_once_and_all_ways_look_alike(there, drawn):
    row, said = drawn(there), []
    before = read_by(there, "police")
    for way in WAYS[drawn]:
        with transaction.atomic():
            there.roads[0].at = there.at
            way(there, row)
            assert PanelCase.objects.unscoped("test").get(pk=row.pk).has_left, way
            for who in ("police", "outside", "convener"):
                assert row.number not in panels.read_by(there, there.panel, who), way
            removed_cases.notify_removed_cases(at=there.at)
            deliveries = Delivery.objects.filter(about=there.panel.pk).values_list(
                "notice", "subject"
            )
            said.append((read_by(there, "police"), read_by(there, "convener"), *sorted(deliveries)))
            transaction.set_rollback(True)
    assert said[0][0] != before
    assert all(each == said[0] for each in said)


def test_the_other_case_stays_whatever_happens_to_one(there):
    restricted(there, of_the_cps(there))
    assert not of_the_police(there).has_left


def test_what_does_not_end_the_decision_leaves_it_where_it_is(there):
    row = of_the_cps(there)
    suspect = Suspect.objects.unscoped("test").get(pk=row.entry.suspect_id)
    suspect.surname = "Another"
    suspect.save_without_historical_record(update_fields=["surname"])
    assert not of_the_cps(there).has_left


def test_a_case_does_not_come_back_when_the_reason_is_over(there):
    row = of_the_cps(there)
    restricted(there, row)
    Case.objects.unscoped("test").filter(pk=row.entry.case_id).update(is_restricted=False)
    assert of_the_cps(there).has_left


def steps_as(there, who):
    client = Client()
    client.force_login(getattr(there, who))
    return text(client.get(reverse("see-panel-steps", args=[there.panel.pk])))


def test_the_steps_say_that_a_case_left_and_not_which(there):
    row = of_the_cps(there)
    restricted(there, row)
    removed_cases.notify_removed_cases(at=there.at)
    said = steps_as(there, "convener")
    assert "A case left the panel" in said and f"Case {row.number}" not in said


def test_who_is_kept_from_a_case_reads_no_step_of_it_and_not_what_came_of_it(there):
    row = of_the_cps(there)
    for who in ("police", "cps", "outside"):
        do(there, opinions.give_opinion, who, panel_case=row, **SAID)
        row = of_the_cps(there)
    do(there, opinions.record_finding, "convener", panel_case=row, **FOUND | {"refers_back": True})
    address, back = reverse("see-panel", args=[there.panel.pk]), "Referred back, and not looked at"
    assert f"Case {row.number}: a finding was recorded" in steps_as(there, "second")
    assert back in text(as_(there.second).get(address))
    in_conflict(there.second, panels.case_of(row), at=there.at)
    assert f"Case {row.number}" not in steps_as(there, "second")
    assert "The panel was begun" in steps_as(there, "second")
    assert back not in text(as_(there.second).get(address))
    assert back in text(as_(there.convener).get(address))


def test_a_look_at_a_decision_of_the_police_is_over_once_they_refer_the_suspect(there):
    row = of_the_police(there)
    for who in ("police", "cps", "outside"):
        do(there, opinions.give_opinion, who, panel_case=row, **SAID)
        row = of_the_police(there)
    do(there, opinions.record_finding, "convener", panel_case=row, **FOUND | {"refers_back": True})
    leads = scope(there.cast.supervisor, there.at)
    [_look] = open_reconsiderations(leads)
    moved_on(there, row)
    assert open_reconsiderations(leads) == []
    with pytest.raises(Refused, match="no longer in force"):
        facts = {"second_look": SecondLook.objects.unscoped("test").get(), "by": leads}
        reconsiderations.name_for_second_look(at=there.at, person=there.cast.officer, **facts)
