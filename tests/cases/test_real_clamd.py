"""A real ClamAV daemon, if this machine has one; nothing is installed for it."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from cases.documents.actions import documents, virus_scans
from cases.documents.clamav import ClamdClient, ScanReply
from cases.models import Document, Upload
from devtools.case_builder import CaseBuilder, cast
from rasso import tasks
from rasso.settings.environment import ROOT
from tests.support.clamav import EICAR, PROGRAM, SIGNATURE, running_clamav

where_there_is_one = pytest.mark.skipif(not PROGRAM, reason="clamd is not installed here")
MEBIBYTE = 1024 * 1024


@pytest.fixture(scope="module")
def module_daemon():
    with running_clamav() as daemon:
        yield daemon


@pytest.fixture
def daemon(module_daemon):
    if not module_daemon.answers():
        module_daemon.start()
    return module_daemon


def zip_of(*contents, encrypted=False):
    """A ZIP file; with `encrypted`, its entries are flagged as encrypted."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for n, content in enumerate(contents):
            package.writestr(f"{n}.txt", content)
    found = bytearray(out.getvalue())
    if encrypted:  # Bit 0 of the flags. Source: PKWARE, APPNOTE 4.4.4
        for start, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            found[found.index(start) + flags] |= 1
    return bytes(found)


@where_there_is_one
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"A note.\n" * 100_000, ScanReply.CLEAN),
        (b"", ScanReply.CLEAN),
        (EICAR, ScanReply.INFECTED),
        (b"A note.\n" * 10_000 + EICAR, ScanReply.INFECTED),
        (zip_of(EICAR), ScanReply.INFECTED),
        (zip_of(b"A note.", encrypted=True), ScanReply.ENCRYPTED),
        (b"x" * MEBIBYTE, ScanReply.CLEAN),
        (b"x" * (MEBIBYTE + 1), ScanReply.TOO_LARGE),
        (zip_of(b"x" * 3 * MEBIBYTE, b"y" * 3 * MEBIBYTE), ScanReply.TOO_LARGE),
        (zip_of(b"x" * 5 * MEBIBYTE + EICAR), ScanReply.TOO_LARGE),
    ],
    ids=[
        "clean", "empty", "EICAR", "EICAR at the end", "EICAR in a zip", "encrypted",
        "as much as a stream may be", "more than that", "unpacks to too much", "one part too large",
    ],
)  # fmt: skip
def test_the_answers_of_the_daemon_are_understood(daemon, content, said):
    verdict = ClamdClient(daemon.address, seconds=20).scan(io.BytesIO(content))
    assert verdict.reply == said
    assert verdict.reply != ScanReply.INFECTED or verdict.signature.startswith(SIGNATURE)


class Fatal(io.BytesIO):
    """A file that kills the daemon while it is read."""

    def __init__(self, daemon):
        super().__init__(b"x" * 500_000)
        self.daemon, self.sips = daemon, 0

    def read(self, size=-1):
        self.sips += 1
        if self.sips == 3:
            self.daemon.kill()
        return super().read(size)


@where_there_is_one
@pytest.mark.django_db
def test_a_file_in_quarantine_is_settled_by_what_the_daemon_says(daemon, settings, tmp_path):
    settings.DOCUMENT_ROOT, settings.CLAMD = tmp_path / "documents", daemon.address
    builder = CaseBuilder(cast())
    for name, content in (("clean.txt", b"A note."), ("virus.txt", b"A note. " + EICAR)):
        paper = (ContentFile(content, name=name), "MG11")
        builder.do(documents.add_documents, "officer", case=builder.case, documents=[paper])
    tasks.scan()
    found = {upload.title: upload for upload in Upload.objects.unscoped("test")}
    assert found["clean.txt"].status == "KEPT"
    assert found["virus.txt"].status == "INFECTED" and SIGNATURE in found["virus.txt"].why
    [document] = Document.objects.unscoped("test").filter(case=builder.case)
    assert (document.title, document.scan) == ("clean.txt", "CLEAN")


@where_there_is_one
@pytest.mark.django_db
def test_a_daemon_that_dies_while_it_scans_loses_nothing(daemon, settings, tmp_path):
    settings.DOCUMENT_ROOT, settings.CLAMD = tmp_path / "documents", daemon.address
    builder, scanner = CaseBuilder(cast()), ClamdClient(daemon.address, seconds=20)
    paper = (ContentFile(b"A note.", name="note.txt"), "MG11")
    builder.do(documents.add_documents, "officer", case=builder.case, documents=[paper])

    class Dies:
        def scan(self, file):
            return scanner.scan(Fatal(daemon))

    assert virus_scans.scan_next_upload(scanner=Dies(), at=builder.at)
    [upload] = Upload.objects.unscoped("test")
    assert (upload.status, upload.why) == ("WAITING", str(virus_scans.NO_ANSWER))
    assert not virus_scans.scan_next_upload(scanner=scanner, at=builder.at)  # not retried at once
    later = builder.at + timedelta(seconds=settings.SCAN_AGAIN_SECONDS)
    assert virus_scans.scan_next_upload(scanner=scanner, at=later)  # still dead
    upload.refresh_from_db()
    assert upload.status == "WAITING"
    daemon.start()
    later += timedelta(seconds=settings.SCAN_AGAIN_SECONDS)
    assert virus_scans.scan_next_upload(scanner=scanner, at=later)
    upload.refresh_from_db()
    assert (upload.status, upload.why) == ("KEPT", "")


def test_no_part_of_a_file_is_left_out_without_a_word():
    told = dict(re.findall(r"^(Max\w+|Alert\w+) (\w+)$", clamd_configuration(), re.MULTILINE))
    most, one = (int(told[name].removesuffix("M")) for name in ("MaxScanSize", "MaxFileSize"))
    assert one >= most
    assert told["AlertEncrypted"] == told["AlertExceedsMax"] == "yes"


def clamd_configuration():
    return (ROOT / "deploy" / "clamd.conf").read_text()
