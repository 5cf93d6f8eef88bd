"""Pages of VRR requests: recorded, explained, acknowledged, withdrawn."""

from datetime import timedelta

import pytest
from django.utils import timezone

from devtools.case_builder import CaseBuilder, cast, person
from tests.support.cases.charges import authorise_charge_of
from tests.support.cases.pages import (
    client_for,
    date_parts,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from tests.support.victims.vrr_requests import (
    CALL,
    ask_for_police_review,
    ask_for_review_today,
    build_case_without_charge,
    tell_by_phone,
)
from victims.models import RightToReview

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    people = cast()
    people.liaison = person(people.cps, "liaise_with_victims", name="Lia Liaison")
    return build_case_without_charge(people, suspects=2, at=days_ago(30))


def form_data(builder, days_ago=5, **facts):
    today = timezone.localdate()
    said = {"decision": "1:CPS_NO_CHARGE", "asked_not_to_proceed": "no", "told_by": "PHONE"}
    said |= date_parts("told_on", today - timedelta(days=days_ago)) | date_parts("asked_on", today)
    return said | facts


def send_request(builder, **facts):
    return client_for(builder.cast.liaison).post(
        page_url("ask-for-review", builder.victim), form_data(builder, **facts)
    )


def test_the_page_says_what_can_be_asked_about_and_until_when(builder):
    page = client_for(builder.cast.liaison).get(page_url("see-review-requests", builder.victim))
    for told in (
        "The victim has not asked for a review.",
        "The CPS decided on no further action, on",
        "Ordinarily within 3 months of the day on which the victim was told. CPS VRR scheme:",
        "Prompt within 10 working days. CPS VRR scheme: asked within this the review is prompt; it "
        "ends nothing.",
        "Suspect 2 Nothing has been decided that could be reviewed.",
    ):
        assert told in page_text(page)
    assert page_url("see-review-requests", builder.victim) in links_on_page(
        client_for(builder.cast.liaison).get(page_url("see-victim", builder.victim))
    )
    assert builder.suspects[0].surname not in page.content.decode()


def test_a_fact_that_the_case_knows_is_not_asked(builder):
    page = page_text(
        client_for(builder.cast.liaison).get(page_url("ask-for-review", builder.victim))
    )
    assert "Suspect 1: The CPS decided on no further action" in page
    assert "Who decided?" not in page and "interviewed under caution" not in page
    page = page_text(
        client_for(builder.cast.officer).get(
            page_url("ask-for-review", CaseBuilder(builder.cast).victim)
        )
    )
    assert "Who decided?" in page and "interviewed under caution" in page


def test_a_request_is_recorded_acknowledged_and_withdrawn(builder):
    page = submit_form(
        client_for(builder.cast.liaison),
        page_url("ask-for-review", builder.victim),
        **form_data(builder),
    )
    assert "Request about suspect 1 Asked for" in page_text(page)
    assert "Due in" in page_text(page) and "Unverified period" in page_text(page)
    [right] = RightToReview.objects.unscoped("test")
    today = date_parts("on", timezone.localdate())
    page = submit_form(
        client_for(builder.cast.liaison), page_url("acknowledge-review-request", right), **today
    )
    assert "Acknowledged recorded by Lia Liaison" in page_text(page)
    page = submit_form(
        client_for(builder.cast.officer), page_url("withdraw-review-request", right), **today
    )
    assert "Request about suspect 1 Withdrawn by the victim" in page_text(page)
    assert page_url("withdraw-review-request", right) not in links_on_page(page)


def test_the_due_date_of_a_request_says_how_it_came_about(builder):
    assert send_request(builder).status_code == 302
    address = page_url("see-review-requests", builder.victim)
    page = page_text(client_for(builder.cast.liaison).get(address))
    for told in (
        "Ordinarily asked for by", "That is 3 months from being told. CPS VRR scheme",
        "How this date came about : request about suspect 1", "What sets it running",
        "Owed by", "Rule recorded with it vrr_", "CPS VRR scheme",
    ):  # fmt: skip
        assert told in page, told
    [right] = RightToReview.objects.unscoped("test")
    due = timezone.localtime(right.clock.due_at)
    assert f"Due by {due.day} {due:%B %Y}" in page


def test_the_police_give_the_facts_that_only_they_know(builder):
    mine = CaseBuilder(builder.cast, at=days_ago(9))
    today = timezone.localdate()
    sent = form_data(
        builder, decision="1:POLICE_NO_CHARGE", decided_by=str(builder.cast.officer.pk),
        is_interviewed="no", **date_parts("decided_on", today - timedelta(days=5)),
    )  # fmt: skip
    page = submit_form(
        client_for(builder.cast.officer), page_url("ask-for-review", mine.victim), **sent
    )
    for told in (
        "Not within the scheme", "The suspect was not interviewed under caution.",
        "Police Victims’ Right to Review schemes",
    ):  # fmt: skip
        assert told in page_text(page)


def test_a_decision_is_reviewed_and_the_victim_is_told(builder):
    right, client = ask_for_review_today(builder), client_for(builder.cast.manager)
    today = date_parts("on", timezone.localdate())
    submit_form(client, page_url("acknowledge-review-request", right), **today)
    page = client.get(page_url("name-reviewer", right))
    assert "Mona Manager" in page_text(page) and "Pia Prosecutor" not in page_text(page)
    page = client.post(page_url("name-reviewer", right), {"person": "", "version": "2"})
    assert "Select who reviews the decision" in page_text(page)
    page = submit_form(
        client, page_url("name-reviewer", right), person=str(builder.cast.manager.pk)
    )
    assert "Reviewer named: Mona Manager" in page_text(page)
    page = client.post(
        page_url("decide-review", right), {"outcome": "", "text": "", "version": "3"}
    )
    assert "Select the outcome for the decision" in page_text(page) and "Enter why" in page_text(
        page
    )
    text = "The friend was never asked."
    page = submit_form(client, page_url("decide-review", right), outcome="OVERTURNED", text=text)
    assert "The decision is overturned" in page_text(page) and text in page_text(page)
    liaison = client_for(builder.cast.liaison)
    page = liaison.get(page_url("see-review-requests", builder.victim))
    assert "The decision is overturned" in page_text(page) and text not in page_text(page)
    told = CALL | {"channel": "PHONE", "is_safe_now": "on", "is_identity_checked": "yes"}
    page = submit_form(liaison, page_url("tell-review-outcome", right), **today, **told)
    assert "Reviewed, and the victim told" in page_text(page)
    page = client.get(page_url("see-case", builder.case))
    assert "Reopened: a review has set the decision aside" in page_text(page)
    page = client.get(page_url("see-decisions", builder.case))
    assert "Ground A review that the victim asked for overturned the decision" in page_text(page)


def test_the_day_on_which_a_contact_told_the_victim_is_shown_and_another_can_be_given(builder):
    tell_by_phone(builder, "NFA", builder.suspects[0])
    client = client_for(builder.cast.liaison)
    page = page_text(client.get(page_url("see-review-requests", builder.victim)))
    assert "Ordinarily until" in page and "later in exceptional circumstances." in page
    assert "helps a prompt review. It is not a limit" in page
    page = page_text(client.get(page_url("ask-for-review", builder.victim)))
    assert "On which day was the victim told of the decision?" in page
    assert "How was the victim told of the decision?" not in page


def test_an_unverified_rule_says_so(builder):
    ask_for_review_today(builder, asked_not_to_proceed=True)
    page = page_text(
        client_for(builder.cast.liaison).get(page_url("see-review-requests", builder.victim))
    )
    assert "may leave this out. Unverified: not read in the scheme itself." in page
    assert "Not within the scheme" not in page


def test_an_invalid_request_is_explained_and_no_typed_text_is_lost(builder):
    page = send_request(builder, decision="", asked_not_to_proceed="")
    assert "Select which decision the victim asks about" in page_text(page)
    assert "Select whether the victim had withdrawn" in page_text(page)
    page = send_request(builder, told_by="")
    assert page.status_code == 409
    assert "Select how the victim was told of the decision." in page_text(page)
    told_on = timezone.localdate() - timedelta(days=5)
    assert f'value="{told_on.day}"' in page.content.decode()
    page = send_request(builder, decision="2:CPS_NO_CHARGE")
    assert "Select a valid choice" in page_text(page) or "Select one of the answers" in page_text(
        page
    )


def test_a_second_click_records_nothing_more(builder):
    key = {"form_key": "00000000-0000-4000-8000-000000000001"}
    assert [send_request(builder, **key).status_code for _ in range(2)] == [302, 302]
    assert RightToReview.objects.unscoped("test").count() == 1


def test_the_page_asks_as_much_of_the_database_for_one_request_as_for_many(builder):
    client, address = (
        client_for(builder.cast.liaison),
        page_url("see-review-requests", builder.victim),
    )
    authorise_charge_of(builder, 1)  # now outside the scheme, and another request may follow
    ask_for_review_today(builder)
    client.get(address)
    _page, one = page_and_queries(client, address)
    for _ in range(4):
        ask_for_review_today(builder)
    page, many = page_and_queries(client, address)
    assert page_text(page).count("Request about suspect 1") >= 5
    assert len(one) == len(many) <= 12


def test_a_request_of_the_police_is_theirs_while_the_suspect_is(builder):
    mine = CaseBuilder(builder.cast)
    right = ask_for_police_review(mine)
    assert (
        client_for(builder.cast.liaison).get(page_url("withdraw-review-request", right)).status_code
        == 404
    )
