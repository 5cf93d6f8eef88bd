"""Pilots: set up by an administrator, judged by the measures their managers registered."""

from django.urls import reverse

from tests.support.browser.page_check import SitePage, send_page


def pilot_url(name, part="pilot"):
    """The URL of a page about the scene's pilot or a part of it."""
    return lambda scene: reverse(name, args=[getattr(scene.pilots, part).pk])


def stage(name, asked=""):
    """The URL of a page about the figures of one stage."""
    return reverse(name, args=["recorded-to-referral"]) + asked


def share_url(name, asked="", of="returned"):
    """The URL of a page about one proportion."""
    return reverse(name, args=[of]) + asked


def figure_list_url(scene):
    """The URL of this year's cases behind the supervisor's figures."""
    return stage("see-figure-list", f"?by=year&period={scene.opened.at.year}")


def share_list_url(scene):
    """The URL of this year's submissions behind the supervisor's figures."""
    asked = f"?by=year&period={scene.opened.at.year}&answer=RETURNED"
    return share_url("see-share-list", asked)


def figure_change_url(scene):
    """The URL of the chart of one stage in the scene's pilot area."""
    return reverse("see-figure-change", args=[scene.pilots.area.pk, "referral-to-decision"])


PAGES = [
    SitePage("pilots", "administrator", reverse("see-pilots")),
    SitePage("pilot", "pilot_manager", pilot_url("see-pilot")),
    SitePage("pilot-alone", "administrator", pilot_url("see-pilot", "alone")),
    SitePage("add-pilot-blank", "administrator", reverse("add-pilot"), send_page),
    SitePage("change-pilot", "administrator", pilot_url("change-pilot")),
    SitePage("add-pilot-area-blank", "administrator", pilot_url("add-pilot-area"), send_page),
    SitePage("change-pilot-area", "administrator", pilot_url("change-pilot-area", "area")),
    SitePage("register-measure-blank", "pilot_manager", pilot_url("register-measure"), send_page),
    SitePage("pilot-area-at-a-glance", "pilot_manager", reverse("see-pilot-area")),
    SitePage("timeliness", "supervisor", reverse("see-figures")),
    SitePage("timeliness-of-a-stage", "pilot_manager", stage("see-figure", "?place=ALL&by=month")),
    SitePage("since-the-pilot-began", "pilot_manager", figure_change_url),
    SitePage("behind-a-figure", "supervisor", figure_list_url),
    SitePage("how-it-is-counted", "manager", stage("explain-figure")),
    SitePage("share", "pilot_manager", share_url("see-share", "?place=ALL&by=month")),
    SitePage(
        "share-with-days", "pilot_manager", share_url("see-share", "?place=ALL&by=year", "late-ask")
    ),
    SitePage(
        "share-of-decisions",
        "pilot_manager",
        share_url("see-share", "?place=ALL&by=year", "decision-charge"),
    ),
    SitePage(
        "share-with-parts",
        "pilot_manager",
        share_url("see-share", "?place=ALL&by=year", "answered-charged"),
    ),
    SitePage(
        "share-by-circumstances",
        "pilot_manager",
        share_url("see-share", "?place=ALL&by=year", "charged"),
    ),
    SitePage("share-place-by-place", "pilot_manager", reverse("compare-places") + "?by=year"),
    SitePage("share-none", "supervisor", share_url("see-share", "?place=nowhere")),
    SitePage("behind-a-share", "supervisor", share_list_url),
    SitePage("exports", "file_taker", reverse("see-exports")),
    SitePage("exports-to-ask-for", "file_taker", reverse("ask-export")),
    SitePage("exports-to-ask-for-blank", "file_taker", reverse("ask-export"), send_page),
    SitePage(
        "figure-as-a-file",
        "file_taker",
        reverse("export-figure", args=["referral-to-decision"]) + "?as=csv&by=year",
    ),
    SitePage(
        "share-as-a-file", "file_taker", reverse("export-share", args=["returned"]) + "?as=ods"
    ),
    SitePage("report-as-a-file", "file_taker", reverse("export-panel-report") + "?as=pdf"),
    SitePage("file-quality-as-a-file", "file_taker", reverse("export-file-quality")),
    SitePage(
        "figure-to-take-away", "file_taker", reverse("see-figure", args=["referral-to-decision"])
    ),
    SitePage(
        "what-if", "supervisor", reverse("see-what-if") + "?place=ALL&urgency=GREEN&length=50"
    ),
    SitePage("what-if-blank", "supervisor", reverse("see-what-if") + "?urgency=GREEN&length=soon"),
]
