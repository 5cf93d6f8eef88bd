"""Small real files for tests that add documents."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfWriter

from cases.documents.actions import documents

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
MACRO_WORD = "application/vnd.ms-word.document.macroEnabled.main+xml"
VBA = "application/vnd.ms-office.vbaProject"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def upload(name, content):
    """A file as a browser uploads it."""
    return SimpleUploadedFile(name, content)


def zip_of_parts(parts, **options):
    """A zip of {name: content}, in that order."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, **options) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def office_document(main=WORD, *more_types, parts=()):
    """A Word or other Microsoft Office document, by the content type of its main part."""
    types = [main, *more_types]
    overrides = "".join(
        f'<Override PartName="/p{n}" ContentType="{t}"/>' for n, t in enumerate(types)
    )
    return zip_of_parts(
        {
            "[Content_Types].xml": f"{XML}<Types xmlns='http://schemas.openxmlformats.org/"
            f"package/2006/content-types'>{overrides}</Types>",
            "_rels/.rels": f"{XML}<Relationships/>",
            "word/document.xml": f"{XML}<document>A statement.</document>",
            **dict(parts),
        }
    )


def open_document(kind="text", *, manifest="", parts=()):
    """An ODT, or an ODS if the kind is "spreadsheet"."""
    return zip_of_parts(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f"{XML}<content>A statement.</content>",
            "META-INF/manifest.xml": f"{XML}<manifest>{manifest}</manifest>",
            **dict(parts),
        }
    )


def pdf(password=None, **encryption):
    """A PDF with an empty page, encrypted if a password is given."""
    writer, file = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    if password is not None:
        writer.encrypt(password, algorithm="AES-256", **encryption)
    writer.write(file)
    return file.getvalue()


def pdf_with(change):
    """A PDF with an empty page, changed by change(writer)."""
    writer, file = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    change(writer)
    writer.write(file)
    return file.getvalue()


def relationship(kind, target, *, mode="External"):
    """The relationships of a Word document's settings, with one of this type."""
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return {
        "word/_rels/settings.xml.rels": f"{XML}<Relationships><Relationship Id='r1' "
        f"Type='{kinds}/{kind}' Target='{target}' TargetMode='{mode}'/></Relationships>"
    }


def png():
    """A PNG image of one pixel."""

    def chunk(kind, content):
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0\0")
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def encrypted_zip(content):
    """The same zip with every entry flagged as encrypted."""
    file = bytearray(content)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = file.find(signature)
        while at >= 0:
            file[at + flags] |= 1
            at = file.find(signature, at + 4)
    return bytes(file)


JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
OLD_WORD = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "WordDocument".encode("utf-16-le")
LOCKED_WORD = (
    bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "EncryptedPackage".encode("utf-16-le")
)
SCANNED_JPEG = (
    JPEG[:-2]
    + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"
    + b"\x12\xff\x00<html>\x34" * 9000
    + b"\xff\xd9"
)  # test content only
PROGRAM = b"MZ\x90\x00\x03" + bytes(300)


def add_document(builder, name="statement.pdf", content=None, *, mg_form="MG11", who="officer"):
    """A document that a person of the cast added to a case."""
    paper = (upload(name, content or pdf()), mg_form)
    [document] = builder.do(documents.add_documents, who, case=builder.case, documents=[paper])
    return document
