"""A request that Django refuses before any endpoint gets a problem as JSON."""

import pytest
from django.core.files import uploadhandler
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, encode_multipart
from django.urls import reverse

from devtools.case_builder import CaseBuilder, cast
from tests.support.api.token_callers import FORM
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
A_FORM = f"multipart/form-data; boundary={BOUNDARY}"


@module_fixture
def builder():
    return CaseBuilder(cast())


def documents_url(builder):
    return f"/api/cases/{builder.case.pk}/documents/"


def query_of(n, prefix="a"):
    return "&".join(f"{prefix}{i}=1" for i in range(n)).encode()


def multipart_files(n):
    sent = {f"f{i}": SimpleUploadedFile(f"{i}.txt", b"It.") for i in range(n)}
    return encode_multipart(BOUNDARY, sent)


def multipart_fields(n):
    return encode_multipart(BOUNDARY, {f"a{i}": "1" for i in range(n)})


UNREAD = {
    "no boundary": ("multipart/form-data", b"a", 400, "boundary that Content-Type names"),
    "a boundary that is none": ("multipart/form-data; boundary=\xe9", b"a", 400, "RFC 7578"),
    "too many answers": (A_FORM, multipart_fields(1001), 400, "Send 1000 answers at most."),
    "too many files": (A_FORM, multipart_files(21), 400, "Send 20 files at most in one call."),
    "too much text": (
        A_FORM, encode_multipart(BOUNDARY, {"a": "x" * 1_100_000}), 413, "1048576 bytes",
    ),
    "a form of a page": (FORM, query_of(1001), 400, "Send 1000 answers at most."),
}  # fmt: skip


@pytest.mark.parametrize("how", UNREAD)
def test_a_faulty_body_is_answered_with_a_problem(builder, officer, how):
    kind, body, status, told = UNREAD[how]
    headers = officer.headers({"Idempotency-Key": "k" * 16})
    others = ("/api/nowhere/", "/api/token/", "/api/token/end/") if kind == FORM else ()
    for address in (documents_url(builder), *others):
        answer = officer.client.post(address, body, content_type=kind, headers=headers)
        assert answer.status_code == status, (address, answer.content)
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == status
        assert told in answer.json()["detail"]
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("address", "status"), [("/api/token/", 401), ("/api/token/end/", 401), ("/api/cases/", 401)]
)
def test_files_of_unknown_callers_are_not_read(builder, officer, monkeypatch, address, status):
    def taken_in(*_about, **_more):
        raise AssertionError("a file was taken in")

    monkeypatch.setattr(uploadhandler.FileUploadHandler, "new_file", taken_in)
    sent = encode_multipart(BOUNDARY, {"documents": SimpleUploadedFile("a.txt", b"It.")})
    for path in (address, documents_url(builder)):
        assert officer.client.post(path, sent, content_type=A_FORM).status_code in (400, status)
    with pytest.raises(AssertionError):
        officer.client.post(
            documents_url(builder), sent, content_type=A_FORM,
            headers=officer.headers({"Idempotency-Key": "k" * 16}),
        )  # fmt: skip


@pytest.mark.parametrize("kind", [A_FORM, "application/json"])
def test_a_body_that_breaks_off_is_told_of_so(builder, officer, monkeypatch, kind):
    def broken_off(self, *_args):
        raise OSError("gone")

    monkeypatch.setattr("django.test.client.FakePayload.read", broken_off)
    answer = officer.client.post(
        documents_url(builder), b"--a", content_type=kind,
        headers=officer.headers({"Idempotency-Key": "k" * 16}),
    )  # fmt: skip
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert "none of it was saved" in answer.json()["detail"]


def test_a_host_that_is_not_ours_is_told_of_so(officer):
    answer = officer.get("/api/cases/", Host="else where.example")
    assert answer.status_code == 400
    assert "cannot be read" in answer.json()["detail"]


def test_a_page_says_it_as_a_page(builder, client):
    client.force_login(builder.cast.officer)
    address = reverse("add-document", args=[builder.case.pk])
    answer = client.post(address, b"a", content_type="multipart/form-data")
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("text/html")


def test_the_kind_of_content_is_the_same_in_capitals(builder, officer):
    file = SimpleUploadedFile("a.txt", b"What she said.")
    sent = encode_multipart(BOUNDARY, {"mg_form": "MG11", "documents": file})
    kind = f"Multipart/Form-Data; boundary={BOUNDARY}"
    for n, (address, status) in enumerate(
        [(documents_url(builder), 201), (f"/api/cases/{builder.case.pk}/victims/", 415)]
    ):
        headers = officer.headers({"Idempotency-Key": f"key-of-capitals-{n}"})
        answer = officer.client.post(address, sent, content_type=kind, headers=headers)
        assert answer.status_code == status, answer.content


def test_the_address_without_its_last_stroke_is_told_of_as_a_problem(officer):
    answer = officer.get("/api")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
