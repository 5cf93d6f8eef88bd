"""Victims: their wishes, and contact with them."""

from django.urls import reverse

from tests.support.browser.page_check import SitePage, send_page
from tests.support.browser.pages.worklists import worklist_case_url
from tests.support.browser.scenes.victims import EXACT, LONG
from tests.support.browser.working_day import fill_fields


def known_victim_url(name):
    """The URL of a page about the victim with full records."""
    return lambda scene: reverse(name, args=[scene.known_victim])


def new_victim_url(name, builder="submitted"):
    """The URL of a page about a victim without records."""
    return lambda scene: reverse(name, args=[getattr(scene, builder).victim.pk])


def answer_one(question, answer, *chosen):
    """Answer one question, choose what is named, and send."""

    def first(page):
        page.fill(f"#id_{question}", answer)
        for name, value in chosen:
            page.locator(f"input[name={name}][value={value}]").check()
        send_page(page)

    return first


def tell_without_suspect(page):
    """Say that somebody was told of a charge, without saying about whom."""
    fill_fields(page, {"outcome": "REACHED", "conveyed": "CHARGE", "note": LONG * 2})
    send_page(page)


FIND = reverse("find-victim")
RECORDS = [
    SitePage("victims", "liaison", reverse("see-victims")),
    SitePage("victims-none", "administrator", reverse("see-victims")),
    SitePage("case-victims", "officer", worklist_case_url("see-case-victims", "allocated")),
    SitePage("victim", "officer", known_victim_url("see-victim")),
    SitePage("victim-new", "liaison", new_victim_url("see-victim")),
    SitePage("victim-readers", "supervisor", known_victim_url("see-victim-readers")),
    SitePage("victim-readers-contact", "contact", known_victim_url("see-victim-readers")),
    SitePage("wishes", "officer", known_victim_url("record-wishes")),
    SitePage(
        "wishes-wrong",
        "officer",
        new_victim_url("record-wishes"),
        answer_one("update_every_days", "soon"),
    ),
    SitePage("characteristics", "officer", known_victim_url("see-characteristics")),
    SitePage("characteristics-none", "liaison", new_victim_url("see-characteristics")),
    SitePage("record-characteristics", "contact", known_victim_url("record-characteristics")),
    SitePage(
        "record-characteristics-blank",
        "liaison",
        new_victim_url("record-characteristics"),
        send_page,
    ),
    SitePage("name-victim-contact", "supervisor", known_victim_url("name-victim-contact")),
]
IDENTITIES = [
    SitePage("identity-blank", "officer", new_victim_url("record-identity"), send_page),
    SitePage("reveal-blank", "supervisor", known_victim_url("reveal-identity"), send_page),
    SitePage(
        "revealed",
        "supervisor",
        known_victim_url("reveal-identity"),
        answer_one("reason", "She rang us. Both sides know the reason."),
    ),
    SitePage("find-victim", "officer", FIND, answer_one("value", EXACT, ("by", "name"))),
    SitePage(
        "find-victim-nobody", "officer", FIND, answer_one("value", LONG[:120], ("by", "name"))
    ),
]
CONTACTS = [
    SitePage("contacts", "contact", known_victim_url("see-contacts")),
    SitePage("contacts-none", "liaison", new_victim_url("see-contacts")),
    SitePage("record-contact", "liaison", known_victim_url("record-contact")),
    SitePage(
        "record-contact-wrong", "contact", new_victim_url("record-contact"), tell_without_suspect
    ),
    SitePage(
        "decide-not-to-contact-blank", "officer", new_victim_url("decide-not-to-contact"), send_page
    ),
]


def follow_up_of_scene(scene):
    """What the manager asks about a contact on the allocated case."""
    return scene.allocated.follow_up


CALLS = [
    SitePage("calls", "contact", reverse("see-calls")),
    SitePage("victim-hearings", "contact", reverse("see-victim-hearings")),
    SitePage("calls-nobody-named", "liaison", reverse("see-calls") + "?list=nobody"),
    SitePage("calls-none", "liaison", reverse("see-calls") + "?list=mine"),
    SitePage(
        "ask-follow-up-blank",
        "supervisor",
        lambda scene: reverse("ask-follow-up", args=[follow_up_of_scene(scene).contact_id]),
        send_page,
    ),
    SitePage(
        "answer-follow-up-blank",
        "contact",
        lambda scene: reverse("answer-follow-up", args=[follow_up_of_scene(scene).pk]),
        send_page,
    ),
]


def withdrawal_url(name):
    """The address of a page about the withdrawal that nobody has confirmed."""
    return lambda scene: reverse(name, args=[scene.allocated.withdrawal.pk])


def confirm_withdrawal(page):
    """Say that the withdrawal was confirmed, and nothing else."""
    page.locator("input[name=is_confirmed][value=yes]").check()
    send_page(page)


COURT = [
    SitePage("court-support", "contact", known_victim_url("see-court-support")),
    SitePage("court-support-none", "liaison", new_victim_url("see-court-support")),
    SitePage(
        "special-measure-blank", "contact", new_victim_url("record-special-measure"), send_page
    ),
    SitePage(
        "personal-statement-blank",
        "contact",
        new_victim_url("record-personal-statement"),
        send_page,
    ),
    SitePage("case-support-blank", "contact", new_victim_url("record-case-support"), send_page),
    SitePage(
        "victim-withdrawal-blank",
        "contact",
        new_victim_url("record-victim-withdrawal"),
        confirm_withdrawal,
    ),
    SitePage(
        "withdrawal-confirm-blank",
        "contact",
        withdrawal_url("confirm-victim-withdrawal"),
        send_page,
    ),
    SitePage(
        "withdrawal-back-blank", "contact", withdrawal_url("take-back-victim-withdrawal"), send_page
    ),
]
PAGES = RECORDS + IDENTITIES + CONTACTS + CALLS + COURT
