"""Victims: their wishes, and contact with them."""

from django.urls import reverse

from tests.support.browser.page_check import Page, send
from tests.support.browser.pages.worklists import of_case
from tests.support.browser.scenes.victims import EXACT, LONG


def known(name):
    """The URL of a page about the victim with full records."""
    return lambda scene: reverse(name, args=[scene.known_victim])


def new(name, road="submitted"):
    """The URL of a page about a victim without records."""
    return lambda scene: reverse(name, args=[getattr(scene, road).victim.pk])


def typed(question, answer, *chosen):
    """Answer one question, choose what is named, and send."""

    def first(page):
        page.fill(f"#id_{question}", answer)
        for name, value in chosen:
            page.locator(f"input[name={name}][value={value}]").check()
        send(page)

    return first


def told_about_whom(page):
    """Say that somebody was told of a charge, without saying about whom."""
    for name, value in (("outcome", "REACHED"), ("conveyed", "CHARGE")):
        page.locator(f"input[name={name}][value={value}]").check()
    page.fill("#id_note", LONG * 2)
    send(page)


FIND = reverse("find-victim")
RECORDS = [
    Page("victims", "liaison", reverse("see-victims")),
    Page("victims-none", "administrator", reverse("see-victims")),
    Page("case-victims", "officer", of_case("see-case-victims", "allocated")),
    Page("victim", "officer", known("see-victim")),
    Page("victim-new", "liaison", new("see-victim")),
    Page("wishes", "officer", known("record-wishes")),
    Page("wishes-wrong", "officer", new("record-wishes"), typed("update_every_days", "soon")),
    Page("name-victim-contact", "supervisor", known("name-victim-contact")),
]
IDENTITIES = [
    Page("identity-blank", "officer", new("record-identity"), send),
    Page("reveal-blank", "supervisor", known("reveal-identity"), send),
    Page(
        "revealed",
        "supervisor",
        known("reveal-identity"),
        typed("reason", "She rang us. Both sides know the reason."),
    ),
    Page("find-victim", "officer", FIND, typed("value", EXACT, ("by", "name"))),
    Page("find-victim-nobody", "officer", FIND, typed("value", LONG[:120], ("by", "name"))),
]
CONTACTS = [
    Page("contacts", "contact", known("see-contacts")),
    Page("contacts-none", "liaison", new("see-contacts")),
    Page("record-contact", "liaison", known("record-contact")),
    Page("record-contact-wrong", "contact", new("record-contact"), told_about_whom),
    Page("decide-not-to-contact-blank", "officer", new("decide-not-to-contact"), send),
]


def follow_up(scene):
    """What the manager asks about a contact on the allocated case."""
    return scene.allocated.follow_up


CALLS = [
    Page("calls", "contact", reverse("see-calls")),
    Page("calls-none", "liaison", reverse("see-calls") + "?list=mine"),
    Page("ask-follow-up-blank", "supervisor",
         lambda scene: reverse("ask-follow-up", args=[follow_up(scene).contact_id]), send),
    Page("answer-follow-up-blank", "contact",
         lambda scene: reverse("answer-follow-up", args=[follow_up(scene).pk]), send),
]  # fmt: skip


def withdrawal(name):
    """The address of a page about the withdrawal that nobody has confirmed."""
    return lambda scene: reverse(name, args=[scene.allocated.withdrawal.pk])


def confirmed(page):
    """Say that the withdrawal was confirmed, and nothing else."""
    page.locator("input[name=is_confirmed][value=yes]").check()
    send(page)


COURT = [
    Page("court-support", "contact", known("see-court-support")),
    Page("court-support-none", "liaison", new("see-court-support")),
    Page("special-measure-blank", "contact", new("record-special-measure"), send),
    Page("personal-statement-blank", "contact", new("record-personal-statement"), send),
    Page("case-support-blank", "contact", new("record-case-support"), send),
    Page("victim-withdrawal-blank", "contact", new("record-victim-withdrawal"), confirmed),
    Page("withdrawal-confirm-blank", "contact", withdrawal("confirm-victim-withdrawal"), send),
    Page("withdrawal-back-blank", "contact", withdrawal("take-back-victim-withdrawal"), send),
]
PAGES = RECORDS + IDENTITIES + CONTACTS + CALLS + COURT
