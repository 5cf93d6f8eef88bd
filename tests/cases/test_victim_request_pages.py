"""Pages of a victim information request, for the prosecutor and the police."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Proposal, Review, VictimRequest
from devtools.case_builder import Road, cast
from tests.cases.test_action_plan_pages import action, rows
from tests.support.cases import intrusive_actions as r
from tests.support.cases.pages import as_, at, day, follow, links, said
from tests.support.cases.query_counter import questions
from tests.support.module_fixtures import standing

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
LATER = TODAY + timedelta(days=9)
WHY = {
    "material": "Messages with one contact.", "necessity": "They decide what was agreed.",
    "less_intrusive": "A statement says less.",
} | day("from_on", TODAY - timedelta(days=9)) | day("to_on", TODAY)  # fmt: skip


@standing
def road():
    return Road(cast(), suspects=2, at=timezone.now() - timedelta(days=2)).allocate().review()


def send_plan(road, **more):
    answers = rows(action(road, reach="yes", **more))
    answers |= {f"items-0-{name}": value for name, value in WHY.items() if name not in more}
    review = Review.objects.unscoped("test").get(case=road.case)
    return as_(road.cast.prosecutor).post(at("set-action-plan", review), answers, follow=True)


def request_of(road):
    return VictimRequest.objects.unscoped("test").get(case=road.case)


def test_a_plan_says_how_an_action_reaches_into_the_victims_life(road):
    assert "Action plan sent to the police" in said(send_plan(road, kind="DEVICE"))
    one = request_of(road)
    assert (one.reach, one.material) == ("DEVICE", "Messages with one contact.")
    page = as_(road.cast.officer).get(at("see-item", road.items[0]))
    assert "The victim’s phone or another device. Not asked for yet" in said(page)
    assert at("see-victim-request", one) in links(page)
    asked = said(as_(road.cast.officer).get(at("answer-item", road.items[0])))
    assert "Do not add the material itself as a document" in asked


def test_each_question_about_it_is_asked_and_what_was_typed_is_kept(road):
    page = send_plan(road, necessity="", kind="HOLDER")
    assert "Action 1: Enter why it is necessary and proportionate" in said(page)
    assert "Messages with one contact." in page.content.decode()
    page = send_plan(road)
    assert "Select in which way it reaches into the victim’s life" in said(page)
    page = send_plan(road, kind="DEVICE", **{"from_on-year": TODAY.year, "to_on-year": 2020})
    assert "The last date must not be before the first" in said(page)
    assert not VictimRequest.objects.unscoped("test").exists()


def test_counselling_notes_cannot_be_chosen_in_a_plan(road):
    page = send_plan(road, kind="COUNSELLING")
    assert "Select one of the answers shown" in said(page)


def test_the_police_record_each_step_and_the_prosecutor_reads_it(road):
    send_plan(road, kind="DEVICE")
    one, officer = request_of(road), as_(road.cast.officer)
    page = officer.get(at("see-victim-request", one))
    assert "Record first who decided that the request may be made" in said(page)
    assert at("mark-requested", one) not in links(page)
    follow(officer, at("record-authority", one), **r.DECIDED, **day("authorised_on", TODAY))
    follow(officer, at("record-notice", one), **r.TOLD, **day("given_on", TODAY), may_refuse="on")
    follow(officer, at("record-agreement", one), **day("agreed_on", TODAY))
    page = follow(officer, at("mark-requested", one), **day("requested_on", TODAY))
    assert "Request recorded" in said(page)
    read = said(as_(road.cast.prosecutor).get(at("see-victim-request", one)))
    for told in (*r.DECIDED.values(), *r.TOLD.values(), "Also told that the victim may refuse"):
        assert told in read
    assert "The police record what has to come before" in read
    page = follow(officer, at("record-withdrawal", one), **day("withdrawn_on", TODAY))
    assert "Nothing more is taken." in said(page)
    assert "Action cancelled" in said(officer.get(at("see-item", road.items[0])))


def test_a_device_needs_no_choice_and_a_holder_may_have_an_exception(road):
    send_plan(road, kind="HOLDER")
    one, officer = request_of(road), as_(road.cast.officer)
    page = officer.post(at("record-notice", one), {"form_key": ""})
    assert "Select whether the victim was told in writing" in said(page)
    page = officer.post(at("record-notice", one), {"told": "no"})
    assert "Enter which exception applies, and why" in said(page)
    why = "They cannot be found anywhere."
    page = follow(officer, at("record-notice", one), told="no", exception=why)
    assert f"Exception relied on {why}" in said(page)


def test_the_owner_of_a_device_must_have_been_told_of_refusing(road):
    send_plan(road, kind="DEVICE")
    sent = r.TOLD | day("given_on", TODAY)
    page = as_(road.cast.officer).post(at("record-notice", request_of(road)), sent)
    assert "Confirm that the notice said that the victim may refuse" in said(page)


def test_two_clicks_record_one_decision(road):
    send_plan(road, kind="HOLDER")
    one, officer = request_of(road), as_(road.cast.officer)
    address = at("record-authority", one)
    key = officer.get(address).context["form"]["form_key"].value()
    sent = r.DECIDED | day("authorised_on", TODAY) | {"form_key": key}
    for _ in range(2):
        assert officer.post(address, sent).status_code == 302


def test_notes_of_counselling_go_by_a_manager(road):
    prosecutor, manager = as_(road.cast.prosecutor), as_(road.cast.manager)
    [review] = Review.objects.unscoped("test").filter(case=road.case)
    page = prosecutor.get(at("see-review", review))
    assert at("propose-counselling-request", review) in links(page)
    typed = {
        "text": "Ask.",
        "line_of_inquiry": "First account. Both sides know the reason.",
        "rebuttal": "The first account was there.",
    }
    typed |= WHY | {"suspects": [road.suspects[0].pk]}
    page = follow(prosecutor, at("propose-counselling-request", review), **typed)
    assert "Approval asked for" in said(page) and "Waiting for approval" in said(page)
    [proposal] = Proposal.objects.unscoped("test").filter(case=road.case)
    asked = manager.get(at("see-case", road.case))
    assert at("judge-proposal", proposal) in links(asked)
    not_yet = said(prosecutor.get(at("see-case", road.case)))
    assert "Set the approved action A manager has not decided on this yet" in not_yet
    page = follow(
        manager,
        at("judge-proposal", proposal),
        is_approved="yes",
        judgement="Yes. Both sides know the reason.",
    )
    assert "Decided by" in said(page) and "Approved, not set yet" in said(page)
    assert at("set-proposed-action", proposal) in links(prosecutor.get(at("see-case", road.case)))
    page = follow(
        prosecutor, at("set-proposed-action", proposal), weight="ESSENTIAL", **day("due_on", LATER)
    )
    assert "Action sent to the police" in said(page)
    one = request_of(road)
    read = said(as_(road.cast.officer).get(at("see-victim-request", one)))
    assert "The first account was there." in read
    assert f"Approved by {road.cast.manager.name}" in read
    sent = r.DECIDED | day("authorised_on", TODAY)
    page = as_(road.cast.officer).post(at("record-authority", one), sent)
    assert "Enter why the notes are likely to have substantial probative value" in said(page)


def test_the_pages_of_the_police_do_not_change_by_a_proposal(road):
    officer = as_(road.cast.officer)
    [review] = Review.objects.unscoped("test").filter(case=road.case)
    pages = [at("see-case", road.case), at("see-review", review)]
    pages += [at("see-case-history", road.case), "/worklists/unit/", "/notices/"]
    before = [said(officer.get(page)) for page in pages]
    proposal = r.proposed(road)
    r.judged(road, proposal)
    assert [said(officer.get(page)) for page in pages] == before
    for name in ("see-proposal", "judge-proposal", "set-proposed-action"):
        assert officer.get(at(name, proposal)).status_code == 404


def test_the_pages_ask_few_questions(road):
    proposal = r.proposed(road)
    send_plan(road, kind="DEVICE")
    r.ready(road, request_of(road))
    for who, address in (
        ("manager", at("see-proposal", proposal)),
        ("manager", at("judge-proposal", proposal)),
        ("officer", at("see-victim-request", request_of(road))),
        ("officer", at("mark-requested", request_of(road))),
        ("prosecutor", at("see-item", road.items[0])),
    ):
        browser = as_(getattr(road.cast, who))
        browser.get(address)
        assert len(questions(browser, address)[1]) <= 12, address
