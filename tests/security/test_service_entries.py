"""
Nobody outside the service finds a service's private entries, in any role, anywhere.

Two worlds begin alike. In one, the ISVA opens the page of service entries; in the other, they add
an entry. Then everybody opens every page and sends every form, and all scheduled tasks run; apart
from the service's own two tables the worlds must be the same to the byte. That only the service's
own page queries entries is checked in every test by tests/support/private_entry_guard.py.
"""

import re
from uuid import uuid5

import pytest
from django.utils import timezone

from devtools.smtp_relay import MailRoom
from people.access.scopes import scope_of
from rasso import readiness
from tests.security.test_hidden_is_missing import comparable_response
from tests.support.browser.ci_share import share_of_checks
from tests.support.cases.pages import client_for, page_url
from tests.support.cases.permission_matrix import matrix_rows
from tests.support.module_fixtures import module_fixture
from tests.support.security.private_entry import (
    FORM,
    OWN,
    ROLES,
    TYPED,
    browsers,
    build_supported_case,
    markers_in,
    rolled_back_world,
)
from tests.support.security.side_effects import LogCollector, Redis, mails_of_a_week, table_rows
from tests.support.service_entries import service_rows
from tests.support.sitemap import routes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("commit_after_requests")]
# Pages that end the session, that have the entries, and that show the state of machines.
NOT_ASKED = {"account_logout", "service-entries", "livez", "readyz", "readyz-reminders"}
SENDING = share_of_checks(["officer", "liaison"])  # people who also open and send forms
# People whom CI always checks: the ISVA's own service, the log's reader and anonymous; with a third
# of the others.
LOOKING = {
    *SENDING,
    *OWN,
    "other_isva",
    "auditor",
    "anonymous",
    *share_of_checks(ROLES, at_least=5),
}
SHOWING = ("see-", "download-", "print-")  # pages about a row that are no forms
CLOSE = ("Case", "VictimRecord", "Contact", "Duty", "Letter", "Meeting", "RightToReview")
SOUGHT = ("597", "19 July 2031", "2031-07-19", "HOUSING")


@module_fixture
def builder():
    builder = build_supported_case()
    builder.rows = matrix_rows(builder) | {"Support": builder.support}
    del builder.rows["Transfer"]  # made up for a case that was never offered
    return builder


def addresses(builder, who):
    """
    Every page without a row, all about the support, and those about rows that a role may read.

    People in SENDING open all pages. The permission matrix opens each page for each role, with an
    entry too; test_hidden_is_missing.py checks that unreadable rows look missing.
    """
    user = getattr(builder.cast, who, None)
    scope = user and scope_of(user, at=timezone.now())
    read = {
        key: row
        for key, row in builder.rows.items()
        if key == "Support" or (scope and type(row).objects.for_scope(scope).filter(pk=row.pk))
    }
    for route in routes():
        if route.name in NOT_ASKED or route.name.startswith(("account_", "mfa_")):
            continue
        if route.name == "see-my-day" and who in OWN:  # has the day of the next contact
            continue
        if not route.takes:
            yield route.at()
        elif route.is_about_a_row and _is_opened_by(route, who):
            rows = [row for key, row in read.items() if route.model.__name__ in (key, key[0])]
            yield from (route.at(pk=row.pk) for row in rows[:1])


def _is_opened_by(route, who):
    about = route.model.__name__
    if about == "Support" or who in SENDING:
        return True
    return about in CLOSE and route.name.startswith(SHOWING)


def response_facts(answer):
    """Everything in a response with its headers, also of a file."""
    if answer.streaming:
        return answer.status_code, b"".join(answer).decode(errors="replace"), dict(answer.items())
    status, body, headers, _cookies = comparable_response(answer)
    headers.pop("Content-Length", None)  # depends on the digits of increasing numbers
    return status, re.sub(r"~\d+", "~n", body), headers


def crawl_pages(browser, start):
    """{URL: response} of a person's pages, and of further lists that they link to."""
    waiting, found = list(start), {}
    while waiting:
        to = waiting.pop()
        if to not in found:
            found[to] = _status, body, _headers = response_facts(browser.get(to))
            lists = re.findall(
                r'href="(/worklists/[^"#]+|\?(?:events|list|month|by)=[^"#]+)"', body
            )
            waiting += [to.partition("?")[0] + link if link[0] == "?" else link for link in lists]
    return found


def send_forms(browser, pages, entry):
    """{URL: response} of each form, with an entry's id as every answer."""
    found = {}
    for to, (_status, body, _headers) in pages.items():
        if 'name="form_key"' in body:
            names = set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', body))
            names -= {"form_key", "csrfmiddlewaretoken", "save_draft", "discard_draft"}
            with rolled_back_world():
                answer = browser.post(to, dict.fromkeys(names, str(entry)) | {"form_key": FORM})
                found["POST", to] = response_facts(answer)
    return found


def search_responses(browser):
    """{(page, input): response} of the searches."""
    asked = [("find-case", {"sought": each}) for each in SOUGHT]
    asked += [("find-victim", {"by": "name", "value": each}) for each in SOUGHT]
    return {
        (name, str(typed)): response_facts(browser.post(page_url(name), typed))
        for name, typed in asked
    }


def all_responses(builder, asked, entry):
    """{person: {URL: response}} of everybody; the audit log is read last."""
    found = {}
    for who, browser in asked.items():
        found[who] = crawl_pages(browser, addresses(builder, who))
        if who in SENDING:
            found[who] |= send_forms(browser, found[who], entry) | search_responses(browser)
    start = [page_url("read-audit-log"), question_about(builder.case)]
    return found | {"log": crawl_pages(asked["auditor"], start)}


def question_about(case):
    """The address at which an auditor asks who saw a case, at any time."""
    days = "from_on=2020-01-01&until_on=2040-01-01"
    return f"{page_url('see-log-answer')}?about=CASE&subject={case.pk}&{days}"


@pytest.fixture
def mailroom(settings):
    """A fake relay."""
    room = MailRoom()
    settings.MAIL_HOST, settings.MAIL_PORT = "127.0.0.1", room.smtp.port
    yield room
    room.close()


@pytest.fixture
def stopped_clock(monkeypatch):
    """Stop the clock, so that nothing differs by a minute; the database's goes on."""
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    monkeypatch.setattr(readiness, "longest_wait", lambda: 0.0)


def collect_output(builder, asked, act, entry, mailroom):
    """Everything found, written, sent and logged in a world."""
    with rolled_back_world(), LogCollector() as heard, Redis() as redis:
        act()
        found = all_responses(builder, asked, entry)
        posted = mails_of_a_week(mailroom)
        return {
            "found": found, "mail": posted, "redis": redis.held(), "log": heard.text,
            "tables": table_rows(), "entries": len(service_rows()),
        }  # fmt: skip


@pytest.mark.usefixtures("stopped_clock")
def test_two_worlds_differ_in_an_entry_and_only_the_service_can_tell(builder, mailroom):
    asked = {who: browser for who, browser in browsers(builder).items() if who in LOOKING}
    keeper = client_for(builder.cast.isva)
    to, entry = page_url("service-entries", builder.support), uuid5(FORM, f"{builder.cast.isva.pk}")
    keeper.get(to)
    without = collect_output(builder, asked, lambda: keeper.get(to), entry, mailroom)
    typed = TYPED | {"form_key": FORM}
    kept = collect_output(
        builder, asked, lambda: keeper.post(to, typed, follow=True), entry, mailroom
    )
    assert (without["entries"], kept["entries"]) == (0, 1)
    for what in ("found", "tables"):
        for whose, answers in without[what].items():
            assert kept[what][whose] == answers, whose
    for what in ("mail", "redis"):
        assert kept[what] == without[what], what
    assert kept["mail"] and "celery" in kept["redis"]
    assert sum(map(len, kept["found"].values())) > 50 * len(asked) > 400
    for who in SENDING:  # their searches repeat the input
        del kept["found"][who]
    assert not markers_in(str(kept))
