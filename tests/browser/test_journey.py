"""The whole road in a real browser, as its people take it, with script and without."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from cases.models import Case, Suspect
from cases.states import State
from tests.browser.visits import DESK, PHONE, send

NOTE = {"name": "statement.txt", "mimeType": "text/plain", "buffer": b"What the friend heard."}
OFFENCE = "SX03002"


class Day:
    """Everybody's windows on one case; each follows the links that the pages offer."""

    def __init__(self, window, site, urn, **how):
        self.window, self.site, self.urn, self.how = window, site, urn, how
        self.pages = {}

    def as_(self, who):
        if who not in self.pages:
            self.pages[who] = self.window(who, **self.how)
        return self.pages[who]

    @property
    def case(self):
        return Case.objects.system("test").get(urn=self.urn)

    @property
    def suspect(self):
        return Suspect.objects.system("test").get(case=self.case)

    def open_case(self, who):
        """Find the case by its URN, as the person who has just been told of it would."""
        page = self.as_(who)
        page.goto(self.site)
        page.fill("#id_urn", self.urn)
        page.get_by_role("button", name="Find case").click()
        page.wait_for_url(re.compile("/cases/.+"))
        return page

    def follow(self, who, name, key):
        """From the case page to the page of a verb, by a link that is there."""
        page = self.open_case(who)
        page.locator(f'a[href="{reverse(name, args=[key])}"]').first.click()
        return page


def fill_date(page, name, day):
    for part in ("day", "month", "year"):
        page.fill(f"#id_{name}-{part}", str(getattr(day, part)))


def choose_offence(page, script):
    if script:
        page.fill("input#id_offence", OFFENCE)
        page.locator("#id_offence__listbox li").first.click()
    else:
        page.select_option("select#id_offence", OFFENCE)


def opens_and_refers(day, today, script):
    page = day.as_("officer")
    page.goto(day.site + reverse("open-case"))
    page.fill("#id_urn", day.urn)
    send(page)
    page.wait_for_url(re.compile("/cases/.+"))
    day.follow("officer", "add-suspect", day.case.pk)
    page.fill("#id_surname", "Hawthorn")
    page.check("input[name=custody][value=UNDER_INVESTIGATION]")
    fill_date(page, "released_on", today - timedelta(days=9))
    send(page)
    day.follow("officer", "add-victim", day.case.pk)
    send(page)
    day.follow("officer", "add-allegation", day.case.pk)
    for one in page.locator("input[type=radio]").all():
        one.check()
    choose_offence(page, script)
    fill_date(page, "from_on", today - timedelta(days=30))
    send(page)
    day.follow("officer", "write-referral", day.case.pk)
    page.locator("input[name=suspects]").first.check()
    page.check("input[name=urgency][value=GREEN]")
    page.check("input[name=code_test][value=FULL]")
    page.fill("#id_summary", "What is alleged.")
    page.fill("#id_lines_done", "Both interviews.")
    page.fill("#id_no_advice_because", "He was seen on the first day.")
    send(page)
    page.wait_for_url(re.compile("/referrals/.+"))


def reaches_a_prosecutor(day):
    referral = day.case.referrals.system("test").get()
    page = day.follow("supervisor", "sign-referral-off", referral.pk)
    page.fill("#id_supervisor_comments", "Ready to go.")
    page.get_by_role("button", name="Sign off and send to the CPS").click()
    page.wait_for_url(re.compile("/referrals/.+"))
    page = day.follow("assistant", "accept-referral", referral.pk)
    send(page)
    page = day.follow("manager", "allocate-case", day.case.pk)
    page.locator("input[name=to]").first.check()
    send(page)
    page.wait_for_url(re.compile("/cases/.+"))


def is_asked_and_answered(day, who, today):
    page = day.follow(who, "record-review", day.case.pk)
    page.locator("input[name=suspects]").first.check()
    page.fill("#id_evidence", "The first account supports her.")
    send(page)
    page.wait_for_url(re.compile("/reviews/.+"))
    review = day.case.reviews.system("test").get()
    page.goto(day.site + reverse("set-action-plan", args=[review.pk]))
    page.locator("textarea[name$=text]").first.fill("Take the friend’s statement.")
    page.locator("input[name$=category][value=STATEMENTS]").first.check()
    page.locator("input[name$=suspects]").first.check()
    page.locator("textarea[name$=line_of_inquiry]").first.fill("First account.")
    page.locator("textarea[name$=proportionality]").first.fill("One short statement.")
    page.locator("input[name$=reach][value=no]").first.check()
    page.locator("input[name$=weight][value=ESSENTIAL]").first.check()
    for part in ("day", "month", "year"):
        soon = str(getattr(today + timedelta(days=10), part))
        page.locator(f"input[name$=due_on-{part}]").first.fill(soon)
    send(page)
    page.wait_for_url(re.compile("/cases/.+"))
    item = day.case.action_items.system("test").get()
    page = day.follow("officer", "see-item", item.pk)
    page.locator(f'a[href="{reverse("answer-item", args=[item.pk])}"]').click()
    page.check("input[name=answer][value=DONE]")
    page.fill("#id_done", "Taken and checked.")
    page.set_input_files("input[name=documents]", NOTE)
    page.select_option("#id_mg_form", "MG11")
    send(page)
    page.wait_for_url(re.compile("/items/[^/]+/$"))
    assert day.suspect.state == State.WITH_PROSECUTOR  # by itself


def is_decided_and_charged(day, who, today):
    item = day.case.action_items.system("test").get()
    page = day.follow(who, "see-item", item.pk)
    page.locator(f'a[href="{reverse("accept-answer", args=[item.pk])}"]').click()
    send(page)
    page.wait_for_url(re.compile("/items/[^/]+/$"))
    page = day.follow(who, "authorise-charge", day.suspect.pk)
    page.locator("input[name=allegations]").first.check()
    page.fill("#id_rationale", "The test is met.")
    send(page)
    page.wait_for_url(re.compile("/cases/.+"))
    page = day.follow("officer", "report-charge", day.suspect.pk)
    page.check("input[name=method][value=WRITTEN_CHARGE]")
    fill_date(page, "charged_on", today)
    send(page)
    page.wait_for_url(re.compile("/cases/.+"))


@pytest.mark.parametrize(
    ("urn", "width", "script"),
    [("52RS9000126", DESK, True), ("52RS9000226", PHONE, False)],
    ids=["on a desk", "on a phone without script"],
)
def test_from_a_referral_to_a_charge(window, site, scene, faultless, urn, width, script):
    today = date.today()
    day = Day(window, site, urn, width=width, script=script)

    opens_and_refers(day, today, script)
    reaches_a_prosecutor(day)
    grant = day.case.prosecutor_id
    who = next(n for n in ("prosecutor", "other_prosecutor") if getattr(scene, n).pk == grant)
    is_asked_and_answered(day, who, today)
    is_decided_and_charged(day, who, today)

    assert day.suspect.state == State.CHARGED
    faultless(day.open_case("officer"), script=script)
