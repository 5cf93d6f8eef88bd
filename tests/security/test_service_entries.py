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
from tests.security.test_hidden_is_missing import said
from tests.support.browser.ci_share import share
from tests.support.cases.pages import as_, at
from tests.support.cases.permission_matrix import rows_of
from tests.support.module_fixtures import standing
from tests.support.security.private_entry import (
    FORM,
    OWN,
    ROLES,
    TYPED,
    browsers,
    marks_in,
    supported_road,
    world,
)
from tests.support.security.side_effects import Heard, Redis, mails, tables
from tests.support.sitemap import routes
from victims.models import ServiceEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("requests_commit")]
# Pages that end the session, that have the entries, and that show the state of machines.
NOT_ASKED = {"account_logout", "service-entries", "livez", "readyz", "readyz-reminders"}
SENDING = share(["officer", "liaison"])  # people who also open and send forms
# People whom CI always checks: the ISVA's own service, the log's reader and anonymous; with a third
# of the others.
LOOKING = {*SENDING, *OWN, "other_isva", "auditor", "anonymous", *share(ROLES, at_least=5)}
SHOWING = ("see-", "download-", "print-")  # pages about a row that are no forms
CLOSE = ("Case", "VictimRecord", "Contact", "Duty", "Letter", "Meeting", "RightToReview")
SOUGHT = ("597", "19 July 2031", "2031-07-19", "HOUSING")


@standing
def road():
    road = supported_road()
    road.rows = rows_of(road) | {"Support": road.support}
    del road.rows["Transfer"]  # made up for a case that was never offered
    return road


def addresses(road, who):
    """
    Every page without a row, all about the support, and those about rows that a role may read.

    People in SENDING open all pages. The permission matrix opens each page for each role, with an
    entry too; test_hidden_is_missing.py checks that unreadable rows look missing.
    """
    user = getattr(road.cast, who, None)
    scope = user and scope_of(user, at=timezone.now())
    read = {
        key: row
        for key, row in road.rows.items()
        if key == "Support" or (scope and type(row).objects.for_scope(scope).filter(pk=row.pk))
    }
    for route in routes():
        if route.name in NOT_ASKED or route.name.startswith(("account_", "mfa_")):
            continue
        if not route.takes:
            yield route.at()
        elif route.is_about_a_row and _is_asked(route, who):
            rows = [row for key, row in read.items() if route.model.__name__ in (key, key[0])]
            yield from (route.at(pk=row.pk) for row in rows[:1])


def _is_asked(route, who):
    about = route.model.__name__
    if about == "Support" or who in SENDING:
        return True
    return about in CLOSE and route.name.startswith(SHOWING)


def answered(answer):
    """Everything in a response with its headers, also of a file."""
    if answer.streaming:
        return answer.status_code, b"".join(answer).decode(errors="replace"), dict(answer.items())
    status, body, headers, _cookies = said(answer)
    headers.pop("Content-Length", None)  # depends on the digits of increasing numbers
    return status, re.sub(r"~\d+", "~n", body), headers


def looked(browser, start):
    """{URL: response} of a person's pages, and of further lists that they link to."""
    waiting, found = list(start), {}
    while waiting:
        to = waiting.pop()
        if to not in found:
            found[to] = _status, body, _headers = answered(browser.get(to))
            lists = re.findall(
                r'href="(/worklists/[^"#]+|\?(?:events|list|month|by)=[^"#]+)"', body
            )
            waiting += [to.partition("?")[0] + link if link[0] == "?" else link for link in lists]
    return found


def sent(browser, pages, entry):
    """{URL: response} of each form, with an entry's id as every answer."""
    found = {}
    for to, (_status, body, _headers) in pages.items():
        if 'name="form_key"' in body:
            names = set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', body))
            names -= {"form_key", "csrfmiddlewaretoken", "save_draft", "discard_draft"}
            with world():
                answer = browser.post(to, dict.fromkeys(names, str(entry)) | {"form_key": FORM})
                found["POST", to] = answered(answer)
    return found


def sought(browser):
    """{(page, input): response} of the searches."""
    asked = [("find-case", {"urn": each}) for each in SOUGHT]
    asked += [("find-victim", {"by": "name", "value": each}) for each in SOUGHT]
    return {(name, str(typed)): answered(browser.post(at(name), typed)) for name, typed in asked}


def everything_found(road, asked, entry):
    """{person: {URL: response}} of everybody; the audit log is read last."""
    found = {}
    for who, browser in asked.items():
        found[who] = looked(browser, addresses(road, who))
        if who in SENDING:
            found[who] |= sent(browser, found[who], entry) | sought(browser)
    return found | {"log": looked(asked["auditor"], [at("read-audit-log")])}


@pytest.fixture
def mailroom(settings):
    """A fake relay."""
    room = MailRoom()
    settings.MAIL_HOST, settings.MAIL_PORT = "127.0.0.1", room.smtp.port
    yield room
    room.close()


@pytest.fixture
def still(monkeypatch):
    """Stop the clock, so that nothing differs by a minute."""
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)


def all_of(road, asked, act, entry, mailroom):
    """Everything found, written, sent and logged in a world."""
    with world(), Heard() as heard, Redis() as redis:
        act()
        found = everything_found(road, asked, entry)
        posted = mails(mailroom)
        return {
            "found": found, "mail": posted, "redis": redis.held(), "log": heard.text,
            "tables": tables(), "entries": ServiceEntry.objects.unscoped("test").count(),
        }  # fmt: skip


@pytest.mark.usefixtures("still")
def test_two_worlds_differ_in_an_entry_and_nobody_but_the_service_can_tell(road, mailroom):
    asked = {who: browser for who, browser in browsers(road).items() if who in LOOKING}
    keeper = as_(road.cast.isva)
    to, entry = at("service-entries", road.support), uuid5(FORM, f"{road.cast.isva.pk}")
    keeper.get(to)
    without = all_of(road, asked, lambda: keeper.get(to), entry, mailroom)
    typed = TYPED | {"form_key": FORM}
    kept = all_of(road, asked, lambda: keeper.post(to, typed, follow=True), entry, mailroom)
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
    assert not marks_in(str(kept))
