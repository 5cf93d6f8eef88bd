"""The CPS sees nothing of a case, or of a new referral on it, before a supervisor signs it off."""

import re

import pytest
from django.test import Client

from cases.models import Suspect
from tests.cast import Road, cast
from tests.sitemap import routes
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db

CPS = ("assistant", "manager", "prosecutor", "other_prosecutor")
SECRET = "Told to nobody yet"
OF_NO_CASE = {"IntConverter", "Day"}  # a person or a unit by its number, a day by its date
LISTS = ("sign-off", "check", "allocate", "mine", "unit", "waiting", "overdue")


def browser(person):
    client = Client()
    client.force_login(person)
    client.get("/nowhere/")  # the first page alone writes the session
    return client


def everything(client, rows):
    """(address, answer) of every page of the site, asked about these rows where it is about one."""
    for route in routes():
        if route.verb is None or {kind for _, kind in route.takes} & OF_NO_CASE:
            continue
        if route.is_about_a_row:
            found = [rows[route.model.__name__]] if route.model.__name__ in rows else []
            addresses = [route.at(pk=row.pk) for row in found]
        elif route.takes:
            addresses = [route.at(name=name) for name in LISTS]
        else:
            addresses = [route.at()]
        for address in addresses:
            yield address, client.get(address, follow=True)
            yield address, client.post(address, {"urn": rows["Case"].urn}, follow=True)


def addresses(route, rows):
    """Where a route leads, of what a case could be seen through."""
    if route.is_about_a_row:
        row = rows.get(route.model.__name__)
        return [route.at(pk=row.pk)] if row else []
    if route.takes == (("name", "SlugConverter"),):
        return [route.at(name=name) for name in LISTS]
    return [] if route.takes else [route.at()]


def rows_of(road):
    return {
        "Case": road.case,
        "Referral": road.referral,
        "Suspect": Suspect.objects.system("test").get(case=road.case),
    }


@pytest.mark.parametrize("who", CPS)
def test_no_page_of_the_site_lets_the_cps_know_of_a_case_before_sign_off(who):
    road = Road(cast()).write(summary=SECRET)
    told = {str(road.case.pk), str(road.referral.pk), str(road.suspect().pk), SECRET}
    told |= {road.suspect().surname, road.urn}
    asked = 0
    for address, answer in everything(browser(getattr(road.cast, who)), rows_of(road)):
        typed = address.endswith("find/")  # shows the URN back to whoever typed it
        shown = answer.content.decode()
        assert not [each for each in told if each in shown and not (typed and each == road.urn)]
        asked += 1
    assert asked > 50


def test_a_urn_that_is_not_sent_yet_is_answered_like_one_that_nobody_has():
    road = Road(cast()).write()
    client, unknown = browser(road.cast.assistant), f"{road.urn[:4]}9999926"
    there, nowhere = (
        client.post("/cases/find/", {"urn": urn}).content.decode().replace(urn, "…")
        for urn in (road.urn, unknown)
    )
    assert without_token(there) == without_token(nowhere)


def without_token(page):
    return re.sub(r'(csrfmiddlewaretoken" value="|nonce=")[^"]*', "", page)


def test_nobody_of_the_cps_is_told_of_it():
    road = Road(cast()).write()
    told = Delivery.objects.filter(about=road.case.pk).values_list("recipient_id", flat=True)
    assert set(told) == {road.cast.supervisor.pk}


@pytest.mark.parametrize("who", ["assistant", "manager", "prosecutor"])
def test_a_new_referral_on_a_case_the_cps_has_stays_with_the_police_until_sign_off(who):
    road = Road(cast(), suspects=1).allocate()
    road.suspects = [road.add_suspect()]
    road.write(summary=SECRET)
    rows = {"Case": road.case, "Referral": road.referral, "Suspect": road.suspects[0]}
    for address, answer in everything(browser(getattr(road.cast, who)), rows):
        shown = answer.content.decode()
        assert SECRET not in shown, address
        assert str(road.referral.pk) not in shown, address
        if f"/referrals/{road.referral.pk}/" in address:
            assert answer.status_code == 404
