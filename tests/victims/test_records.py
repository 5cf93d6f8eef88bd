"""Victim records: how a victim wants to be treated, and who reads it."""

import pytest

from cases.models import Case
from devtools.case_builder import Road, cast, person, scope
from people.access.scopes import Refused, Stale
from tests.support.module_fixtures import standing
from victims.actions.records import name_victim_contact, record_wishes
from victims.models import VictimRecord

pytestmark = pytest.mark.django_db


@standing
def road():
    return Road(cast()).write()


def record_of(road):
    return VictimRecord.objects.unscoped("test").get(pk=road.victim.pk)


def sees(user, road):
    return VictimRecord.objects.for_scope(scope(user)).filter(pk=road.victim.pk).exists()


def test_a_victim_has_a_record_from_the_first_moment(road):
    record = record_of(road)
    assert record.case == road.case and record.number == 1
    assert record.wants_contact == "NOT_ASKED" and record.update_every_days is None


def test_the_cps_reads_of_her_once_a_supervisor_has_sent_the_case(road):
    liaison = person(road.cast.cps, "liaise_with_victims")
    contact = person(road.cast.police, "contact_victims")
    assert sees(contact, road) and not sees(liaison, road)
    sent = Road(road.cast).submit()
    assert sees(contact, sent) and sees(liaison, sent) and sees(road.cast.prosecutor, sent)


def test_whoever_works_with_victims_reads_of_her_and_not_the_case():
    road = Road(cast()).submit()
    liaison = person(road.cast.cps, "liaise_with_victims")
    assert sees(liaison, road)
    assert not Case.objects.for_scope(scope(liaison)).exists()


def test_a_victim_s_wishes_are_kept_with_who_changed_what(road):
    record = record_of(road)
    wishes = {"wants_contact": "YES", "channel": "PHONE", "update_every_days": 14}
    road.do(record_wishes, "officer", record=record, version=1, **wishes)
    record = record_of(road)
    assert (record.channel, record.update_every_days, record.version) == ("PHONE", 14, 2)
    assert record.history.latest().history_user == road.cast.officer
    with pytest.raises(Stale):
        road.do(record_wishes, "officer", record=record, version=1, channel="TEXT")


def test_only_somebody_of_the_unit_who_works_with_victims_is_named(road):
    record, stranger = record_of(road), person(road.cast.police)
    with pytest.raises(Refused, match="Select someone of your unit"):
        road.do(name_victim_contact, "supervisor", record=record, person=stranger)
    caller = person(road.cast.police, "contact_victims")
    road.do(name_victim_contact, "supervisor", record=record, person=caller)
    assert record_of(road).contact_officer == caller
