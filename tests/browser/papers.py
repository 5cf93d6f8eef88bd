"""The documents that the browser finds, under long names and for long reasons."""

from django.core.files.base import ContentFile

from cases.actions import documents

LONG = "Gwasanaeth-Erlyn-y-Goron-" * 20


def paper(name=LONG[:100]):
    return ContentFile(b"A note.", name=f"{name}.txt")


def filed(road):
    """
    The documents of one road by name.

    scene.earlier is one that was replaced.
    """
    return {"earlier": replaced(road)}


def replaced(road):
    """The earlier version of a document that was replaced."""
    papers = [(paper(), "MG6C")]
    [earlier] = road.do(documents.add_documents, "officer", case=road.case, documents=papers)
    road.do(
        documents.replace_document, "officer", document=earlier, file=paper("signed"),
        because="The first copy was not signed.\n" + LONG,
    )  # fmt: skip
    return earlier
