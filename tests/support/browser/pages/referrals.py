"""Building a case, and a referral from the empty form to triage."""

from django.urls import reverse

from cases.models import Allegation
from tests.support.browser.page_check import SitePage, send_page
from tests.support.browser.scenes.everything import LONG


def case_url(name, builder):
    """The URL of a page about a case of the scene."""
    return lambda scene: reverse(name, args=[getattr(scene, builder).case.pk])


def suspect_url(name, builder):
    """The URL of a page about the first suspect of a scene's case."""
    return lambda scene: reverse(name, args=[getattr(scene, builder).suspects[0].pk])


def referral_url(name, builder):
    """The URL of a page about the referral of a scene's case."""
    return lambda scene: reverse(name, args=[getattr(scene, builder).referral.pk])


def clear_and_send(page):
    """Send the form of a case without a URN."""
    page.fill("#id_urn", "")
    send_page(page)


def mistype_urn(page):
    """Send a URN that is one long word."""
    page.fill("#id_urn", LONG[:45])
    send_page(page)


def add_line_and_send(page):
    """Begin an open line of inquiry in each of two rows, and send the form without the rest."""
    page.check("input[name=is_line_open][value=yes]")
    page.fill("#id_open_lines-0-text", LONG)
    page.check("input[name=open_lines-0-is_dated][value=yes]")
    page.locator("main button[name=add]").click()
    page.wait_for_selector("#id_open_lines-1-text")
    page.check("input[name=open_lines-1-is_dated][value=no]")
    page.check("input[name=open_lines-1-may_change_decision][value=yes]")
    send_page(page)


def allegation_url(builder):
    """The URL at which the first allegation of a case is corrected."""

    def address(scene):
        rows = Allegation.objects.unscoped("test").filter(case=getattr(scene, builder).case)
        return reverse("correct-allegation", args=[rows.order_by("pk").first().pk])

    return address


def victim_url(name, builder):
    """The URL of a page about the victim of a scene's case."""
    return lambda scene: reverse(name, args=[getattr(scene, builder).victim.pk])


def leave_answers_out(page):
    """Say that it is domestic abuse, that a ground applies and no MG2, and not by whom nor why."""
    page.check("input[name=domestic_abuse][value=YES]")
    page.check("input[name=is_vulnerable][value=YES]")
    page.check("input[name=assessment][value=NOT_REQUIRED]")
    send_page(page)


def leave_language_out(page):
    """Say that an interpreter is needed, and not for which language, with one long word."""
    page.check("input[name=needs_interpreter][value=YES]")
    page.fill("#id_mental_health", LONG)
    send_page(page)


def clear_surname(page):
    """Send the form of a suspect without a surname."""
    page.fill("#id_surname", "")
    send_page(page)


def type_bail_in_wrong_order(page):
    """Type a name of one long word, and bail that ends before it began."""
    page.fill("#id_surname", LONG[:81])
    page.check("input[value=ON_BAIL]")
    for name, year in (("bailed_on", "2026"), ("bail_ends_on", "2025")):
        for part, value in {"day": "3", "month": "2", "year": year}.items():
            page.fill(f"#id_{name}-{part}", value)
    send_page(page)


def fill_with_long_text(page):
    """Type answers of one long word each, one of them over the maximum length, and explanations."""
    for closed in page.locator("#gate li:visible > details > summary").all():
        closed.click()
    for box in page.locator("textarea:visible").all():
        box.fill(LONG)
    page.fill("#id_delay", LONG * 50)
    send_page(page)


def pick_reasons(page):
    """Select two reasons, with one detail over the maximum length and a date long past."""
    for code in ("no_mg3", "exhibits_missing"):
        page.check(f"input[value={code}]")
    page.fill("#id_detail_no_mg3", LONG)
    for part, value in {"day": "3", "month": "2", "year": "2025"}.items():
        page.fill(f"#id_reply_by-{part}", value)
    send_page(page)


CASE = [
    SitePage("open-case", "officer", "/cases/open/"),
    SitePage("open-case-blank", "officer", "/cases/open/", clear_and_send),
    SitePage("open-case-wrong", "officer", "/cases/open/", mistype_urn),
    SitePage("open-case-refused", "assistant", "/cases/open/", status=403),
    SitePage("add-suspect", "officer", case_url("add-suspect", "opened")),
    SitePage("add-suspect-blank", "officer", case_url("add-suspect", "opened"), send_page),
    SitePage(
        "add-suspect-wrong", "officer", case_url("add-suspect", "opened"), type_bail_in_wrong_order
    ),
    SitePage("record-custody", "officer", suspect_url("record-custody", "opened")),
    SitePage(
        "correct-suspect-blank", "officer", suspect_url("correct-suspect", "opened"), clear_surname
    ),
    SitePage("see-personal-details", "officer", suspect_url("see-personal-details", "opened")),
    SitePage(
        "see-personal-details-recorded",
        "prosecutor",
        suspect_url("see-personal-details", "reviewed"),
    ),
    SitePage(
        "record-personal-details", "officer", suspect_url("record-personal-details", "opened")
    ),
    SitePage(
        "record-personal-details-wrong",
        "officer",
        suspect_url("record-personal-details", "opened"),
        leave_language_out,
    ),
    SitePage("add-victim", "officer", case_url("add-victim", "opened")),
    SitePage("see-circumstances", "officer", victim_url("see-circumstances", "opened")),
    SitePage("record-circumstances", "officer", victim_url("record-circumstances", "opened")),
    SitePage(
        "record-circumstances-wrong",
        "officer",
        victim_url("record-circumstances", "opened"),
        leave_answers_out,
    ),
    SitePage("add-allegation", "officer", case_url("add-allegation", "opened")),
    SitePage("add-allegation-blank", "officer", case_url("add-allegation", "opened"), send_page),
    SitePage("correct-allegation-blank", "officer", allegation_url("opened"), send_page),
    SitePage("add-allegation-too-early", "officer", case_url("add-allegation", "empty")),
]


WRITING = [
    SitePage("write-referral", "officer", case_url("write-referral", "opened")),
    SitePage("write-referral-blank", "officer", case_url("write-referral", "opened"), send_page),
    SitePage(
        "write-referral-lines", "officer", case_url("write-referral", "opened"), add_line_and_send
    ),
    SitePage(
        "write-referral-long", "officer", case_url("write-referral", "opened"), fill_with_long_text
    ),
    SitePage(
        "write-referral-advised",
        "officer",
        lambda scene: reverse("write-referral", args=[scene.advice["given"].case.pk]),
    ),
    SitePage("write-referral-again", "officer", case_url("write-referral", "returned")),
    SitePage(
        "write-referral-again-blank", "officer", case_url("write-referral", "returned"), send_page
    ),
    SitePage("write-referral-nobody", "officer", case_url("write-referral", "written")),
    SitePage("write-referral-sent-back", "officer", case_url("write-referral", "sent_back")),
    SitePage("write-referral-empty", "officer", case_url("write-referral", "empty")),
    SitePage("revise-referral", "officer", referral_url("revise-referral", "sent_back")),
    SitePage("withdraw-referral", "officer", referral_url("withdraw-referral", "submitted")),
    SitePage(
        "withdraw-referral-blank",
        "officer",
        referral_url("withdraw-referral", "written"),
        send_page,
    ),
]
READING = [
    SitePage("referral-unsent", "officer", referral_url("see-referral", "written")),
    SitePage("referral-sent-back", "officer", referral_url("see-referral", "sent_back")),
    SitePage("referral-returned", "officer", referral_url("see-referral", "returned")),
    SitePage("referral-at-triage", "assistant", referral_url("see-referral", "submitted")),
    SitePage("sign-off", "supervisor", referral_url("sign-referral-off", "written")),
    SitePage(
        "sign-off-blank", "supervisor", referral_url("sign-referral-off", "written"), send_page
    ),
    SitePage(
        "sign-off-over", "supervisor", referral_url("sign-referral-off", "submitted"), status=403
    ),
    SitePage("send-back", "supervisor", referral_url("send-referral-back", "written")),
    SitePage("accept-referral", "assistant", referral_url("accept-referral", "submitted")),
    SitePage(
        "correct-urgency-blank",
        "assistant",
        referral_url("correct-urgency", "submitted"),
        send_page,
    ),
    SitePage("return-referral", "assistant", referral_url("return-referral", "submitted")),
    SitePage(
        "return-referral-blank",
        "assistant",
        referral_url("return-referral", "submitted"),
        send_page,
    ),
    SitePage(
        "return-referral-wrong",
        "assistant",
        referral_url("return-referral", "submitted"),
        pick_reasons,
    ),
]
PAGES = CASE + WRITING + READING
