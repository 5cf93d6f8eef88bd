"""Duties to victims: of one victim, of a unit, why by then, and events recorded by hand."""

from django.urls import reverse

from tests.support.browser.page_check import SitePage, send_page
from tests.support.browser.pages.contacts import known_victim_url, new_victim_url
from tests.support.victims.duties import recomputed_duties


def duty_url(name):
    """The address of a page about the first thing that the known victim is to be told."""
    return lambda scene: reverse(name, args=[scene.duty])


def duty_of_changed_charges(scene):
    """The address of the duty that the charges against the suspect were changed."""
    rows = recomputed_duties(scene.stopped)
    [*_others, duty] = [each for each in rows if each.what == "ALTERED"]
    return reverse("see-duty", args=[duty.pk])


PAGES = [
    SitePage("owed-duties", "contact", reverse("see-owed-duties")),
    SitePage("owed-duties-none", "administrator", reverse("see-owed-duties")),
    SitePage("duties", "officer", known_victim_url("see-duties")),
    SitePage("duties-none", "liaison", new_victim_url("see-duties")),
    SitePage("duty", "contact", duty_url("see-duty")),
    SitePage("duty-changed-charges", "liaison", duty_of_changed_charges),
    SitePage(
        "record-code-breach-blank", "contact",
        lambda scene: reverse("record-code-breach", args=[scene.late_duty]), send_page,
    ),
    SitePage("record-event-blank", "contact", known_victim_url("record-victim-event"), send_page),
    SitePage(
        "withdraw-event", "officer",
        lambda scene: reverse("withdraw-victim-event", args=[scene.victim_event]),
    ),
    SitePage("duty-figures", "supervisor", reverse("see-duty-figures")),
    SitePage("duty-figures-none", "manager", reverse("see-duty-figures") + "?month=2019-01"),
    SitePage(
        "duty-figures-list", "supervisor",
        lambda scene: reverse("see-duty-figures-list", args=["in-time"])
        + f"?among=1&unit={scene.police.pk}",
    ),
    SitePage("end-duties-blank", "officer", known_victim_url("end-duties"), send_page),
]  # fmt: skip
