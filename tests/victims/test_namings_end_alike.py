"""A naming ends for a conflict as for any other cause, and no page or notice tells which."""

import pytest

from devtools.case_builder import PASSWORD, Road, cast, person, scope
from people.administration.actions.administrators import create_first_administrator
from people.administration.actions.grants import take_capacity_back
from people.models import UnitGrant, User
from tests.support.cases.conflicts import in_conflict
from tests.support.cases.pages import as_, at, said
from tests.support.module_fixtures import standing
from tests.support.victims.support_service import record_of
from timeliness.models import Delivery
from victims.actions import duties
from victims.actions.duty_facts_sql import cases_with_unsettled_duties
from victims.actions.records import name_victim_contact

pytestmark = pytest.mark.django_db


@standing
def road():
    road = Road(cast()).allocate()
    road.cast.liaison = person(road.cast.cps, "liaise_with_victims", name="Lia Liaison")
    road.cast.other = person(road.cast.cps, "liaise_with_victims", name="Lou Liaison")
    road.do(name_victim_contact, "manager", record=record_of(road), person=road.cast.liaison)
    Delivery.objects.all().delete()
    return road


def in_a_conflict(road):
    in_conflict(road.cast.liaison, road.case, at=road.at)


def who_left(road):
    office = create_first_administrator(
        name="Ada", email="ada@example.org", password=PASSWORD, at=road.at, another=True
    )
    grant = UnitGrant.objects.get(
        user=road.cast.liaison, permission__codename="liaise_with_victims"
    )
    take_capacity_back(grant=grant, by=scope(office, at=road.at), at=road.at)


def whose_time_is_over(road):
    UnitGrant.objects.filter(user=road.cast.liaison).update(expires_at=road.at)


def who_is_deactivated(road):
    User.objects.filter(pk=road.cast.liaison.pk).update(is_active=False)


CAUSES = [in_a_conflict, who_left, whose_time_is_over, who_is_deactivated]


def ended(road, cause):
    """What colleagues see of the end: pages, history and notices."""
    cause(road)
    duties.recompute_all_duties(at=road.at)
    record = record_of(road)
    assert record.liaison_officer is None and record.case_id not in cases_with_unsettled_duties(
        at=road.at
    )
    told = [
        (each.notice, each.recipient.name, each.subject)
        for each in Delivery.objects.order_by("pk")
        if each.notice != "conflict_declared"
    ]
    pages = [
        said(as_(getattr(road.cast, who)).get(at(name, record)))
        for who in ("manager", "other", "officer")
        for name in ("see-victim", "see-contacts", "see-duties")
    ]
    row = record.history.latest("history_date", "history_id")
    return told, pages, (row.history_user_id, row.history_change_reason)


@pytest.mark.parametrize("cause", CAUSES)
def test_pages_history_and_notices_are_the_same_whatever_the_cause(road, cause):
    told, pages, row = ended(road, cause)
    assert told == [("no_victim_contact", "Mona Manager", f"{road.urn}, victim 1")]
    assert row == (None, "name_victim_contact")
    change = "Victim liaison officer: from Lia Liaison to nothing"
    assert change in pages[0] and "by the system" in pages[0]
    for page in pages:
        assert "No one" in page or "Lia Liaison" not in page
        assert "conflict" not in page.replace("Declare a conflict of interest", "").lower()


def test_a_naming_stays_while_its_capacity_does(road):
    duties.recompute_all_duties(at=road.at)
    assert record_of(road).liaison_officer == road.cast.liaison
    assert not Delivery.objects.filter(notice="no_victim_contact").exists()
