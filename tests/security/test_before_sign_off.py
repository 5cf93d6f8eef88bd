"""The CPS sees nothing of a case, or of a new referral on it, before sign-off."""

import re

import pytest
from django.test import Client

from cases.models import Submission, Suspect
from cases.referrals.actions import referrals
from cases.states import State
from cases.verb_labels import VERB_DONE_LABELS
from devtools.case_builder import CaseBuilder, cast
from devtools.usual_answers import MG3
from tests.support.browser.ci_share import share_of_checks
from tests.support.cases.calendars import calendar_path_of
from tests.support.cases.pages import SHOWS_URN_AGAIN
from tests.support.response_text import response_text
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
    "consents",
    "custody-limits",
    "hearings",
    "unit",
    "waiting",
    "overdue",
)
# For each page with a name in its address: names of pages that there are, and one of none.
NAMES = {
    "see-worklist": (*LISTS, "none"),
    "see-board-list": ("investigating", "triage", "with-prosecutor", "action-plan", "none"),
    "see-plan-quality-list": ("suspects", "returned", "none"),
    "see-duty-figures-list": ("in-time", "none"),
    **dict.fromkeys(("see-share", "see-share-list", "export-share"), ("returned", "none")),
    **dict.fromkeys(
        ("see-figure", "see-figure-list", "explain-figure", "export-figure"),
        ("referral-to-decision", "none"),
    ),
}
OPEN_TO_LEADERS = set(NAMES) - {"see-worklist", "export-share", "export-figure"}
OF_A_PERIOD = {"see-share-list", "see-figure-list"}  # not found without one


def warmed_client(person):
    client = Client()
    client.force_login(person)
    client.get("/nowhere/")  # the first page writes the session
    return client


def all_pages(client, rows):
    """(URL, response) of every page of the site, about these rows if it is about one."""
    for route in routes():
        if route.verb is None or {kind for _, kind in route.takes} & OF_NO_CASE:
            continue
        if A_WORDING in route.takes and not route.is_about_a_row:
            continue
        if route.is_about_a_row:
            found = [rows[route.model.__name__]] if route.model.__name__ in rows else []
            addresses = [route.at(pk=row.pk) for row in found]
        elif route.name == "fetch-calendar":
            addresses = [calendar_path_of(client)]
        elif route.takes:
            addresses = [route.at(name=name) for name in NAMES[route.name]]
        else:
            addresses = [route.at()]
        for address in addresses:
            yield address, client.get(address, follow=True)
            yield address, client.post(address, {"urn": rows["Case"].urn}, follow=True)


def rows_on_case(builder):
    return {
        "Case": builder.case,
        "Referral": builder.referral,
        "Suspect": Suspect.objects.unscoped("test").get(case=builder.case),
    }


def test_of_each_page_with_a_name_those_asked_for_open_for_who_leads():
    client = warmed_client(cast().manager)
    for route in [each for each in routes() if each.name in OPEN_TO_LEADERS]:
        known, unknown = [], []
        for name in NAMES[route.name]:
            (unknown if name == "none" else known).append(client.get(route.at(name=name)))
        wanted = {404 if route.name in OF_A_PERIOD else 200}
        assert {answer.status_code for answer in known} == wanted, route
        assert {answer.status_code for answer in unknown} == {404}, route


@pytest.mark.parametrize("who", share_of_checks(CPS, at_least=2))
def test_no_page_of_the_site_lets_the_cps_know_of_a_case_before_sign_off(who):
    builder = CaseBuilder(cast()).write(summary=SECRET)
    told = {str(builder.case.pk), str(builder.referral.pk), str(builder.suspect().pk), SECRET}
    told |= {builder.suspect().surname, builder.urn}
    asked = 0
    for address, answer in all_pages(
        warmed_client(getattr(builder.cast, who)), rows_on_case(builder)
    ):
        typed = address in SHOWS_URN_AGAIN or answer.status_code == 403
        shown = response_text(answer)
        assert not [each for each in told if each in shown and not (typed and each == builder.urn)]
        asked += 1
    assert asked > 50


def test_an_unsent_urn_is_answered_like_a_free_one():
    builder = CaseBuilder(cast()).write()
    client, unknown = warmed_client(builder.cast.assistant), f"{builder.urn[:4]}9999926"
    there, nowhere = (
        client.post("/cases/find/", {"urn": urn}).content.decode().replace(urn, "…")
        for urn in (builder.urn, unknown)
    )
    assert without_token(there) == without_token(nowhere)


def without_token(page):
    return re.sub(r'(csrfmiddlewaretoken" value="|nonce=")[^"]*', "", page)


def test_people_of_the_cps_get_no_notice_of_it():
    builder = CaseBuilder(cast()).write()
    deliveries = Delivery.objects.filter(about=builder.case.pk).values_list(
        "recipient_id", flat=True
    )
    assert set(deliveries) == {builder.cast.supervisor.pk}


@pytest.mark.parametrize("who", share_of_checks(["assistant", "manager", "prosecutor"]))
def test_a_new_referral_on_a_case_the_cps_has_stays_with_the_police_until_sign_off(who):
    builder = CaseBuilder(cast(), suspects=1).allocate()
    builder.suspects = [builder.add_suspect()]
    builder.write(summary=SECRET)
    rows = {"Case": builder.case, "Referral": builder.referral, "Suspect": builder.suspects[0]}
    rows["Submission"] = Submission.objects.unscoped("test").get(case=builder.case)
    for address, answer in all_pages(warmed_client(getattr(builder.cast, who)), rows):
        shown = response_text(answer)
        assert SECRET not in shown, address
        assert str(builder.referral.pk) not in shown, address
        if f"/referrals/{builder.referral.pk}/" in address:
            assert answer.status_code == 404


POLICE_ONLY = ("write_referral", "revise_referral", "send_referral_back")
UNSENT = (State.INVESTIGATING, State.AWAITING_SIGN_OFF, State.RETURNED)


def build_withdrawn_case():
    """A case whose suspect the CPS knows, with a withdrawn referral."""
    builder = CaseBuilder(cast(), suspects=1).allocate().review()
    builder.do(
        referrals.withdraw_referral,
        "officer",
        referral=builder.referral,
        withdrawal_reason="Not yet, as both sides know by now",
    )
    return builder


def write_secret_referral(builder):
    return builder.write(summary=SECRET)


def send_secret_referral_back(builder):
    write_secret_referral(builder)
    builder.do(
        referrals.send_referral_back, "supervisor", referral=builder.referral,
        supervisor_comments=SECRET,
    )  # fmt: skip
    return builder


def revise_secret_referral(builder):
    referral = send_secret_referral_back(builder).referral
    referral.refresh_from_db()
    builder.do(
        referrals.revise_referral, "officer", referral=referral, version=referral.version,
        suspects=builder.suspects, **MG3 | {"summary": SECRET},
    )  # fmt: skip
    return builder


def withdraw_secret_referral(builder):
    write_secret_referral(builder)
    builder.do(
        referrals.withdraw_referral, "officer", referral=builder.referral, withdrawal_reason=SECRET
    )
    return builder


@pytest.mark.parametrize(
    ("who", "steps"),
    share_of_checks(
        [("assistant", send_secret_referral_back), ("prosecutor", revise_secret_referral)]
    ),
)
def test_the_cps_reads_that_the_police_have_it_and_not_how_far_they_are(who, steps):
    builder = build_withdrawn_case()
    steps(builder)
    told = {str(state.label) for state in UNSENT} | {
        str(VERB_DONE_LABELS[verb]) for verb in POLICE_ONLY
    }
    told |= {SECRET, "Sign the referral off", "Put right and send again"}
    rows = {"Case": builder.case, "Suspect": builder.suspects[0], "Review": builder.last_review}
    shown = {
        address: response_text(answer)
        for address, answer in all_pages(warmed_client(getattr(builder.cast, who)), rows)
    }
    for address, page in shown.items():
        assert not [each for each in told if each in page], address
    assert "With the police" in shown[f"/cases/{builder.case.pk}/"]
    assert "With the police" in shown["/worklists/waiting/"]


@pytest.mark.parametrize(
    "steps",
    [
        write_secret_referral,
        send_secret_referral_back,
        revise_secret_referral,
        withdraw_secret_referral,
    ],
)
def test_a_page_of_the_cps_does_not_change_by_what_the_police_have_not_sent(steps):
    """Not even the time of the change: unsent text leaves no trace."""
    builder = build_withdrawn_case()
    client = warmed_client(builder.cast.assistant)
    addresses = (
        f"/cases/{builder.case.pk}/",
        f"/cases/{builder.case.pk}/history/",
        "/worklists/unit/",
    )
    before = [without_token(response_text(client.get(each))) for each in addresses]
    steps(builder)
    after = [without_token(response_text(client.get(each))) for each in addresses]
    assert after == before


def test_the_police_read_the_state_itself():
    builder = write_secret_referral(build_withdrawn_case())
    page = warmed_client(builder.cast.officer).get(f"/cases/{builder.case.pk}/").content.decode()
    assert str(State.AWAITING_SIGN_OFF.label) in page
