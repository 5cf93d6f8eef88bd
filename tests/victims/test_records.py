"""Victim records: how a victim wants to be treated, and who reads it."""

import pytest

from cases.models import Case
from devtools.case_builder import CaseBuilder, cast, person, scope
from people.access.scopes import Refused, Stale
from tests.support.module_fixtures import module_fixture
from victims.actions.records import name_victim_contact, record_wishes
from victims.models import VictimRecord

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    return CaseBuilder(cast()).write()


def record_of(builder):
    return VictimRecord.objects.unscoped("test").get(pk=builder.victim.pk)


def can_see(user, builder):
    return VictimRecord.objects.for_scope(scope(user)).filter(pk=builder.victim.pk).exists()


def test_a_victim_has_a_record_from_the_first_moment(builder):
    record = record_of(builder)
    assert record.case == builder.case and record.number == 1
    assert record.wants_contact == "NOT_ASKED" and record.update_every_days is None


def test_the_cps_reads_the_record_once_a_supervisor_has_sent_the_case(builder):
    liaison = person(builder.cast.cps, "liaise_with_victims")
    contact = person(builder.cast.police, "contact_victims")
    assert can_see(contact, builder) and not can_see(liaison, builder)
    sent = CaseBuilder(builder.cast).submit()
    assert (
        can_see(contact, sent) and can_see(liaison, sent) and can_see(builder.cast.prosecutor, sent)
    )


def test_a_person_who_works_with_victims_reads_the_record_and_not_the_case():
    builder = CaseBuilder(cast()).submit()
    liaison = person(builder.cast.cps, "liaise_with_victims")
    assert can_see(liaison, builder)
    assert not Case.objects.for_scope(scope(liaison)).exists()


def test_a_victim_s_wishes_are_kept_with_who_changed_what(builder):
    record = record_of(builder)
    wishes = {"wants_contact": "YES", "channel": "PHONE", "update_every_days": 14}
    builder.do(record_wishes, "officer", record=record, version=1, **wishes)
    record = record_of(builder)
    assert (record.channel, record.update_every_days, record.version) == ("PHONE", 14, 2)
    assert record.history.latest().history_user == builder.cast.officer
    with pytest.raises(Stale):
        builder.do(record_wishes, "officer", record=record, version=1, channel="TEXT")


def test_only_a_person_of_the_unit_who_works_with_victims_is_named(builder):
    record, stranger = record_of(builder), person(builder.cast.police)
    with pytest.raises(Refused, match="Select someone of your unit"):
        builder.do(name_victim_contact, "supervisor", record=record, person=stranger)
    caller = person(builder.cast.police, "contact_victims")
    builder.do(name_victim_contact, "supervisor", record=record, person=caller)
    assert record_of(builder).contact_officer == caller
