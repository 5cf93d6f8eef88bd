"""Reveals of identities are limited by the hour."""

from datetime import timedelta

import pytest

from devtools.case_builder import Road, cast
from people.access.scopes import Refused
from tests.support.cases.pages import as_, at, said
from tests.support.module_fixtures import standing
from timeliness.models import Delivery
from victims.actions.identities import record_identity, reveal_identity
from victims.models import Reveal, VictimRecord

WHY = "I have to ring her back today."
pytestmark = pytest.mark.django_db
CAP = 3


@standing
def road():
    road = Road(cast()).submit()
    road.do(record_identity, "officer", record=record_of(road), version=0, name="Zara Example")
    return road


@pytest.fixture(autouse=True)
def few(settings):
    settings.REVEALS_AN_HOUR = CAP


def record_of(road):
    return VictimRecord.objects.unscoped("test").get(pk=road.victim.pk)


def reveal(road, who="officer", at=None):
    road.at = at or road.at
    began = road.at
    road.do(reveal_identity, who, record=record_of(road), reason="I have to ring her back today.")
    road.at = began + timedelta(minutes=1)


def test_one_more_is_refused_and_an_hour_later_it_is_not(road):
    for _ in range(CAP):
        reveal(road)
    with pytest.raises(Refused, match="details of many victims within an hour"):
        reveal(road)
    reveal(road, "supervisor")  # each person has their own limit
    reveal(road, at=road.at + timedelta(hours=1))


def test_the_page_shows_nothing_more_and_the_leaders_are_told_once(road):
    browser, address = as_(road.cast.officer), at("reveal-identity", record_of(road))
    for _ in range(CAP):
        assert "Zara Example" in said(browser.post(address, {"reason": WHY}))
    for _ in range(2):
        page = browser.post(address, {"reason": WHY})
        assert "Zara Example" not in page.content.decode()
    assert Reveal.objects.unscoped("test").count() == CAP
    deliveries = Delivery.objects.filter(notice="identity_reveals")
    names = deliveries.order_by("recipient__name").values_list("recipient__name", flat=True)
    assert list(names) == ["Ines Inspector", "Sue Supervisor"]
    assert {row.subject for row in deliveries} == {"a case of your unit"}
