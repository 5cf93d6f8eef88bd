"""Duties to victims: of one victim, of a unit, why by then, and events recorded by hand."""

from django.urls import reverse

from tests.support.browser.page_check import Page, send
from tests.support.browser.pages.contacts import known, new


def about(name):
    """The address of a page about the first thing that the known victim is to be told."""
    return lambda scene: reverse(name, args=[scene.duty])


PAGES = [
    Page("owed-duties", "contact", reverse("see-owed-duties")),
    Page("owed-duties-none", "administrator", reverse("see-owed-duties")),
    Page("duties", "officer", known("see-duties")),
    Page("duties-none", "liaison", new("see-duties")),
    Page("duty", "contact", about("see-duty")),
    Page("record-event-blank", "contact", known("record-victim-event"), send),
    Page(
        "withdraw-event", "officer",
        lambda scene: reverse("withdraw-victim-event", args=[scene.victim_event]),
    ),
    Page("duty-figures", "supervisor", reverse("see-duty-figures")),
    Page("duty-figures-none", "manager", reverse("see-duty-figures") + "?month=2019-01"),
    Page(
        "duty-figures-list", "supervisor",
        lambda scene: reverse("see-duty-figures-list", args=["in-time"])
        + f"?among=1&unit={scene.police.pk}",
    ),
    Page("end-duties-blank", "officer", known("end-duties"), send),
]  # fmt: skip
