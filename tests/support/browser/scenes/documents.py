"""Documents of the scene with long names and long reasons."""

from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.test import Client, override_settings
from django.urls import reverse

from cases.documents.actions import documents, virus_scans
from cases.documents.clamav import ScanReply, ScanVerdict

LONG = "Gwasanaeth-Erlyn-y-Goron-" * 20


def paper(name=LONG[:100]):
    return ContentFile(b"A note.", name=f"{name}.txt")


def filed(road):
    """
    Add the documents of one road. Returns them by name.

    scene.earlier is replaced, scene.kept is private to the police. Quarantine has a file of each
    result that keeps it there.
    """
    in_quarantine(road)
    return {"earlier": replaced(road), "kept": kept(road)}


def known(road):
    """A document that the CPS has opened, so that the police can no longer make it private."""
    [document] = road.do(
        documents.add_documents, "officer", case=road.case, documents=[(paper(), "MG5")]
    )
    client = Client()
    client.force_login(road.cast.prosecutor)
    client.get(reverse("see-document", args=[document.pk]))
    return document


def in_quarantine(road):
    """An infected file, an encrypted file, and one without a scanner's answer."""
    found = (
        ScanVerdict(ScanReply.INFECTED, "Win.Test.EICAR_HDB-1"), ScanVerdict(ScanReply.ENCRYPTED),
        ScanVerdict(ScanReply.NOTHING),
    )  # fmt: skip
    for verdict in found:
        with override_settings(CLAMD="the.scanner:3310"):
            road.do(
                documents.add_documents, "officer", case=road.case, documents=[(paper(), "MG21")]
            )
        scanner = SimpleNamespace(scan=lambda _file, verdict=verdict: verdict)
        virus_scans.scan_next_upload(scanner=scanner, at=road.at)


def kept(road):
    """A document that is private to the police for a long reason."""
    [document] = road.do(
        documents.add_documents, "officer", case=road.case, documents=[(paper(), "MG6D")],
        kept_because="It names who told us.\n" + LONG,
    )  # fmt: skip
    return document


def replaced(road):
    """The earlier version of a replaced document; a file that was refused was sent with it."""
    papers = [(paper(), "MG6C"), (ContentFile(b"MZ", name=f"{LONG[:100]}.pdf"), "MG11")]
    [earlier] = road.do(documents.add_documents, "officer", case=road.case, documents=papers)
    road.do(
        documents.replace_document, "officer", document=earlier, file=paper("signed"),
        because="The first copy was not signed.\n" + LONG,
    )  # fmt: skip
    return earlier
