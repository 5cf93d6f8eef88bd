"""A naming ends for a conflict as for any other cause, and no page or notice tells which."""

import pytest

from devtools.case_builder import PASSWORD, CaseBuilder, cast, person, scope
from people.administration.actions.administrators import create_first_administrator
from people.administration.actions.grants import take_capacity_back
from people.models import UnitGrant, User
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.victims.support_service import record_of
from timeliness.models import Delivery
from victims.actions import duties
from victims.actions.duty_facts_sql import cases_with_unsettled_duties
from victims.actions.records import name_victim_contact

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    builder = CaseBuilder(cast()).allocate()
    builder.cast.liaison = person(builder.cast.cps, "liaise_with_victims", name="Lia Liaison")
    builder.cast.other = person(builder.cast.cps, "liaise_with_victims", name="Lou Liaison")
    builder.do(
        name_victim_contact, "manager", record=record_of(builder), person=builder.cast.liaison
    )
    Delivery.objects.all().delete()
    return builder


def add_conflict_of_liaison(builder):
    add_conflict(builder.cast.liaison, builder.case, at=builder.at)


def revoke_liaison(builder):
    office = create_first_administrator(
        name="Ada", email="ada@example.org", password=PASSWORD, at=builder.at, another=True
    )
    grant = UnitGrant.objects.get(
        user=builder.cast.liaison, permission__codename="liaise_with_victims"
    )
    by = scope(office, at=builder.at)
    take_capacity_back(grant=grant, by=by, at=builder.at, reason="They have left.")


def expire_liaison(builder):
    UnitGrant.objects.filter(user=builder.cast.liaison).update(expires_at=builder.at)


def deactivate_liaison(builder):
    User.objects.filter(pk=builder.cast.liaison.pk).update(is_active=False)


CAUSES = [add_conflict_of_liaison, revoke_liaison, expire_liaison, deactivate_liaison]


def traces_of_end(builder, cause):
    """What colleagues see of the end: pages, history and notices."""
    cause(builder)
    duties.recompute_all_duties(at=builder.at)
    record = record_of(builder)
    assert record.liaison_officer is None and record.case_id not in cases_with_unsettled_duties(
        at=builder.at
    )
    told = [
        (each.notice, each.recipient.name, each.subject)
        for each in Delivery.objects.order_by("pk")
        if each.notice != "conflict_declared"
    ]
    pages = [
        page_text(client_for(getattr(builder.cast, who)).get(page_url(name, record)))
        for who in ("manager", "other", "officer")
        for name in ("see-victim", "see-contacts", "see-duties")
    ]
    row = record.history.latest("history_date", "history_id")
    return told, pages, (row.history_user_id, row.history_change_reason)


@pytest.mark.parametrize("cause", CAUSES)
def test_pages_history_and_notices_are_the_same_for_every_cause(builder, cause):
    told, pages, row = traces_of_end(builder, cause)
    assert told == [("no_victim_contact", "Mona Manager", f"{builder.urn}, victim 1")]
    assert row == (None, "name_victim_contact")
    change = "Victim liaison officer: from Lia Liaison to nothing"
    assert change in pages[0] and "by the system" in pages[0]
    for page in pages:
        assert "No one" in page or "Lia Liaison" not in page
        assert "conflict" not in page.replace("Declare a conflict of interest", "").lower()


def test_a_naming_stays_while_its_capacity_does(builder):
    duties.recompute_all_duties(at=builder.at)
    assert record_of(builder).liaison_officer == builder.cast.liaison
    assert not Delivery.objects.filter(notice="no_victim_contact").exists()
