"""Reveals of identities are limited by the hour."""

from datetime import timedelta

import pytest
from django.urls import reverse

from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery
from victims.actions.identities import record_identity, reveal_identity
from victims.models import Reveal, VictimRecord

WHY = "I have to ring her back today."
pytestmark = pytest.mark.django_db
CAP = 3


@module_fixture
def builder():
    builder = CaseBuilder(cast()).submit()
    builder.do(
        record_identity, "officer", record=record_of(builder), version=0, name="Zara Example"
    )
    return builder


@pytest.fixture(autouse=True)
def low_limit(settings):
    settings.REVEALS_AN_HOUR = CAP


def record_of(builder):
    return VictimRecord.objects.unscoped("test").get(pk=builder.victim.pk)


def reveal_identity_of(builder, who="officer", at=None):
    builder.at = at or builder.at
    began = builder.at
    builder.do(
        reveal_identity, who, record=record_of(builder), reason="I have to ring her back today."
    )
    builder.at = began + timedelta(minutes=1)


def test_one_more_is_refused_and_an_hour_later_it_is_not(builder):
    for _ in range(CAP):
        reveal_identity_of(builder)
    with pytest.raises(Refused, match="details of many victims within an hour"):
        reveal_identity_of(builder)
    reveal_identity_of(builder, "supervisor")  # each person has their own limit
    reveal_identity_of(builder, at=builder.at + timedelta(hours=1))


def test_the_page_shows_nothing_more_and_the_leaders_are_told_once(builder):
    browser, address = (
        client_for(builder.cast.officer),
        page_url("reveal-identity", record_of(builder)),
    )
    for _ in range(CAP):
        assert "Zara Example" in page_text(browser.post(address, {"reason": WHY}))
    for _ in range(2):
        page = browser.post(address, {"reason": WHY})
        assert "Zara Example" not in page.content.decode()
        assert f"{reverse('ask-to-read-more')}?limit=REVEALS" in page.content.decode()
    assert Reveal.objects.unscoped("test").count() == CAP
    deliveries = Delivery.objects.filter(notice="identity_reveals")
    names = deliveries.order_by("recipient__name").values_list("recipient__name", flat=True)
    assert list(names) == ["Ines Inspector", "Sue Supervisor"]
    assert {row.subject for row in deliveries} == {"a case of your unit"}
