"""Log lines of errors name no person and no file."""

import logging
import re

import pytest
from django.test import Client

from cases.documents import store
from cases.documents.actions import virus_scans
from cases.documents.clamav import ClamdClient
from devtools.case_builder import Road, cast
from devtools.fake_notify import KEY, Notify
from devtools.letter_steps import HOME, NAME, road_to_charge, wish
from rasso.json_logging import JSONLineFormatter
from tests.support.api.token_callers import Caller
from tests.support.cases.pages import as_, at
from tests.support.cases.sample_files import a_document, pdf, upload
from tests.support.module_fixtures import standing
from tests.victims.test_letter_post import going_out, worked

pytestmark = pytest.mark.django_db
FILE = "zq-jane-doe-statement.pdf"
HERS = (NAME, "Quist", HOME.partition("\n")[0], "zara@example.org")


@standing
def road():
    return Road(cast()).submit()


@pytest.fixture(autouse=True)
def documents_of_their_own(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path / "documents"


@pytest.fixture(autouse=True)
def everything_is_logged(caplog):
    caplog.set_level(logging.DEBUG)


def logged(caplog):
    """All log lines as the service writes them."""
    return "\n".join(JSONLineFormatter().format(record) for record in caplog.records)


def names_of(road):
    """All names on a case that could identify a person or a file."""
    people = [each.name for each in vars(road.cast).values() if hasattr(each, "email")]
    people += [each.email for each in vars(road.cast).values() if hasattr(each, "email")]
    return [*people, *(each.surname for each in road.suspects), road.urn, FILE, "jane-doe"]


def assert_nobody_is_named(road, caplog, *more):
    text = logged(caplog)
    assert text
    found = [each for each in (*names_of(road), *more) if re.search(re.escape(each), text, re.I)]
    assert found == []


def full(descriptor):
    raise OSError(28, "No space left on device", FILE)


def by_page(road):
    files = {"batch-0-documents": [upload(FILE, pdf())], "batch-0-mg_form": "MG11"}
    rows = {"batch-TOTAL_FORMS": "1", "batch-INITIAL_FORMS": "0", "form_key": ""}
    return as_(road.cast.officer).post(at("add-document", road.case), files | rows)


def by_call(road):
    caller = Caller(road.cast.police).for_(road.cast.officer)
    sent = {"mg_form": "MG11", "documents": upload(FILE, pdf())}
    headers = caller.headers({"Idempotency-Key": "0123456789abcdef"})
    return caller.client.post(f"/api/cases/{road.case.pk}/documents/", sent, headers=headers)


@pytest.mark.parametrize("send", [by_page, by_call])
def test_the_log_holds_nothing_of_a_file_that_a_full_disk_refuses(road, caplog, monkeypatch, send):
    monkeypatch.setattr("cases.documents.store.os.fsync", full)
    assert send(road).status_code < 500
    assert "document store failed" in caplog.text
    assert_nobody_is_named(road, caplog)


@pytest.mark.parametrize("ask", ["page", "call"])
def test_the_log_holds_nothing_of_a_file_that_the_disk_has_lost(road, caplog, ask):
    document = a_document(road, FILE)
    store.remove_file(document.stored_as)
    if ask == "page":
        browser = as_(road.cast.officer)
        browser.raise_request_exception = False
        answer = browser.get(at("download-document", document))
    else:
        caller = Caller(road.cast.police).for_(road.cast.officer)
        answer = caller.get(f"/api/documents/{document.pk}/file/")
    assert answer.status_code in (500, 503)
    assert_nobody_is_named(road, caplog)


def test_the_log_holds_nothing_of_a_file_that_the_scanner_cannot_read(road, caplog, settings):
    settings.CLAMD = "127.0.0.1:1"
    by_page(road)
    scanner = ClamdClient(settings.CLAMD, seconds=1)
    assert virus_scans.scan_next_upload(scanner=scanner, at=road.at.replace(year=2030))
    assert_nobody_is_named(road, caplog)


@pytest.mark.parametrize("ask", ["page", "call"])
def test_the_log_holds_nothing_of_a_page_that_breaks(road, caplog, monkeypatch, ask):
    def breaks(*_, **__):
        raise RuntimeError(f"{road.suspects[0].surname} of {road.urn} in {FILE}")

    monkeypatch.setattr("cases.desk.queries.case_page.case_page_for", breaks)
    if ask == "page":
        browser = as_(road.cast.officer)
        browser.raise_request_exception = False
        answer = browser.get(at("see-case", road.case))
    else:
        caller = Caller(road.cast.police).for_(road.cast.officer)
        caller.client.raise_request_exception = False
        answer = caller.get(f"/api/cases/{road.case.pk}/")
    assert answer.status_code == 500
    assert_nobody_is_named(road, caplog)


@pytest.mark.parametrize("address", ["/cases/{urn}/", "/worklist/?q={name}", "/no/{name}/"])
def test_the_log_holds_nothing_of_an_address_that_is_not_there(road, caplog, address):
    client = Client()
    client.force_login(road.cast.officer)
    client.get(address.format(urn="62RS9999926", name="Zqsurname"))
    assert "Zqsurname" not in logged(caplog) and "62RS9999926" not in logged(caplog)


@pytest.mark.parametrize("fault", ["lost", 500, 400])
def test_the_log_holds_nothing_of_a_letter_that_does_not_go(caplog, settings, fault):
    server = Notify()
    settings.NOTIFY_API_KEY, settings.NOTIFY_URL = KEY, server.address
    settings.NOTIFY_EMAIL_TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
    try:
        road = road_to_charge()
        wish(road, channel="EMAIL")
        server.fails = [fault]
        going_out(road)
        worked(road, 2)
    finally:
        server.stop()
    assert_nobody_is_named(road, caplog, *HERS)
