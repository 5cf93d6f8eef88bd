"""Drafts of unsent forms, and where a person finds them."""

from uuid import UUID

from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from devtools.case_builder import scope
from people.web.drafts import service
from tests.support.browser.page_check import Page, send
from tests.support.browser.pages.worklists import of_case
from tests.support.browser.scenes.everything import LONG


def unsent(who, verb, road, row, texts):
    """The URL of a form with drafts of these texts, one in each tab."""

    def address(scene):
        about, at = row(getattr(scene, road)), timezone.now()
        by = scope(getattr(scene, who), at=at)
        for n, typed in enumerate(texts, 1):
            answers = {name: [text] for name, text in typed.items()}
            service.save_draft(
                draft=UUID(int=n),
                key=service.draft_key_of(verb, about.pk),
                typed=answers,
                by=by,
                at=at,
            )
        return reverse(verb.replace("_", "-"), args=[about.pk])

    return address


def send_when_the_session_has_run_out(page):
    page.fill("#id_text", LONG)
    [key] = [
        c["value"] for c in page.context.cookies() if c["name"] == settings.SESSION_COOKIE_NAME
    ]
    Session.objects.filter(session_key=key).update(expire_date=timezone.now())
    send(page)


TWO = [{"text": "The first of two."}, {"text": LONG}]
COMMENTS = [{"supervisor_comments": LONG}]
PAGES = [
    Page(
        "draft-of-two-tabs", "officer",
        unsent("officer", "write_note", "returned", lambda road: road.case, TWO),
    ),
    Page(
        "draft-left", "supervisor",
        unsent(
            "supervisor", "sign_referral_off", "submitted", lambda road: road.referral, COMMENTS
        ),
        status=403,
    ),
    Page(
        "signed-out-kept", "officer", of_case("write-note", "submitted"),
        send_when_the_session_has_run_out,
    ),
]  # fmt: skip
