"""
The program that draws pages of a PDF, or a picture anew: a process of its own, started by
cases.documents.drawn_pages and never imported by one that serves pages.

`python -m cases.documents.page_drawing KIND PAGE` reads the file from its standard input and writes
what is drawn to its standard output, as one line of JSON. Before it looks at the file it gives up
all that a hostile one could want of it: it opens no file and no connection, has nothing of the
service in its environment, and little memory, time and room to write.
"""

import base64
import codecs
import io
import json
import resource
import sys
from typing import Any

import pypdfium2
from PIL import Image, ImageOps, MpoImagePlugin

from cases.documents.sandbox import limit_resources

PAGES_AT_ONCE = 2
WIDTH, HEIGHT = 1240, 1754  # pixels of the largest drawing: A4 at 150 dots an inch
POINTS_AN_INCH, DOTS_AN_INCH = 72, 150
MOST_PIXELS_READ = 120_000_000  # of a photograph: more than a telephone takes
MOST_PNG_BYTES = 300_000  # larger is a scan or a photograph, and smaller as JPEG
JPEG_QUALITY = 80
MOST_CHARS = 20_000  # of the text of a page
MOST_WRITTEN = 16 * 1024**2  # bytes
STANDARD_STREAMS = 3
# Two pictures in one JPEG file, as telephones write it; Pillow would load it when it meets one.
LOADED_EARLY = MpoImagePlugin
TEXT_OF_PDF = "utf-16-le"


def main() -> None:
    """Draw what the arguments ask for of standard input."""
    kind, page = sys.argv[1], int(sys.argv[2])
    Image.MAX_IMAGE_PIXELS = None  # ours is larger; draw_picture looks
    give_up_files()
    content = sys.stdin.buffer.read()
    drawn = draw_pdf(content, page) if kind == "PDF" else draw_picture(content)
    print(json.dumps(drawn))


def give_up_files() -> None:
    """Load what is loaded when it is needed, and set the limits: from here on nothing is opened."""
    Image.preinit()
    codecs.lookup(TEXT_OF_PDF)
    limit_resources(most_written=MOST_WRITTEN)
    resource.setrlimit(resource.RLIMIT_NOFILE, (STANDARD_STREAMS, STANDARD_STREAMS))


def draw_pdf(content: bytes, page: int) -> dict[str, Any]:
    """
    The pages of a PDF from this one on, each as a picture with the text that the file has for it.

    page: from 1; one behind the last draws the last. Raises what the library does on a broken file.
    """
    pdf = pypdfium2.PdfDocument(content)
    pdf.init_forms()  # what was filled in is part of a form
    first = min(max(page, 1), len(pdf)) - 1
    pages = range(first, min(first + PAGES_AT_ONCE, len(pdf)))
    return {"count": len(pdf), "first": first + 1, "pages": [_draw_page(pdf[n]) for n in pages]}


def _draw_page(page: pypdfium2.PdfPage) -> dict[str, str]:
    width, height = page.get_size()
    scale = min(DOTS_AN_INCH / POINTS_AN_INCH, WIDTH / width, HEIGHT / height)
    picture = page.render(scale=scale).to_pil()
    text = page.get_textpage()
    chars = min(text.count_chars(), MOST_CHARS)
    return _encoded(picture) | {"text": text.get_text_range(0, chars) if chars > 0 else ""}


def draw_picture(content: bytes) -> dict[str, Any]:
    """
    A photograph drawn anew, upright and without what a camera wrote into it, such as the place.

    Raises what the library does on a broken or too large file.
    """
    picture: Image.Image = Image.open(io.BytesIO(content), formats=["JPEG", "PNG"])
    if picture.width * picture.height > MOST_PIXELS_READ:
        raise ValueError("Too many pixels")
    picture.draft("RGB", (HEIGHT, HEIGHT))
    picture.thumbnail((HEIGHT, HEIGHT))
    shown = ImageOps.exif_transpose(picture).convert("RGB")
    return {"count": 1, "first": 1, "pages": [_encoded(shown) | {"text": ""}]}


def _encoded(picture: Image.Image) -> dict[str, str]:
    """A picture as JSON holds it: its media type, and its bytes as base64."""
    media, file = "image/png", io.BytesIO()
    pixels = Image.new("RGB", picture.size, "white")  # a new one carries nothing of the file's own
    pixels.paste(picture)
    pixels.save(file, "PNG")
    if file.tell() > MOST_PNG_BYTES:
        media, file = "image/jpeg", io.BytesIO()
        pixels.save(file, "JPEG", quality=JPEG_QUALITY)
    return {"media": media, "data": base64.b64encode(file.getvalue()).decode()}


if __name__ == "__main__":
    main()
