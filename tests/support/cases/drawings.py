"""Files that are drawn for a reader, and the pictures that a page holds."""

import base64
import io
import re
import struct
import zlib

from PIL import Image


def pdf_of_texts(*texts):
    """A PDF of A4 pages, one for each text, in a font that every reader has."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    kids = []
    for text in texts:
        drawn = f"BT /F1 14 Tf 60 760 Td ({text}) Tj ET".encode()
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn))
        kids.append(b"%d 0 R" % (len(objects) + 1))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.276 841.89]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>>>>>" % len(objects)
        )
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    return _numbered(objects)


def _numbered(objects):
    """The bytes of a PDF of these objects, with the table of where each begins."""
    file, starts = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        starts.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    foot = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(file))
    return file + head + table + foot


def photograph(size=(400, 300), *, turned=False):
    """A JPEG with a description in what a camera writes; turned: taken sideways."""
    picture, exif, file = Image.new("RGB", size, "teal"), Image.Exif(), io.BytesIO()
    exif[0x010E] = "Taken at her home"
    if turned:
        exif[0x0112] = 6
    picture.save(file, "JPEG", exif=exif)
    return file.getvalue()


def picture_of_one_colour(width, height):
    """A PNG of one bit a pixel: small, however large it says that it is."""
    row = b"\0" + bytes((width + 7) // 8)
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", packed), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(each)) + name + each + struct.pack(">I", zlib.crc32(name + each))
        for name, each in chunks
    )


def drawn_pictures(page):
    """The pictures in the text of a page, as they are opened."""
    found = re.findall(r'src="data:image/(?:png|jpeg);base64,([^"]+)"', page)
    return [Image.open(io.BytesIO(base64.b64decode(each))) for each in found]
