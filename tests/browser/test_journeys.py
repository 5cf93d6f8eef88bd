"""Journeys in a real browser, each form once with script and once without."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from cases.models import VictimRequest
from cases.states import State
from devtools.case_builder import CaseBuilder
from devtools.usual_answers import ADVICE, MG3
from tests.support.browser.page_check import click_and_wait
from tests.support.browser.scenes import everything
from tests.support.browser.working_day import (
    AT_A_DESK,
    ON_A_PHONE,
    Day,
    fill_fields,
    follow_link,
    send_without_error,
    way_to_item,
)
from tests.support.cases.intrusive_actions import BELIEF, DECIDED, TOLD, WHY
from tests.support.cases.suspect_focus import FOCUS_ANSWERS

SCENE = everything.build_people
NOTE = {"name": "statement.txt", "mimeType": "text/plain", "buffer": b"What the friend heard."}
OFFENCE = "SX03002"
SOON, LATER = (date.today() + timedelta(days=days) for days in (10, 20))
ASKED = {
    "category": "STATEMENTS", "line_of_inquiry": "First account. Both sides know the reason.",
    "proportionality": "One short statement.", "reach": "no", "weight": "ESSENTIAL",
    "due_on": SOON, "purpose": "INQUIRY",
}  # fmt: skip


def build_case(scene, suspects=1):
    """A case that the scene's people opened some days ago."""
    return CaseBuilder(scene, suspects=suspects, at=scene.begun_at)


def suspect_ids(builder):
    return [str(suspect.pk) for suspect in builder.suspects]


# From a referral to a charge, without helpers


def open_and_refer(day, script):
    page = day.as_("officer")
    page.goto(day.site + reverse("open-case"))
    page.fill("#id_urn", day.urn)
    send_without_error(page)
    day.does(
        "officer", "add-suspect", day.case, surname="Hawthorn", custody="UNDER_INVESTIGATION",
        released_on=date.today() - timedelta(days=9),
    )  # fmt: skip
    day.does("officer", "add-victim", day.case)
    day.follow("officer", "add-allegation", day.case)
    for one in page.locator("input[type=radio]").all():
        one.check()
    choose_offence(page, script)
    fill_fields(page, {"from_on": date.today() - timedelta(days=30)})
    send_without_error(page)
    day.does("officer", "write-referral", day.case, suspects=str(day.suspect.pk), **MG3)


def choose_offence(page, script):
    if script:
        page.fill("input#id_offence", OFFENCE)
        page.locator("#id_offence__listbox li").first.click()
    else:
        page.select_option("select#id_offence", OFFENCE)


def refer_to_prosecutor(day, prosecutor):
    referral = day.case.referrals.unscoped("test").get()
    day.does("supervisor", "sign-referral-off", referral, supervisor_comments="Ready to go.")
    day.does("assistant", "accept-referral", referral)
    day.does("manager", "allocate-case", day.case, to=str(prosecutor.pk))


def plan_and_answer(day):
    about = str(day.suspect.pk)
    seen = {"test": "FULL", "evidence": "Her account, and the messages."}
    page = day.does("prosecutor", "record-review", day.case, suspects=about, **seen)
    follow_link(page, reverse("set-action-plan", args=[day.case.reviews.unscoped("test").get().pk]))
    fill_fields(page, action_form(0, text="Take the friend’s statement.", suspects=about))
    send_without_error(page)
    item = day.case.action_items.unscoped("test").get()
    page = day.follow("officer", "answer-item", item, via=way_to_item(item))
    fill_fields(page, {"answer": "DONE", "done": "Taken and checked."})
    page.set_input_files("input[name=documents]", NOTE)
    page.select_option("#id_mg_form", "MG11")
    send_without_error(page)
    assert day.suspect.state == State.WITH_PROSECUTOR  # without anybody's action


def action_form(n, **more):
    """Form data of one action of a plan."""
    return {f"items-{n}-{name}": given for name, given in (ASKED | more).items()}


def decide_and_charge(day):
    item = day.case.action_items.unscoped("test").get()
    day.does("prosecutor", "accept-answer", item, via=way_to_item(item))
    facts = {"rationale": "The test is met. Both sides know the reason."}
    facts |= {"public_interest_rationale": "Nothing speaks against a prosecution.", **FOCUS_ANSWERS}
    page = day.follow("prosecutor", "authorise-charge", day.suspect)
    fill_fields(page, facts)
    click_and_wait(page.get_by_role("button", name="Charge this").first)
    fill_fields(page, {"counts-0-particulars": "He pulled her back when she wanted to go."})
    send_without_error(page)  # what was typed before is still there
    facts = {"method": "WRITTEN_CHARGE", "charged_on": date.today()}
    day.does("officer", "report-charge", day.suspect, **facts | {"counts-0-outcome": "AS_STATED"})


@pytest.mark.parametrize(
    ("urn", "how"),
    [("52RS9000126", AT_A_DESK), ("52RS9000226", ON_A_PHONE)],
    ids=["on a desk", "on a phone without script"],
)
def test_from_a_referral_to_a_charge(window, site, scene, check_page, urn, how):
    day = Day(window, site, urn, how)
    open_and_refer(day, how["script"])
    refer_to_prosecutor(day, scene.prosecutor)
    plan_and_answer(day)
    decide_and_charge(day)
    assert day.suspect.state == State.CHARGED
    check_page(day.open_case("officer"), script=how["script"])


# Journey 1


def test_early_advice_then_the_referral_that_builds_on_it_returned_and_sent_again(scene, day):
    builder = build_case(scene)
    day = day(builder)
    give_advice_on_pages(day, builder, scene.prosecutor)
    refer_with_advice(day, builder)
    return_and_send_again(day)
    assert day.suspect.state == State.READY_TO_ALLOCATE


def give_advice_on_pages(day, builder, adviser):
    """Request early advice, take it through triage and the manager, and give it."""
    items = {name: given for name, given in ADVICE.items() if name != "questions"}
    questions = {f"question_{n}": each for n, each in enumerate(ADVICE["questions"], start=1)}
    day.does(
        "officer",
        "request-early-advice",
        builder.case,
        suspects=suspect_ids(builder),
        **questions | items,
    )
    advice = builder.case.early_advice.unscoped("test").get()
    day.does(
        "supervisor",
        "sign-early-advice-off",
        advice,
        text="Worth asking. Both sides know the reason.",
    )
    day.does("assistant", "accept-early-advice", advice)
    day.does("advice_manager", "name-adviser", advice, to=str(adviser.pk), method="TELEPHONE")
    page = day.follow("prosecutor", "give-early-advice", advice)
    fill_fields(page, {"lines-0-text": "Her friend. Both sides know the reason."})
    page.locator("button[name=add]").click()
    fill_fields(
        page,
        {
            "lines-1-text": "His phone. Both sides know the reason.",
            "answer_1": "Yes.",
            "answer_2": "Rape.",
        },
    )
    fill_fields(
        page, {"evidence": "Her account.", "strategy": "What he did.", "third_party": "None."}
    )
    send_without_error(page)
    day.reads(
        "officer",
        "see-early-advice",
        advice,
        "Her friend. Both sides know the reason.",
        "His phone. Both sides know the reason.",
        "What he did.",
    )


def refer_with_advice(day, builder):
    """Refer with the advice; the form does not ask why there was none."""
    page = day.follow("officer", "write-referral", builder.case)
    assert not page.locator("#id_no_advice_because").count()
    said = {name: given for name, given in MG3.items() if name != "no_advice_because"}
    said["advice_followed"] = "FOLLOWED"
    fill_fields(
        page,
        {"suspects": suspect_ids(builder)} | said | {"strengths": "The friend, as was advised."},
    )
    for n in range(3):  # what the request said of open lines, and the lines that were advised
        fill_fields(page, {
            f"open_lines-{n}-is_dated": "no",
            f"open_lines-{n}-undated_because": "Nobody there could say when it will come.",
            f"open_lines-{n}-may_change_decision": "no",
        })  # fmt: skip
    send_without_error(page)
    [first] = builder.case.referrals.unscoped("test")
    day.does("supervisor", "sign-referral-off", first, supervisor_comments="Ready.")


def return_and_send_again(day):
    """Return with a coded reason and send again; triage sees what changed."""
    [first] = day.case.referrals.unscoped("test")
    why = {"reasons": ["exhibits_missing"], "detail_exhibits_missing": "Exhibit 4"}
    day.does("assistant", "return-referral", first, **why, reply_by=SOON)
    page = day.follow("officer", "write-referral", day.case)
    assert "Exhibit 4" in page.locator("main").inner_text()
    answer = {"return_answer_1_exhibits_missing": "It is on the case now, and listed."}
    fill_fields(page, answer | {"strengths": "The friend, and exhibit 4."})
    send_without_error(page)
    second = day.case.referrals.unscoped("test").exclude(pk=first.pk).get()
    day.does("supervisor", "sign-referral-off", second, supervisor_comments="Now whole.")
    page = day.follow("assistant", "accept-referral", second)
    told = page.locator("main").inner_text()
    assert "and exhibit 4" in told and "It is on the case now, and listed." in told
    send_without_error(page)


# Journey 2


def test_a_plan_is_accepted_varied_and_challenged_and_what_is_left_is_settled(scene, day):
    builder = build_case(scene, suspects=2).accept()
    day = day(builder)
    day.does("manager", "allocate-case", builder.case, to=str(scene.prosecutor.pk))
    set_plan_on_pages(day, builder)
    question_plan(day, builder)
    resolve_challenge(day, builder, scene)
    texts = [item.text for item in builder.items]
    assert texts == [
        "Her friend. Both sides know the reason.",
        "The door alone.",
        "The pages of that week.",
    ]


def set_plan_on_pages(day, builder):
    """Set a plan of three actions, added one by one."""
    about = {"suspects": suspect_ids(builder)}
    seen = {"test": "FULL", "evidence": "Her account, and the messages."}
    page = day.does("prosecutor", "record-review", builder.case, **about, **seen)
    follow_link(
        page, reverse("set-action-plan", args=[builder.case.reviews.unscoped("test").get().pk])
    )
    for n, text in enumerate(
        ("Her friend. Both sides know the reason.", "The footage.", "Her diary.")
    ):
        if n:
            page.locator("button[name=add]").click()
        fill_fields(page, action_form(n, text=text, **about))
    send_without_error(page)


def question_plan(day, builder):
    """
    The officer accepts, varies and challenges; the prosecutor agrees once and keeps one as it is.
    """
    one, two, three = builder.items
    on = {item: {"via": way_to_item(item)} for item in (one, two, three)}
    varied = {
        "proposed_text": "The door alone.",
        "proposed_on": LATER,
        "text": "The club has it. Both sides know the reason.",
    }
    why = {"reason": "DISPROPORTIONATE", "text": "It is her diary. Both sides know the reason."}
    day.does("officer", "accept-item", one, **on[one])
    day.does("officer", "vary-item", two, **on[two], **varied)
    day.does("officer", "challenge-item", three, **on[three], **why)
    day.does("prosecutor", "answer-challenge", two, **on[two], answer="AGREE")
    facts = {"answer": "HOLD", "text": "It is the only account."}
    day.does("prosecutor", "answer-challenge", three, **on[three], **facts)


def resolve_challenge(day, builder, scene):
    """An inspector and a legal manager resolve the challenge."""
    three = builder.items[2]
    there = {"via": way_to_item(three)}
    pair = {"inspector": str(scene.inspector.pk), "manager": str(scene.manager.pk)}
    day.does(
        "officer",
        "send-challenge-up",
        three,
        **there,
        text="Which pages? Both sides know the reason.",
        **pair,
    )
    found = {
        "outcome": "PART",
        "new_text": "The pages of that week.",
        "text": "A week is enough. Both sides know the reason.",
    }
    day.does("inspector", "propose-outcome", three, **there, **found)
    day.does("manager", "answer-outcome", three, **there, is_agreed="yes")


# Journey 3


def test_an_intrusive_action_is_requested_and_an_insufficient_answer_given_again(scene, day):
    builder = build_case(scene).allocate().plan({"reach": WHY | {"reach": "HOLDER"}}, {})
    day = day(builder)
    attendance, statement = builder.items
    record_steps_of_request(day, attendance)
    day.does("officer", "answer-item", attendance, via=way_to_item(attendance),
             answer="DONE", done="Held at the school.")  # fmt: skip
    there = {"via": way_to_item(statement)}
    day.does(
        "officer",
        "answer-item",
        statement,
        **there,
        answer="CANNOT",
        because="Abroad. Both sides know the reason.",
    )
    assert day.suspect.state == State.WITH_PROSECUTOR  # without anybody's action
    missing = {"text": "By video, then. Both sides know the reason.", "due_on": SOON}
    day.does("prosecutor", "say-what-is-missing", statement, **there, **missing)
    assert day.suspect.state == State.ACTION_PLAN
    day.does("officer", "answer-item", statement, **there, answer="DONE", done="Taken by video.")
    assert day.suspect.state == State.WITH_PROSECUTOR
    day.does("prosecutor", "accept-answer", statement, **there)


def record_steps_of_request(day, item):
    """
    The police record the authority and the notice to the victim; only then can they mark it
    requested, and record what the holder replied.
    """
    one = VictimRequest.objects.unscoped("test").get(item=item)
    there, today = [*way_to_item(item), ("see-victim-request", one)], date.today()
    page = day.follow("officer", "see-victim-request", one, via=way_to_item(item))
    assert not page.locator(f"a[href='{reverse('mark-requested', args=[one.pk])}']").count()
    day.does("officer", "record-authority", one, via=there, **DECIDED, **BELIEF,
             authorised_on=today)  # fmt: skip
    day.does("officer", "record-notice", one, via=there, told="yes", given_on=today,
             told_whom="victim", is_whole="yes", **TOLD)  # fmt: skip
    day.does("officer", "mark-requested", one, via=there, requested_on=today,
             request_means="By secure mail.", request_text="Attendance, to check dates.",
             )  # fmt: skip
    day.does("officer", "record-reply", one, via=there, replied_on=today, reply="ALL")
