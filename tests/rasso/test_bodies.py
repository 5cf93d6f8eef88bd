"""
A request whose body breaks off: nothing is stored, and the client gets an error if it can read.
"""

import io
import json
from http.cookies import SimpleCookie

import pytest
from django.core.signals import request_started
from django.db import close_old_connections
from django.test import Client, RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from cases.models import Document, Upload
from devtools.case_builder import CaseBuilder, cast
from rasso.middleware.body_guard import BodyBrokenOff, WholeBodyStream
from rasso.wsgi import application
from tests.support.cases.sample_files import upload

pytestmark = pytest.mark.django_db
CSRF = "a" * 32


@pytest.fixture
def document_root(settings, tmp_path):
    """The folder of documents. Requests do not close the test's connection."""
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    request_started.disconnect(close_old_connections)
    yield settings.DOCUMENT_ROOT
    request_started.connect(close_old_connections)


def post_partial_form(builder, share):
    """(status, page) after a web server has passed on this share of a form with a text file."""
    fields = {
        "csrfmiddlewaretoken": CSRF, "form_key": "", "batch-TOTAL_FORMS": "1",
        "batch-INITIAL_FORMS": "0", "batch-0-mg_form": "MG11",
        "batch-0-documents": upload("account.txt", b"What she said.\n" * 900),
    }  # fmt: skip
    body = encode_multipart(BOUNDARY, fields)
    client = Client()
    client.force_login(builder.cast.officer)
    cookies = SimpleCookie({name: each.value for name, each in client.cookies.items()})
    cookies["csrftoken"] = CSRF
    environ = (
        RequestFactory()
        .generic("POST", reverse("add-document", args=[builder.case.pk]), body, MULTIPART_CONTENT)
        .environ
    )
    environ |= {
        "wsgi.input": io.BytesIO(body[: int(len(body) * share)]),
        "HTTP_COOKIE": cookies.output(header="", sep=";").strip(),
    }
    told = {}
    answer = application(environ, lambda status, headers, *rest: told.update(status=status))
    return told["status"], b"".join(answer).decode()


def test_an_upload_that_breaks_off_at_90_per_cent_leaves_nothing_and_says_what_to_do(document_root):
    builder = CaseBuilder(cast())
    status, page = post_partial_form(builder, 0.9)
    assert status.startswith("400")
    assert "none of it was saved. Check your connection, go back and send it again." in page
    assert not Document.objects.unscoped("test").exists()
    assert not Upload.objects.unscoped("test").exists()
    assert not [path for path in document_root.rglob("*") if path.is_file()]


def test_sent_again_whole_it_is_added(document_root):
    builder = CaseBuilder(cast())
    post_partial_form(builder, 0.9)
    status, _page = post_partial_form(builder, 1)
    assert status.startswith("302")
    [document] = Document.objects.unscoped("test").all()
    assert document.title == "account.txt"


def test_a_body_that_ends_too_early_is_an_error_however_it_is_read():
    for read in ("read", "readline"):
        body = WholeBodyStream(io.BytesIO(b"half"), 8)
        assert getattr(body, read)(4) == b"half"
        with pytest.raises(BodyBrokenOff):
            getattr(body, read)(4)
    assert WholeBodyStream(io.BytesIO(b"whole"), 5).read() == b"whole"


@pytest.mark.parametrize("address", ["/api/cases/", "/api/token/", "/account/login/"])
def test_a_body_of_unknown_length_is_not_taken_for_an_empty_one(document_root, address):
    """As gunicorn passes on a chunked body."""
    environ = RequestFactory().generic("POST", address, content_type="application/json").environ
    environ |= {
        "HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True,
        "wsgi.input": io.BytesIO(b'{"urn": "62RS1"}'),
    }  # fmt: skip
    told = {}
    answer = application(environ, lambda status, headers, *rest: told.update(status=status))
    body = json.loads(b"".join(answer))
    assert told["status"].startswith("411") and body["status"] == 411
    assert "Content-Length" in body["detail"]
