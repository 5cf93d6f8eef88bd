"""Log lines of errors name no person and no file."""

import logging
import re

import pytest
from django.test import Client

from cases.documents import store
from cases.documents.actions import virus_scans
from cases.documents.clamav import ClamdClient
from devtools.case_builder import CaseBuilder, cast
from devtools.fake_notify import KEY, Notify
from devtools.letter_steps import HOME, NAME, build_charged_case, record_wishes_in
from rasso.json_logging import JSONLineFormatter
from tests.support.api.token_callers import Caller
from tests.support.cases.pages import client_for, page_url
from tests.support.cases.sample_files import add_document, pdf, upload
from tests.support.module_fixtures import module_fixture
from tests.victims.test_letter_post import run_worker, send_letter_out

pytestmark = pytest.mark.django_db
FILE = "zq-jane-doe-statement.pdf"
HERS = (NAME, "Quist", HOME.partition("\n")[0], "zara@example.org")


@module_fixture
def builder():
    return CaseBuilder(cast()).submit()


@pytest.fixture(autouse=True)
def document_root(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path / "documents"


@pytest.fixture(autouse=True)
def debug_logging(caplog):
    caplog.set_level(logging.DEBUG)


def log_text(caplog):
    """All log lines as the service writes them."""
    return "\n".join(JSONLineFormatter().format(record) for record in caplog.records)


def personal_names_of(builder):
    """All names on a case that could identify a person or a file."""
    people = [each.name for each in vars(builder.cast).values() if hasattr(each, "email")]
    people += [each.email for each in vars(builder.cast).values() if hasattr(each, "email")]
    return [*people, *(each.surname for each in builder.suspects), builder.urn, FILE, "jane-doe"]


def assert_no_name_is_logged(builder, caplog, *more):
    text = log_text(caplog)
    assert text
    found = [
        each
        for each in (*personal_names_of(builder), *more)
        if re.search(re.escape(each), text, re.I)
    ]
    assert found == []


def raise_disk_full(descriptor):
    raise OSError(28, "No space left on device", FILE)


def upload_by_page(builder):
    files = {"batch-0-documents": [upload(FILE, pdf())], "batch-0-mg_form": "MG11"}
    rows = {"batch-TOTAL_FORMS": "1", "batch-INITIAL_FORMS": "0", "form_key": ""}
    return client_for(builder.cast.officer).post(
        page_url("add-document", builder.case), files | rows
    )


def upload_by_call(builder):
    caller = Caller(builder.cast.police).for_(builder.cast.officer)
    sent = {"mg_form": "MG11", "documents": upload(FILE, pdf())}
    headers = caller.headers({"Idempotency-Key": "0123456789abcdef"})
    return caller.client.post(f"/api/cases/{builder.case.pk}/documents/", sent, headers=headers)


@pytest.mark.parametrize("send", [upload_by_page, upload_by_call])
def test_the_log_holds_nothing_of_a_file_that_a_full_disk_refuses(
    builder, caplog, monkeypatch, send
):
    monkeypatch.setattr("cases.documents.store.os.fsync", raise_disk_full)
    assert send(builder).status_code < 500
    assert "document store failed" in caplog.text
    assert_no_name_is_logged(builder, caplog)


@pytest.mark.parametrize("ask", ["page", "call"])
def test_the_log_holds_nothing_of_a_file_that_the_disk_has_lost(builder, caplog, ask):
    document = add_document(builder, FILE)
    store.remove_file(document.stored_as)
    if ask == "page":
        browser = client_for(builder.cast.officer)
        browser.raise_request_exception = False
        answer = browser.get(page_url("download-document", document))
    else:
        caller = Caller(builder.cast.police).for_(builder.cast.officer)
        answer = caller.get(f"/api/documents/{document.pk}/file/")
    assert answer.status_code in (500, 503)
    assert_no_name_is_logged(builder, caplog)


def test_the_log_holds_nothing_of_a_file_that_the_scanner_cannot_read(builder, caplog, settings):
    settings.CLAMD = "127.0.0.1:1"
    upload_by_page(builder)
    scanner = ClamdClient(settings.CLAMD, seconds=1)
    assert virus_scans.scan_next_upload(scanner=scanner, at=builder.at.replace(year=2030))
    assert_no_name_is_logged(builder, caplog)


@pytest.mark.parametrize("ask", ["page", "call"])
def test_the_log_holds_nothing_of_a_page_that_breaks(builder, caplog, monkeypatch, ask):
    def breaks(*_, **__):
        raise RuntimeError(f"{builder.suspects[0].surname} of {builder.urn} in {FILE}")

    monkeypatch.setattr("cases.desk.queries.case_page.case_page_for", breaks)
    if ask == "page":
        browser = client_for(builder.cast.officer)
        browser.raise_request_exception = False
        answer = browser.get(page_url("see-case", builder.case))
    else:
        caller = Caller(builder.cast.police).for_(builder.cast.officer)
        caller.client.raise_request_exception = False
        answer = caller.get(f"/api/cases/{builder.case.pk}/")
    assert answer.status_code == 500
    assert_no_name_is_logged(builder, caplog)


@pytest.mark.parametrize("address", ["/cases/{urn}/", "/worklist/?q={name}", "/no/{name}/"])
def test_the_log_holds_nothing_of_an_address_that_is_not_there(builder, caplog, address):
    client = Client()
    client.force_login(builder.cast.officer)
    client.get(address.format(urn="62RS9999926", name="Zqsurname"))
    assert "Zqsurname" not in log_text(caplog) and "62RS9999926" not in log_text(caplog)


@pytest.mark.parametrize("fault", ["lost", 500, 400])
def test_the_log_holds_nothing_of_a_letter_that_does_not_go(caplog, settings, fault):
    server = Notify()
    settings.NOTIFY_API_KEY, settings.NOTIFY_URL = KEY, server.address
    settings.NOTIFY_EMAIL_TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
    try:
        builder = build_charged_case()
        record_wishes_in(builder, channel="EMAIL")
        server.fails = [fault]
        send_letter_out(builder)
        run_worker(builder, 2)
    finally:
        server.stop()
    assert_no_name_is_logged(builder, caplog, *HERS)
