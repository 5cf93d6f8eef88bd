"""How long closed cases are kept, what is to be reviewed, and what was destroyed."""

from django.urls import reverse

from tests.support.browser.page_check import SitePage, send_page
from tests.support.browser.pages.worklists import worklist_case_url


def destruction_url(name):
    """The URL of a page that settles the destruction of the scene."""
    return lambda scene: reverse(name, args=[scene.to_keep.destruction.pk])


def victim_url(name, builder):
    """The URL of a page about the victim of a closed case of the scene."""
    return lambda scene: reverse(name, args=[getattr(scene, builder).victim.pk])


def identity_url(name):
    """The URL of a page that settles the destruction of an identity of the scene."""
    return lambda scene: reverse(name, args=[scene.to_destroy.identity_destruction.pk])


PAGES = [
    SitePage("retention", "manager", worklist_case_url("see-retention", "to_keep")),
    SitePage("retention-police", "supervisor", worklist_case_url("see-retention", "to_keep")),
    SitePage("retention-free", "supervisor", worklist_case_url("see-retention", "to_destroy")),
    SitePage("retention-open", "officer", worklist_case_url("see-retention", "opened")),
    SitePage("hold", "supervisor", worklist_case_url("place-legal-hold", "to_destroy")),
    SitePage(
        "hold-blank", "supervisor", worklist_case_url("place-legal-hold", "to_destroy"), send_page
    ),
    SitePage(
        "hold-end-blank",
        "manager",
        lambda scene: reverse("end-legal-hold", args=[scene.to_keep.hold.pk]),
        send_page,
    ),
    SitePage(
        "keep-blank", "supervisor", worklist_case_url("review-retention", "to_destroy"), send_page
    ),
    SitePage(
        "destroy-propose-blank",
        "supervisor",
        worklist_case_url("propose-destruction", "to_destroy"),
        send_page,
    ),
    SitePage("destroy-approve", "manager", destruction_url("approve-destruction")),
    SitePage("destroy-approve-kept", "manager", destruction_url("approve-destruction"), send_page),
    SitePage("destroy-refuse-blank", "manager", destruction_url("refuse-destruction"), send_page),
    SitePage("destroy-withdraw", "supervisor", destruction_url("withdraw-destruction")),
    SitePage("cases-to-review", "supervisor", "/cases-to-review/"),
    SitePage("destroyed-cases", "supervisor", "/destroyed-cases/"),
    SitePage("identity-proposed", "manager", victim_url("see-identity-destruction", "to_destroy")),
    SitePage("identity-kept", "supervisor", victim_url("see-identity-destruction", "to_keep")),
    SitePage("identity-destroyed", "officer", victim_url("see-identity-destruction", "erased")),
    SitePage("victim-destroyed", "officer", victim_url("see-victim", "erased")),
    SitePage(
        "identity-propose-blank",
        "supervisor",
        victim_url("propose-identity-destruction", "to_destroy"),
        send_page,
    ),
    SitePage("identity-approve", "manager", identity_url("approve-identity-destruction")),
    SitePage(
        "identity-refuse-blank", "manager", identity_url("refuse-identity-destruction"), send_page
    ),
    SitePage("identity-withdraw", "supervisor", identity_url("withdraw-identity-destruction")),
]
