"""A manager's follow-up on a contact: who answers, and who is notified."""

import pytest
from django.db import DatabaseError, transaction

from devtools.case_builder import Road, cast, person
from people.access.scopes import Refused
from tests.support.cases.pages import as_, at, follow, links, said
from tests.support.module_fixtures import standing
from timeliness.models import Delivery
from victims.actions.contacts import record_contact
from victims.actions.follow_ups import answer_follow_up, ask_follow_up
from victims.models import FollowUp, VictimRecord

pytestmark = pytest.mark.django_db


@standing
def road():
    road = Road(cast()).submit()
    road.cast.liaison = person(road.cast.cps, "liaise_with_victims", name="Lia Liaison")
    road.contact = road.do(
        record_contact, "liaison", record=record_of(road), version=1, contacted_at=road.at,
        direction="OUT", channel="PHONE", outcome="NO_ANSWER", is_safe_now=True,
    )  # fmt: skip
    return road


def record_of(road):
    return VictimRecord.objects.unscoped("test").get(pk=road.victim.pk)


def asked(road, who="manager"):
    return road.do(ask_follow_up, who, contact=road.contact, question="Was the number right?")


def told(notice):
    return list(Delivery.objects.filter(notice=notice).values_list("recipient__name", "subject"))


def test_whoever_made_the_contact_is_asked_and_whoever_asked_is_answered(road):
    follow_up = asked(road)
    reference = f"{road.urn}, victim 1"
    assert told("follow_up_asked") == [("Lia Liaison", reference)]
    road.do(answer_follow_up, "liaison", follow_up=follow_up, answer="It was.")
    assert told("follow_up_answered") == [("Mona Manager", reference)]
    with pytest.raises(Refused, match="answered already"):
        road.do(answer_follow_up, "liaison", follow_up=follow_up, answer="It was not.")


def test_only_those_who_lead_ask_and_what_was_asked_stands(road):
    with pytest.raises(Refused):
        asked(road, "liaison")
    follow_up = asked(road, "supervisor")
    for change in ({"question": "Other"}, {"asked_of_id": road.cast.officer.pk}):
        with pytest.raises(DatabaseError), transaction.atomic():
            FollowUp.objects.unscoped("test").filter(pk=follow_up.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        follow_up.delete()


def test_the_pages_of_asking_and_answering(road):
    manager, liaison = as_(road.cast.manager), as_(road.cast.liaison)
    address = at("see-contacts", record_of(road))
    asking = at("ask-follow-up", road.contact)
    assert asking in links(manager.get(address)) and asking not in links(liaison.get(address))
    assert "Enter what you ask for" in said(manager.post(asking, {"question": ""}))
    assert "Was it he?" in said(follow(manager, asking, question="Was it he?"))
    calls = said(liaison.get(at("see-calls")))
    assert "Follow-ups asked of you" in calls and road.urn in calls
    [answering] = [to for to in links(liaison.get(at("see-calls"))) if "/follow-ups/" in to]
    page = said(follow(liaison, answering, answer="Her sister."))
    assert "Lia Liaison answered on" in page and "Her sister." in page
    assert "Follow-ups asked of you" not in said(liaison.get(at("see-calls")))
