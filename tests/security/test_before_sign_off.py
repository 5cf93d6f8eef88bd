"""The CPS sees nothing of a case, or of a new referral on it, before sign-off."""

import re

import pytest
from django.test import Client

from cases.models import Submission, Suspect
from cases.referrals.actions import referrals
from cases.states import State
from cases.verb_labels import VERB_DONE_LABELS
from devtools.case_builder import MG3, Road, cast
from tests.support.browser.ci_share import share
from tests.support.sitemap import routes
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db

CPS = ("assistant", "manager", "prosecutor", "other_prosecutor")
SECRET = "Told to nobody yet"
OF_NO_CASE = {"IntConverter", "DayConverter"}  # a person or unit by number, a day by date
A_WORDING = ("pk", "UUIDConverter")  # ids without an access-controlled row
LISTS = (
    "sign-off",
    "check",
    "early-advice",
    "allocate",
    "transfers",
    "escalated",
    "mine",
    "charges-to-compare",
    "custody-limits",
    "unit",
    "waiting",
    "overdue",
)


def browser(person):
    client = Client()
    client.force_login(person)
    client.get("/nowhere/")  # the first page writes the session
    return client


def everything(client, rows):
    """(URL, response) of every page of the site, about these rows if it is about one."""
    for route in routes():
        if route.verb is None or {kind for _, kind in route.takes} & OF_NO_CASE:
            continue
        if A_WORDING in route.takes and not route.is_about_a_row:
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
    """URLs of a route that could show a case."""
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
        "Suspect": Suspect.objects.unscoped("test").get(case=road.case),
    }


@pytest.mark.parametrize("who", share(CPS, at_least=2))
def test_no_page_of_the_site_lets_the_cps_know_of_a_case_before_sign_off(who):
    road = Road(cast()).write(summary=SECRET)
    told = {str(road.case.pk), str(road.referral.pk), str(road.suspect().pk), SECRET}
    told |= {road.suspect().surname, road.urn}
    asked = 0
    for address, answer in everything(browser(getattr(road.cast, who)), rows_of(road)):
        # Pages that show the input again.
        typed = address.endswith("find/") or answer.status_code == 403
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
    deliveries = Delivery.objects.filter(about=road.case.pk).values_list("recipient_id", flat=True)
    assert set(deliveries) == {road.cast.supervisor.pk}


@pytest.mark.parametrize("who", share(["assistant", "manager", "prosecutor"]))
def test_a_new_referral_on_a_case_the_cps_has_stays_with_the_police_until_sign_off(who):
    road = Road(cast(), suspects=1).allocate()
    road.suspects = [road.add_suspect()]
    road.write(summary=SECRET)
    rows = {"Case": road.case, "Referral": road.referral, "Suspect": road.suspects[0]}
    rows["Submission"] = Submission.objects.unscoped("test").get(case=road.case)
    for address, answer in everything(browser(getattr(road.cast, who)), rows):
        shown = answer.content.decode()
        assert SECRET not in shown, address
        assert str(road.referral.pk) not in shown, address
        if f"/referrals/{road.referral.pk}/" in address:
            assert answer.status_code == 404


POLICE_ONLY = ("write_referral", "revise_referral", "send_referral_back")
UNSENT = (State.INVESTIGATING, State.AWAITING_SIGN_OFF, State.RETURNED)


def taken_back():
    """A road whose suspect the CPS knows, with a withdrawn referral."""
    road = Road(cast(), suspects=1).allocate().review()
    road.do(
        referrals.withdraw_referral,
        "officer",
        referral=road.referral,
        withdrawal_reason="Not yet, as both sides know by now",
    )
    return road


def written(road):
    return road.write(summary=SECRET)


def sent_back(road):
    written(road)
    road.do(
        referrals.send_referral_back, "supervisor", referral=road.referral,
        supervisor_comments=SECRET,
    )  # fmt: skip
    return road


def revised(road):
    referral = sent_back(road).referral
    referral.refresh_from_db()
    road.do(
        referrals.revise_referral, "officer", referral=referral, version=referral.version,
        suspects=road.suspects, **MG3 | {"summary": SECRET},
    )  # fmt: skip
    return road


def withdrawn(road):
    written(road)
    road.do(
        referrals.withdraw_referral, "officer", referral=road.referral, withdrawal_reason=SECRET
    )
    return road


@pytest.mark.parametrize(
    ("who", "steps"), share([("assistant", sent_back), ("prosecutor", revised)])
)
def test_the_cps_reads_that_the_police_have_it_and_not_how_far_they_are(who, steps):
    road = taken_back()
    steps(road)
    told = {str(state.label) for state in UNSENT} | {
        str(VERB_DONE_LABELS[verb]) for verb in POLICE_ONLY
    }
    told |= {SECRET, "Sign the referral off", "Put right and send again"}
    rows = {"Case": road.case, "Suspect": road.suspects[0], "Review": road.last_review}
    shown = {
        address: answer.content.decode()
        for address, answer in everything(browser(getattr(road.cast, who)), rows)
    }
    for address, page in shown.items():
        assert not [each for each in told if each in page], address
    assert "With the police" in shown[f"/cases/{road.case.pk}/"]
    assert "With the police" in shown["/worklists/waiting/"]


@pytest.mark.parametrize("steps", [written, sent_back, revised, withdrawn])
def test_a_page_of_the_cps_does_not_change_by_what_the_police_have_not_sent(steps):
    """Not even the time of the change: unsent text leaves no trace."""
    road = taken_back()
    client = browser(road.cast.assistant)
    addresses = (f"/cases/{road.case.pk}/", f"/cases/{road.case.pk}/history/", "/worklists/unit/")
    before = [without_token(client.get(each).content.decode()) for each in addresses]
    steps(road)
    after = [without_token(client.get(each).content.decode()) for each in addresses]
    assert after == before


def test_the_police_read_the_state_itself():
    road = written(taken_back())
    page = browser(road.cast.officer).get(f"/cases/{road.case.pk}/").content.decode()
    assert str(State.AWAITING_SIGN_OFF.label) in page
