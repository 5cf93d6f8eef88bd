"""A working day in a browser: each person has a window and follows the links of the pages."""

import re
from datetime import date, datetime

from django.urls import reverse

from cases.models import Case, Suspect
from tests.support.browser.page_check import DESK, PHONE, click_and_wait, send_page

AT_A_DESK = {"width": DESK, "script": True}
ON_A_PHONE = {"width": PHONE, "script": False}  # without script
POLICE = {"officer", "supervisor", "inspector", "contact"}


class Day:
    """
    The browser windows of everybody on one case; each follows the links of the pages.

    how: options of a window, or a function that returns them for a person.
    """

    def __init__(self, window, site, urn, how):
        self.window, self.site, self.urn = window, site, urn
        self.how = how if callable(how) else lambda who: how
        self.pages = {}

    def as_(self, who):
        if who not in self.pages:
            self.pages[who] = self.window(who, **self.how(who))
        return self.pages[who]

    @property
    def case(self):
        return Case.objects.unscoped("test").get(urn=self.urn)

    @property
    def suspect(self):
        return Suspect.objects.unscoped("test").get(case=self.case)

    def open_case(self, who):
        """Find the case by its URN."""
        page = self.as_(who)
        page.goto(self.site)
        page.fill("#id_sought", self.urn)
        page.get_by_role("button", name="Find case").click()
        page.wait_for_url(re.compile("/cases/.+"))
        return page

    def comes_in(self, who, *ways):
        """Sign in, and follow the links to these URLs from the first page."""
        page = self.as_(who)
        page.goto(self.site)
        for address in ways:
            follow_link(page, address)
        return page

    def follow(self, who, name, row, via=()):
        """
        Follow links to the page of a verb, from the open page or else from the case's page.

        via: (name, row) of each page between.
        """
        page = self.pages.get(who) or self.open_case(who)
        if not self._leads_to(page, name, row):
            page.goto(self.site + reverse("see-case", args=[self.case.pk]))
            for between, about in via:
                follow_link(page, reverse(between, args=[about.pk]))
        follow_link(page, reverse(name, args=[row.pk]))
        return page

    def _leads_to(self, page, name, row):
        return page.locator(f'main a[href="{reverse(name, args=[row.pk])}"]').count()

    def does(self, who, name, row, via=(), **answers):
        """Follow the links to a form, answer and submit it; returns the page it leads to."""
        page = self.follow(who, name, row, via)
        fill_fields(page, answers)
        return send_without_error(page)

    def reads(self, who, name, row, *told):
        """Open a page by its links, and check that it has these words."""
        page = self.follow(who, name, row)
        found = visible_text(page)
        assert [words for words in told if words not in found] == []
        return page


def way_to_item(item):
    """The pages between a case and what is done to one of its actions."""
    return [("see-plan", item.plan), ("see-item", item)]


def visible_text(page):
    """The visible text of a page."""
    return page.locator("main").inner_text()


def follow_link(page, address):
    """Click a link of the page or of its menus, which is opened first where the link is folded."""
    link = page.locator(f'a[href="{address}"]').first
    if link.count() and not link.is_visible():
        page.locator("details:not([open])", has=link).first.locator("summary").first.click()
    click_and_wait(link)


def send_without_error(page):
    """Press the green button, and check that no error page follows."""
    send_page(page)
    wrong = page.locator(".govuk-error-summary")
    assert not wrong.count(), wrong.inner_text()
    return page


def fill_fields(page, answers):
    """Fill in fields by name: a text, a date, or the value of each box to tick."""
    for name, given in answers.items():
        for each in given if isinstance(given, list) else [given]:
            _fill_field(page, name, each)


def open_folded(page, name, value=None):
    """Open the folded part of a page in which a field, or one of its options, stands."""
    wanted = f"[name='{name}'], [name^='{name}-']"
    if value is not None:
        wanted = f"[name='{name}'][value='{value}']"
    part = page.locator("main details:not([open])", has=page.locator(wanted))
    if part.count():
        part.first.locator("summary").first.click()


def _fill_field(page, name, given):
    options = page.locator(f"main [name='{name}'][type=radio], main [name='{name}'][type=checkbox]")
    open_folded(page, name, given if options.count() else None)
    if isinstance(given, date):
        parts = ("day", "month", "year", "hour", "minute")
        for part in parts if isinstance(given, datetime) else parts[:3]:
            page.fill(f"main [name='{name}-{part}']", str(getattr(given, part)))
        return
    box = page.locator(f"main [name='{name}']").first
    if box.get_attribute("type") in ("radio", "checkbox"):
        page.check(f"main [name='{name}'][value='{given}']")
    elif box.evaluate("it => it.tagName") == "SELECT":
        _select_option(page, name, box, given)
    else:
        box.fill(given)


def _select_option(page, name, box, given):
    """Select from a long list; with script, by typing part of the option."""
    typed = page.locator(f"main input#id_{name}")
    if typed.count():
        typed.fill(box.locator(f"option[value='{given}']").text_content())
        page.locator(f"#id_{name}__listbox li").first.click()
    else:
        box.select_option(given)
