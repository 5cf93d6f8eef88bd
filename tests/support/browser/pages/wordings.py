"""Standard wordings: edited by managers, used by prosecutors."""

from django.urls import reverse

from tests.support.browser.page_check import Page, press, send
from tests.support.browser.pages.prosecutors_work import about, review


def of(name):
    return lambda scene: reverse(name, args=[scene.wording.pk])


def use(page):
    """Start the first action from a wording."""
    page.select_option("#id_items-0-wording", label="Records: Diary")
    press(page.locator("button[name=use][value='0']"))


PAGES = [
    Page("plan-wording", "prosecutor", about("set-action-plan", "reviewed", review), use),
    Page("wordings", "manager", reverse("see-wordings")),
    Page("wording", "manager", of("see-wording")),
    Page("add-wording-blank", "manager", reverse("add-wording"), send),
    Page("amend-wording-blank", "manager", of("amend-wording"), send),
    Page("retire-wording-blank", "manager", of("retire-wording"), send),
]
