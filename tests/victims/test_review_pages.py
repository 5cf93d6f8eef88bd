"""Pages of VRR requests: recorded, explained, acknowledged, withdrawn."""

from datetime import timedelta

import pytest
from django.utils import timezone

from devtools.case_builder import Road, cast, person
from tests.support.cases.charges import charge
from tests.support.cases.pages import as_, at, day, follow, links, said
from tests.support.cases.query_counter import questions
from tests.support.module_fixtures import standing
from tests.support.victims.vrr_requests import CALL, asked, call, decided_against, of_the_police
from victims.models import RightToReview

pytestmark = pytest.mark.django_db


@standing
def road():
    people = cast()
    people.liaison = person(people.cps, "liaise_with_victims", name="Lia Liaison")
    return decided_against(people, suspects=2, at=timezone.now() - timedelta(days=30))


def typed(road, days_ago=5, **facts):
    today = timezone.localdate()
    said = {"decision": "1:CPS_NO_CHARGE", "asked_not_to_proceed": "no", "told_by": "PHONE"}
    said |= day("told_on", today - timedelta(days=days_ago)) | day("asked_on", today)
    return said | facts


def send(road, **facts):
    return as_(road.cast.liaison).post(at("ask-for-review", road.victim), typed(road, **facts))


def test_the_page_says_what_can_be_asked_about_and_until_when(road):
    page = as_(road.cast.liaison).get(at("see-review-requests", road.victim))
    for told in (
        "The victim has not asked for a review.",
        "The CPS decided on no further action, on",
        "Ordinarily within 3 months of the day on which the victim was told. CPS VRR scheme:",
        "Prompt within 10 working days. CPS VRR scheme: asked within this the review is prompt; it "
        "ends nothing.",
        "Suspect 2 Nothing has been decided that could be reviewed.",
    ):
        assert told in said(page)
    assert at("see-review-requests", road.victim) in links(
        as_(road.cast.liaison).get(at("see-victim", road.victim))
    )
    assert road.suspects[0].surname not in page.content.decode()


def test_what_the_case_knows_is_not_asked(road):
    page = said(as_(road.cast.liaison).get(at("ask-for-review", road.victim)))
    assert "Suspect 1: The CPS decided on no further action" in page
    assert "Who decided?" not in page and "interviewed under caution" not in page
    page = said(as_(road.cast.officer).get(at("ask-for-review", Road(road.cast).victim)))
    assert "Who decided?" in page and "interviewed under caution" in page


def test_a_request_is_recorded_acknowledged_and_withdrawn(road):
    page = follow(as_(road.cast.liaison), at("ask-for-review", road.victim), **typed(road))
    assert "Request about suspect 1 Asked for" in said(page)
    assert "Due in" in said(page) and "Unverified period" in said(page)
    [right] = RightToReview.objects.unscoped("test")
    today = day("on", timezone.localdate())
    page = follow(as_(road.cast.liaison), at("acknowledge-review-request", right), **today)
    assert "Acknowledged recorded by Lia Liaison" in said(page)
    page = follow(as_(road.cast.officer), at("withdraw-review-request", right), **today)
    assert "Request about suspect 1 Withdrawn by the victim" in said(page)
    assert at("withdraw-review-request", right) not in links(page)


def test_the_police_say_what_nobody_else_knows(road):
    mine = Road(road.cast, at=timezone.now() - timedelta(days=9))
    today = timezone.localdate()
    sent = typed(
        road, decision="1:POLICE_NO_CHARGE", decided_by=str(road.cast.officer.pk),
        is_interviewed="no", **day("decided_on", today - timedelta(days=5)),
    )  # fmt: skip
    page = follow(as_(road.cast.officer), at("ask-for-review", mine.victim), **sent)
    for told in (
        "Not within the scheme", "The suspect was not interviewed under caution.",
        "Police Victims’ Right to Review schemes",
    ):  # fmt: skip
        assert told in said(page)


def test_a_decision_is_reviewed_and_the_victim_is_told(road):
    right, client = asked(road), as_(road.cast.manager)
    today = day("on", timezone.localdate())
    follow(client, at("acknowledge-review-request", right), **today)
    page = client.get(at("name-reviewer", right))
    assert "Mona Manager" in said(page) and "Pia Prosecutor" not in said(page)
    page = client.post(at("name-reviewer", right), {"person": "", "version": "2"})
    assert "Select who reviews the decision" in said(page)
    page = follow(client, at("name-reviewer", right), person=str(road.cast.manager.pk))
    assert "Reviewer named: Mona Manager" in said(page)
    page = client.post(at("decide-review", right), {"outcome": "", "text": "", "version": "3"})
    assert "Select the outcome for the decision" in said(page) and "Enter why" in said(page)
    text = "The friend was never asked."
    page = follow(client, at("decide-review", right), outcome="OVERTURNED", text=text)
    assert "The decision is overturned" in said(page) and text in said(page)
    liaison = as_(road.cast.liaison)
    page = liaison.get(at("see-review-requests", road.victim))
    assert "The decision is overturned" in said(page) and text not in said(page)
    told = CALL | {"channel": "PHONE", "is_safe_now": "on", "is_identity_checked": "yes"}
    page = follow(liaison, at("tell-review-outcome", right), **today, **told)
    assert "Reviewed, and the victim told" in said(page)
    page = client.get(at("see-case", road.case))
    assert "Reopened: a review has set the decision aside" in said(page)
    page = client.get(at("see-decisions", road.case))
    assert "Set aside after a review that the victim asked for" in said(page)


def test_the_day_on_which_a_contact_told_her_is_shown_and_another_can_be_given(road):
    call(road, "NFA", road.suspects[0])
    client = as_(road.cast.liaison)
    page = said(client.get(at("see-review-requests", road.victim)))
    assert "Ordinarily until" in page and "later in exceptional circumstances." in page
    assert "helps a prompt review. It is not a limit" in page
    page = said(client.get(at("ask-for-review", road.victim)))
    assert "On which day was the victim told of the decision?" in page
    assert "How was the victim told of the decision?" not in page


def test_an_unverified_rule_says_so(road):
    asked(road, asked_not_to_proceed=True)
    page = said(as_(road.cast.liaison).get(at("see-review-requests", road.victim)))
    assert "may leave this out. Unverified: not read in the scheme itself." in page
    assert "Not within the scheme" not in page


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(road):
    page = send(road, decision="", asked_not_to_proceed="")
    assert "Select which decision the victim asks about" in said(page)
    assert "Select whether the victim had withdrawn" in said(page)
    page = send(road, told_by="")
    assert page.status_code == 409
    assert "Select how the victim was told of the decision." in said(page)
    told_on = timezone.localdate() - timedelta(days=5)
    assert f'value="{told_on.day}"' in page.content.decode()
    page = send(road, decision="2:CPS_NO_CHARGE")
    assert "Select a valid choice" in said(page) or "Select one of the answers" in said(page)


def test_a_second_click_records_nothing_more(road):
    key = {"form_key": "00000000-0000-4000-8000-000000000001"}
    assert [send(road, **key).status_code for _ in range(2)] == [302, 302]
    assert RightToReview.objects.unscoped("test").count() == 1


def test_the_page_asks_as_much_of_the_database_for_one_request_as_for_many(road):
    client, address = as_(road.cast.liaison), at("see-review-requests", road.victim)
    charge(road, 1)  # now outside the scheme, and another request may follow
    asked(road)
    client.get(address)
    _page, one = questions(client, address)
    for _ in range(4):
        asked(road)
    page, many = questions(client, address)
    assert said(page).count("Request about suspect 1") >= 5
    assert len(one) == len(many) <= 12


def test_a_request_of_the_police_is_theirs_while_the_suspect_is(road):
    mine = Road(road.cast)
    right = of_the_police(mine)
    assert as_(road.cast.liaison).get(at("withdraw-review-request", right)).status_code == 404
