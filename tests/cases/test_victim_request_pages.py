"""Pages of a victim information request, for the prosecutor and the police."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Proposal, Review, VictimRequest
from devtools.case_builder import CaseBuilder, cast
from tests.cases.test_action_plan_pages import action_form, plan_form
from tests.support.cases import intrusive_actions as r
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

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
LATER = TODAY + timedelta(days=9)
WHY = {
    "material": "Messages with one contact.", "holder": "The victim.",
    "necessity": "They decide what was agreed.",
    "less_intrusive": "A statement says less.",
} | date_parts("from_on", TODAY - timedelta(days=9)) | date_parts("to_on", TODAY)  # fmt: skip


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2, at=days_ago(2)).allocate().review()


def send_plan(builder, **more):
    answers = plan_form(action_form(builder, reach="yes", **more))
    answers |= {f"items-0-{name}": value for name, value in WHY.items() if name not in more}
    review = Review.objects.unscoped("test").get(case=builder.case)
    return client_for(builder.cast.prosecutor).post(
        page_url("set-action-plan", review), answers, follow=True
    )


def request_of(builder):
    return VictimRequest.objects.unscoped("test").get(case=builder.case)


def test_a_plan_says_how_an_action_reaches_into_the_victims_life(builder):
    assert "Action plan sent to the police" in page_text(send_plan(builder, kind="DEVICE"))
    one = request_of(builder)
    assert (one.reach, one.material) == ("DEVICE", "Messages with one contact.")
    page = client_for(builder.cast.officer).get(page_url("see-item", builder.items[0]))
    assert "The victim’s phone or another device. Not asked for yet" in page_text(page)
    assert page_url("see-victim-request", one) in links_on_page(page)
    asked = page_text(
        client_for(builder.cast.officer).get(page_url("answer-item", builder.items[0]))
    )
    assert "Do not add the material itself as a document" in asked


def test_each_question_about_it_is_asked_and_what_was_typed_is_kept(builder):
    page = send_plan(builder, necessity="", kind="HOLDER")
    assert "Action 1: Enter why it is necessary and proportionate" in page_text(page)
    assert "Messages with one contact." in page.content.decode()
    page = send_plan(builder)
    assert "Select which private material of the victim it asks for" in page_text(page)
    page = send_plan(builder, kind="DEVICE", **{"from_on-year": TODAY.year, "to_on-year": 2020})
    assert "The last date must not be before the first" in page_text(page)
    assert not VictimRequest.objects.unscoped("test").exists()


def test_counselling_notes_cannot_be_chosen_in_a_plan(builder):
    page = send_plan(builder, kind="COUNSELLING")
    assert "Select one of the answers shown" in page_text(page)


def test_the_police_record_each_step_and_the_prosecutor_reads_it(builder):
    send_plan(builder, kind="DEVICE")
    one, officer = request_of(builder), client_for(builder.cast.officer)
    page = officer.get(page_url("see-victim-request", one))
    assert "Record first who decided that the request may be made" in page_text(page)
    assert page_url("mark-requested", one) not in links_on_page(page)
    submit_form(
        officer,
        page_url("record-authority", one),
        **r.DECIDED,
        **date_parts("authorised_on", TODAY),
    )
    submit_form(
        officer,
        page_url("record-notice", one),
        **r.TOLD,
        **date_parts("given_on", TODAY),
        told_whom="victim",
        may_refuse="on",
    )
    submit_form(officer, page_url("record-agreement", one), **date_parts("agreed_on", TODAY))
    page = submit_form(
        officer, page_url("mark-requested", one), **date_parts("requested_on", TODAY)
    )
    assert "Request recorded" in page_text(page)
    read = page_text(client_for(builder.cast.prosecutor).get(page_url("see-victim-request", one)))
    for told in (*r.DECIDED.values(), *r.TOLD.values(), "Also told that the victim may refuse"):
        assert told in read
    assert "The police record what has to come before" in read
    page = submit_form(
        officer, page_url("record-withdrawal", one), **date_parts("withdrawn_on", TODAY)
    )
    assert "Nothing more is taken." in page_text(page)
    assert "Action cancelled" in page_text(officer.get(page_url("see-item", builder.items[0])))


def test_a_device_needs_no_choice_and_a_holder_may_have_an_exception(builder):
    send_plan(builder, kind="HOLDER")
    one, officer = request_of(builder), client_for(builder.cast.officer)
    page = officer.post(page_url("record-notice", one), {"form_key": ""})
    assert "Select whether the victim was told in writing" in page_text(page)
    page = officer.post(page_url("record-notice", one), {"told": "no"})
    assert "Enter which exception applies, and why" in page_text(page)
    why = "They cannot be found anywhere."
    typed = {"told": "no", "exception": why, "decided_by": "DI 1"} | date_parts("again_on", LATER)
    page = submit_form(officer, page_url("record-notice", one), **typed)
    assert f"Exception relied on {why}" in page_text(page)


def test_the_owner_of_a_device_must_have_been_told_of_refusing(builder):
    send_plan(builder, kind="DEVICE")
    sent = r.TOLD | date_parts("given_on", TODAY) | {"told_whom": "victim"}
    page = client_for(builder.cast.officer).post(
        page_url("record-notice", request_of(builder)), sent
    )
    assert "Confirm that the notice said that the victim may refuse" in page_text(page)


def test_two_clicks_record_one_decision(builder):
    send_plan(builder, kind="HOLDER")
    one, officer = request_of(builder), client_for(builder.cast.officer)
    address = page_url("record-authority", one)
    key = officer.get(address).context["form"]["form_key"].value()
    sent = r.DECIDED | r.BELIEF | date_parts("authorised_on", TODAY) | {"form_key": key}
    for _ in range(2):
        assert officer.post(address, sent).status_code == 302


def test_notes_of_counselling_go_by_a_manager(builder):
    prosecutor, manager = client_for(builder.cast.prosecutor), client_for(builder.cast.manager)
    [review] = Review.objects.unscoped("test").filter(case=builder.case)
    page = prosecutor.get(page_url("see-review", review))
    assert page_url("propose-counselling-request", review) in links_on_page(page)
    typed = {
        "text": "Ask.",
        "line_of_inquiry": "First account. Both sides know the reason.",
        "rebuttal": "The first account was there.",
    }
    typed |= WHY | {"suspects": [builder.suspects[0].pk]}
    page = submit_form(prosecutor, page_url("propose-counselling-request", review), **typed)
    assert "Approval asked for" in page_text(page) and "Waiting for approval" in page_text(page)
    [proposal] = Proposal.objects.unscoped("test").filter(case=builder.case)
    asked = manager.get(page_url("see-case", builder.case))
    assert page_url("judge-proposal", proposal) in links_on_page(asked)
    not_yet = page_text(prosecutor.get(page_url("see-case", builder.case)))
    assert "Set the approved action A manager has not decided on this yet" in not_yet
    page = submit_form(
        manager,
        page_url("judge-proposal", proposal),
        is_approved="yes",
        judgement="Yes. Both sides know the reason.",
    )
    assert "Decided by" in page_text(page) and "Approved, not set yet" in page_text(page)
    assert page_url("set-proposed-action", proposal) in links_on_page(
        prosecutor.get(page_url("see-case", builder.case))
    )
    page = submit_form(
        prosecutor,
        page_url("set-proposed-action", proposal),
        weight="ESSENTIAL",
        **date_parts("due_on", LATER),
    )
    assert "Action sent to the police" in page_text(page)
    one = request_of(builder)
    read = page_text(client_for(builder.cast.officer).get(page_url("see-victim-request", one)))
    assert "The first account was there." in read
    assert f"Approved by {builder.cast.manager.name}" in read
    sent = r.DECIDED | r.BELIEF | date_parts("authorised_on", TODAY)
    page = client_for(builder.cast.officer).post(page_url("record-authority", one), sent)
    assert "Enter why the records are likely to have substantial probative value" in page_text(page)


def test_the_pages_of_the_police_do_not_change_by_a_proposal(builder):
    officer = client_for(builder.cast.officer)
    [review] = Review.objects.unscoped("test").filter(case=builder.case)
    pages = [page_url("see-case", builder.case), page_url("see-review", review)]
    pages += [page_url("see-case-history", builder.case), "/worklists/unit/", "/notices/"]
    before = [page_text(officer.get(page)) for page in pages]
    proposal = r.propose_request(builder)
    r.judge_request(builder, proposal)
    assert [page_text(officer.get(page)) for page in pages] == before
    for name in ("see-proposal", "judge-proposal", "set-proposed-action"):
        assert officer.get(page_url(name, proposal)).status_code == 404


def test_the_pages_ask_few_questions(builder):
    proposal = r.propose_request(builder)
    send_plan(builder, kind="DEVICE")
    r.record_all_steps(builder, request_of(builder))
    for who, address in (
        ("manager", page_url("see-proposal", proposal)),
        ("manager", page_url("judge-proposal", proposal)),
        ("officer", page_url("see-victim-request", request_of(builder))),
        ("officer", page_url("mark-requested", request_of(builder))),
        ("prosecutor", page_url("see-item", builder.items[0])),
    ):
        browser = client_for(getattr(builder.cast, who))
        browser.get(address)
        assert len(page_and_queries(browser, address)[1]) <= 12, address
