"""Documents of the scene with long names and long reasons."""

from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.test import Client, override_settings
from django.urls import reverse

from cases.documents.actions import documents, virus_scans
from cases.documents.clamav import ScanReply, ScanVerdict

LONG = "Gwasanaeth-Erlyn-y-Goron-" * 20


def text_file(name=LONG[:100]):
    """A small text file, by default under a long name."""
    return ContentFile(b"A note.", name=f"{name}.txt")


def add_scene_documents(builder):
    """
    Add the documents of one case. Returns them by name.

    scene.earlier is replaced, scene.kept is private to the police. Quarantine has a file of each
    result that keeps it there.
    """
    add_quarantined_files(builder)
    return {"earlier": replace_scene_document(builder), "kept": add_police_only_document(builder)}


def add_opened_document(builder):
    """A document that the CPS has opened, so that the police can no longer make it private."""
    [document] = builder.do(
        documents.add_documents, "officer", case=builder.case, documents=[(text_file(), "MG5")]
    )
    client = Client()
    client.force_login(builder.cast.prosecutor)
    client.get(reverse("see-document", args=[document.pk]))
    return document


def add_quarantined_files(builder):
    """An infected file, an encrypted file, and one without a scanner's answer."""
    found = (
        ScanVerdict(ScanReply.INFECTED, "Win.Test.EICAR_HDB-1"), ScanVerdict(ScanReply.ENCRYPTED),
        ScanVerdict(ScanReply.NOTHING),
    )  # fmt: skip
    for verdict in found:
        with override_settings(CLAMD="the.scanner:3310"):
            builder.do(
                documents.add_documents,
                "officer",
                case=builder.case,
                documents=[(text_file(), "MG21")],
            )
        scanner = SimpleNamespace(scan=lambda _file, verdict=verdict: verdict)
        virus_scans.scan_next_upload(scanner=scanner, at=builder.at)


def add_police_only_document(builder):
    """A document that is private to the police for a long reason."""
    [document] = builder.do(
        documents.add_documents, "officer", case=builder.case, documents=[(text_file(), "MG6D")],
        kept_because="It names who told us.\n" + LONG,
    )  # fmt: skip
    return document


def replace_scene_document(builder):
    """The earlier version of a replaced document; a file that was refused was sent with it."""
    papers = [(text_file(), "MG6C"), (ContentFile(b"MZ", name=f"{LONG[:100]}.pdf"), "MG11")]
    [earlier] = builder.do(documents.add_documents, "officer", case=builder.case, documents=papers)
    builder.do(
        documents.replace_document, "officer", document=earlier, file=text_file("signed"),
        because="The first copy was not signed.\n" + LONG,
    )  # fmt: skip
    return earlier
