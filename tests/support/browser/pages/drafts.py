"""Drafts of unsent forms, and where a person finds them."""

from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from devtools.case_builder import scope
from people.models import Session
from people.web.drafts import service
from tests.support.browser.page_check import SitePage, send_page
from tests.support.browser.pages.worklists import worklist_case_url
from tests.support.browser.scenes.everything import LONG


def draft_url(who, verb, builder, row, texts):
    """The URL of a form with drafts of these texts, one in each tab."""

    def address(scene):
        about, at = row(getattr(scene, builder)), timezone.now()
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


def send_after_session_end(page):
    """Type a text, let the session end, and send."""
    page.fill("#id_text", LONG)
    [key] = [
        c["value"] for c in page.context.cookies() if c["name"] == settings.SESSION_COOKIE_NAME
    ]
    Session.objects.filter(session_key=sha256(key.encode()).hexdigest()).update(
        expire_date=timezone.now()
    )
    send_page(page)


TWO = [{"text": "The first of two."}, {"text": LONG}]
COMMENTS = [{"supervisor_comments": LONG}]
PAGES = [
    SitePage(
        "draft-of-two-tabs",
        "officer",
        draft_url("officer", "write_note", "returned", lambda builder: builder.case, TWO),
    ),
    SitePage(
        "draft-left",
        "supervisor",
        draft_url(
            "supervisor",
            "sign_referral_off",
            "submitted",
            lambda builder: builder.referral,
            COMMENTS,
        ),
        status=403,
    ),
    SitePage(
        "signed-out-kept",
        "officer",
        worklist_case_url("write-note", "submitted"),
        send_after_session_end,
    ),
]
