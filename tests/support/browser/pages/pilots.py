"""Pilots: set up by an administrator, judged by the measures their managers registered."""

from django.urls import reverse

from tests.support.browser.page_check import Page, send


def of(name, part="pilot"):
    return lambda scene: reverse(name, args=[getattr(scene.pilots, part).pk])


def stage(name, asked=""):
    return reverse(name, args=["recorded-to-referral"]) + asked


def share(name, asked="", of="returned"):
    return reverse(name, args=[of]) + asked


def behind(scene):
    """The URL of this year's cases behind the supervisor's figures."""
    return stage("see-figure-list", f"?by=year&period={scene.opened.at.year}")


def behind_a_share(scene):
    """The URL of this year's submissions behind the supervisor's figures."""
    asked = f"?by=year&period={scene.opened.at.year}&answer=RETURNED"
    return share("see-share-list", asked)


def changed(scene):
    return reverse("see-figure-change", args=[scene.pilots.area.pk, "referral-to-decision"])


PAGES = [
    Page("pilots", "administrator", reverse("see-pilots")),
    Page("pilot", "pilot_manager", of("see-pilot")),
    Page("pilot-alone", "administrator", of("see-pilot", "alone")),
    Page("add-pilot-blank", "administrator", reverse("add-pilot"), send),
    Page("change-pilot", "administrator", of("change-pilot")),
    Page("add-pilot-area-blank", "administrator", of("add-pilot-area"), send),
    Page("change-pilot-area", "administrator", of("change-pilot-area", "area")),
    Page("register-measure-blank", "pilot_manager", of("register-measure"), send),
    Page("timeliness", "supervisor", reverse("see-figures")),
    Page("timeliness-of-a-stage", "pilot_manager", stage("see-figure", "?place=ALL&by=month")),
    Page("since-the-pilot-began", "pilot_manager", changed),
    Page("behind-a-figure", "supervisor", behind),
    Page("how-it-is-counted", "manager", stage("explain-figure")),
    Page("share", "pilot_manager", share("see-share", "?place=ALL&by=month")),
    Page("share-place-by-place", "pilot_manager", reverse("compare-places") + "?by=year"),
    Page("share-none", "supervisor", share("see-share", "?place=nowhere")),
    Page("behind-a-share", "supervisor", behind_a_share),
    Page("exports", "pilot_manager", reverse("see-exports")),
    Page("exports-to-ask-for", "supervisor", reverse("ask-export")),
    Page("what-if", "supervisor", reverse("see-what-if") + "?place=ALL&urgency=GREEN&length=50"),
    Page("what-if-blank", "supervisor", reverse("see-what-if") + "?urgency=GREEN&length=soon"),
]
