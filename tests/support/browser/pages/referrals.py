"""Building a case, and a referral from the empty form to triage."""

from django.urls import reverse

from cases.models import Allegation
from tests.support.browser.page_check import Page, send
from tests.support.browser.scenes.everything import LONG


def of_case(name, road):
    """The URL of a page about a case of the scene."""
    return lambda scene: reverse(name, args=[getattr(scene, road).case.pk])


def of_suspect(name, road):
    return lambda scene: reverse(name, args=[getattr(scene, road).suspects[0].pk])


def of_referral(name, road):
    return lambda scene: reverse(name, args=[getattr(scene, road).referral.pk])


def clear_and_send(page):
    page.fill("#id_urn", "")
    send(page)


def mistype_the_urn(page):
    page.fill("#id_urn", LONG[:45])
    send(page)


def allegation_of(road):
    """The URL at which the first allegation of a road is corrected."""

    def address(scene):
        rows = Allegation.objects.unscoped("test").filter(case=getattr(scene, road).case)
        return reverse("correct-allegation", args=[rows.order_by("pk").first().pk])

    return address


def no_surname(page):
    page.fill("#id_surname", "")
    send(page)


def on_bail_too_long(page):
    """Type a name of one long word, and bail that ends before it began."""
    page.fill("#id_surname", LONG[:81])
    page.check("input[value=ON_BAIL]")
    for name, year in (("bailed_on", "2026"), ("bail_ends_on", "2025")):
        for part, value in {"day": "3", "month": "2", "year": year}.items():
            page.fill(f"#id_{name}-{part}", value)
    send(page)


def fill_with_long_text(page):
    """Type answers of one long word each, one of them over the maximum length, and explanations."""
    for closed in page.locator("#gate li:visible > details > summary").all():
        closed.click()
    for box in page.locator("textarea:visible").all():
        box.fill(LONG)
    page.fill("#id_delay", LONG * 50)
    send(page)


def pick_reasons(page):
    """Select two reasons, with one detail over the maximum length and a date long past."""
    for code in ("no_mg3", "exhibits_missing"):
        page.check(f"input[value={code}]")
    page.fill("#id_detail_no_mg3", LONG)
    for part, value in {"day": "3", "month": "2", "year": "2025"}.items():
        page.fill(f"#id_reply_by-{part}", value)
    send(page)


CASE = [
    Page("open-case", "officer", "/cases/open/"),
    Page("open-case-blank", "officer", "/cases/open/", clear_and_send),
    Page("open-case-wrong", "officer", "/cases/open/", mistype_the_urn),
    Page("open-case-refused", "assistant", "/cases/open/", status=403),
    Page("add-suspect", "officer", of_case("add-suspect", "opened")),
    Page("add-suspect-blank", "officer", of_case("add-suspect", "opened"), send),
    Page("add-suspect-wrong", "officer", of_case("add-suspect", "opened"), on_bail_too_long),
    Page("record-custody", "officer", of_suspect("record-custody", "opened")),
    Page("correct-suspect-blank", "officer", of_suspect("correct-suspect", "opened"), no_surname),
    Page("add-victim", "officer", of_case("add-victim", "opened")),
    Page("add-allegation", "officer", of_case("add-allegation", "opened")),
    Page("add-allegation-blank", "officer", of_case("add-allegation", "opened"), send),
    Page("correct-allegation-blank", "officer", allegation_of("opened"), send),
    Page("add-allegation-too-early", "officer", of_case("add-allegation", "empty")),
]


WRITING = [
    Page("write-referral", "officer", of_case("write-referral", "opened")),
    Page("write-referral-blank", "officer", of_case("write-referral", "opened"), send),
    Page(
        "write-referral-long", "officer", of_case("write-referral", "opened"), fill_with_long_text
    ),
    Page("write-referral-again", "officer", of_case("write-referral", "returned")),
    Page("write-referral-nobody", "officer", of_case("write-referral", "written")),
    Page("write-referral-sent-back", "officer", of_case("write-referral", "sent_back")),
    Page("write-referral-empty", "officer", of_case("write-referral", "empty")),
    Page("revise-referral", "officer", of_referral("revise-referral", "sent_back")),
    Page("withdraw-referral", "officer", of_referral("withdraw-referral", "submitted")),
    Page("withdraw-referral-blank", "officer", of_referral("withdraw-referral", "written"), send),
]
READING = [
    Page("referral-unsent", "officer", of_referral("see-referral", "written")),
    Page("referral-sent-back", "officer", of_referral("see-referral", "sent_back")),
    Page("referral-returned", "officer", of_referral("see-referral", "returned")),
    Page("referral-at-triage", "assistant", of_referral("see-referral", "submitted")),
    Page("sign-off", "supervisor", of_referral("sign-referral-off", "written")),
    Page("sign-off-blank", "supervisor", of_referral("sign-referral-off", "written"), send),
    Page("sign-off-over", "supervisor", of_referral("sign-referral-off", "submitted"), status=403),
    Page("send-back", "supervisor", of_referral("send-referral-back", "written")),
    Page("accept-referral", "assistant", of_referral("accept-referral", "submitted")),
    Page("return-referral", "assistant", of_referral("return-referral", "submitted")),
    Page("return-referral-blank", "assistant", of_referral("return-referral", "submitted"), send),
    Page(
        "return-referral-wrong", "assistant", of_referral("return-referral", "submitted"),
        pick_reasons,
    ),
]  # fmt: skip
PAGES = CASE + WRITING + READING
