"""
What a service keeps for itself is found by nobody else, in any role, wherever they look.

There are two worlds that begin alike. In the one the ISVA opens the page of her service's entries;
in the other she keeps an entry there. Then everybody looks everywhere, sends every form, and all
that runs by itself is run; and but for the service's own two tables the worlds are the same to the
byte. That the database is never asked for an entry but from the service's own page,
tests/support/private_entry_guard.py hears in every test there is.
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

pytestmark = pytest.mark.django_db
# Ends the session; is where the entries are; and says how the machines are.
NOT_ASKED = {"account_logout", "service-entries", "livez", "readyz", "readyz-reminders"}
SENDING = share(["officer", "liaison"])  # open the forms as well, and send them
# Whom CI asks each time: her own service, the log, whoever is nobody; and a third of the rest.
LOOKING = {*SENDING, *OWN, "other_isva", "auditor", "anonymous", *share(ROLES, at_least=5)}
SHOWING = ("see-", "download-", "print-")  # the pages about a row that are no forms
CLOSE = ("Case", "VictimRecord", "Contact", "Duty", "Letter", "Meeting", "RightToReview")
SOUGHT = ("597", "19 July 2031", "2031-07-19", "HOUSING")


@standing
def road():
    road = supported_road()
    road.rows = rows_of(road) | {"Support": road.support}
    del road.rows["Transfer"]  # made up, of a case that was never offered
    return road


def addresses(road, who):
    """
    Every page about nothing, all about the support, and those about what a role may read of her.

    Those who send are asked for every page there is. That each role opens each page is the
    matrix's to see to, where there is an entry too, and the tripwire hears whatever asks for it;
    and that what may not be read is answered as if it were not there, test_hidden_is_missing.py's.
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
    """Everything that an answer says, with its headers; of a file too."""
    if answer.streaming:
        return answer.status_code, b"".join(answer).decode(errors="replace"), dict(answer.items())
    status, body, headers, _cookies = said(answer)
    headers.pop("Content-Length", None)  # counts the digits of numbers that go up in every world
    return status, re.sub(r"~\d+", "~n", body), headers


def looked(browser, start):
    """{address: answer} of the pages of somebody, and of the further lists that these lead to."""
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
    """{address: answer} of each form, with the id of an entry as the answer to every question."""
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
    """{(page, what is looked for): answer} of the searches."""
    asked = [("find-case", {"urn": each}) for each in SOUGHT]
    asked += [("find-victim", {"by": "name", "value": each}) for each in SOUGHT]
    return {(name, str(typed)): answered(browser.post(at(name), typed)) for name, typed in asked}


def everything_found(road, asked, entry):
    """{who: {where: answer}} of everybody, everywhere; whoever reads the log, last."""
    found = {}
    for who, browser in asked.items():
        found[who] = looked(browser, addresses(road, who))
        if who in SENDING:
            found[who] |= sent(browser, found[who], entry) | sought(browser)
    return found | {"log": looked(asked["auditor"], [at("read-audit-log")])}


@pytest.fixture
def mailroom(settings):
    """A relay that keeps what it is sent."""
    room = MailRoom()
    settings.MAIL_HOST, settings.MAIL_PORT = "127.0.0.1", room.smtp.port
    yield room
    room.close()


@pytest.fixture
def still(monkeypatch):
    """The clock stands, so that nothing differs by a minute that has passed."""
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)


def all_of(road, asked, act, entry, mailroom):
    """A world: what everybody found in it, and what was written, sent and logged."""
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
    for who in SENDING:  # whose searches say again what was looked for
        del kept["found"][who]
    assert not marks_in(str(kept))
