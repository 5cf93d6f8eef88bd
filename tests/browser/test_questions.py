"""Questions about actions in a real browser: accepted, varied, challenged, answered and settled."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.browser.test_journey import Day, fill_date
from tests.browser.visits import DESK, PHONE, send
from tests.cast import Road


def ask(day, who, name, item):
    """From the page of the case to that of the action, and on to what can be done about it."""
    page = day.follow(who, "see-item", item.pk)
    page.locator(f'a[href="{reverse(name, args=[item.pk])}"]').first.click()
    return page


def sent(page):
    send(page)
    page.wait_for_url(re.compile("/items/[^/]+/$"))


def the_police_question_it(day, one, two, three):
    sent(ask(day, "officer", "accept-item", one))
    page = ask(day, "officer", "vary-item", two)
    page.fill("#id_proposed_text", "The footage of the door alone.")
    fill_date(page, "proposed_on", date.today() + timedelta(days=20))
    page.fill("#id_text", "The rest is with the club.")
    sent(page)
    page = ask(day, "officer", "challenge-item", three)
    page.check("input[name=reason][value=DISPROPORTIONATE]")
    page.fill("#id_text", "It is her diary.")
    sent(page)


def the_prosecutor_answers(day, two, three):
    page = ask(day, "prosecutor", "answer-challenge", two)
    page.check("input[name=answer][value=AGREE]")
    sent(page)
    page = ask(day, "prosecutor", "answer-challenge", three)
    page.check("input[name=answer][value=HOLD]")
    page.fill("#id_text", "It is the only account.")
    sent(page)


def two_people_settle_it(day, scene, three):
    page = ask(day, "officer", "send-challenge-up", three)
    for name in ("inspector", "manager"):
        page.check(f"input[name={name}][value='{getattr(scene, name).pk}']")
    page.fill("#id_text", "Which of the pages?")
    sent(page)
    page = ask(day, "inspector", "propose-outcome", three)
    page.check("input[name=outcome][value=PART]")
    page.fill("#id_new_text", "The pages of that week.")
    page.fill("#id_text", "One week is enough.")
    sent(page)
    page = ask(day, "manager", "answer-outcome", three)
    page.check("input[name=is_agreed][value=yes]")
    sent(page)


@pytest.mark.parametrize(
    ("width", "script"), [(DESK, True), (PHONE, False)],
    ids=["on a desk", "on a phone without script"],
)  # fmt: skip
def test_one_is_accepted_one_varied_and_one_settled_by_two_people(
    window, site, scene, faultless, width, script
):
    road = Road(scene, suspects=2, at=timezone.now() - timedelta(days=2)).allocate()
    road.plan({}, {"text": "The footage."}, {"text": "Get her diary."})
    day, (one, two, three) = Day(window, site, road.urn, width=width, script=script), road.items

    the_police_question_it(day, one, two, three)
    the_prosecutor_answers(day, two, three)
    two_people_settle_it(day, scene, three)

    texts = [item.text for item in road.items]
    assert texts[1:] == ["The footage of the door alone.", "The pages of that week."]
    assert [item.challenge for item in road.items] == ["", "", ""]
    faultless(day.follow("officer", "see-item", three.pk), script=script)
