"""
A document as it is read in a page: pictures of a few pages of it, or a part of its text.

No byte of the file reaches the reader's browser as it is: another process draws what it shows
(cases.documents.page_drawing). What is opened of a sealed file is handed over in memory.
"""

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings

from cases.documents.office_files import UnfitContent
from cases.documents.sandbox import ROOT, WALL_SECONDS, place_in_line
from cases.models import Scan

DRAWN_KINDS = frozenset({"PDF", "JPEG", "PNG"})
SHOWN_KINDS = DRAWN_KINDS | {"TEXT"}
CHARS_AT_ONCE = 20_000  # of a text
PICTURE_TYPES = frozenset({"image/png", "image/jpeg"})
BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # all but tab and line feed


@dataclass(frozen=True)
class DrawnPage:
    """One page of a document: its picture as an address with the bytes in it, and its text."""

    number: int
    picture: str  # "" of a text
    text: str


@dataclass(frozen=True)
class DrawnPart:
    """Some pages of a document, and the numbers of the pages before and after them."""

    pages: list[DrawnPage]
    count: int

    @property
    def earlier(self) -> int:
        """The page from which to go on backwards; 0 at the start."""
        return max(self.pages[0].number - len(self.pages), 1) if self.pages[0].number > 1 else 0

    @property
    def later(self) -> int:
        """The page from which to go on; 0 at the end."""
        following = self.pages[-1].number + 1
        return following if following <= self.count else 0


def is_shown(kind: str, scan: str) -> bool:
    """
    Whether a document is shown in a page: if it is of a kind that is, and no virus was found in it.

    Where no scanner is configured nothing is scanned, and what may be downloaded is shown too.
    """
    return kind in SHOWN_KINDS and (scan == Scan.CLEAN or not settings.CLAMD)


def draw_part(file: BinaryIO, kind: str, page: int, account: int | None) -> DrawnPart | None:
    """
    The part of a document from a page on; None if it cannot be shown, or takes too much to draw.

    kind: one of SHOWN_KINDS. page: from 1; one behind the last is the last. account: id of the
    reader, for the queue of the sandbox.
    """
    if kind == "TEXT":
        return _text_part(file, page)
    try:
        with place_in_line(account):
            return _parse_drawing(_run_drawing(file, kind, page))
    except UnfitContent:  # the queue is full
        return None


def _text_part(file: BinaryIO, page: int) -> DrawnPart:
    """A part of a text, counted in parts of CHARS_AT_ONCE."""
    count, shown = 0, ""
    with io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace") as text:
        while (part := text.read(CHARS_AT_ONCE)) or not count:
            count += 1
            if count <= max(page, 1):
                shown = part
    return DrawnPart([DrawnPage(min(max(page, 1), count), "", CONTROLS.sub("", shown))], count)


def _run_drawing(file: BinaryIO, kind: str, page: int) -> bytes:
    """What the process writes; empty if it failed or hit a limit."""
    command = [sys.executable, "-m", "cases.documents.page_drawing", kind, str(page)]
    with _memory_file() as copy, _memory_file() as drawn:
        shutil.copyfileobj(file, copy)
        copy.seek(0)
        try:
            done = subprocess.run(
                command, stdin=copy, stdout=drawn, stderr=subprocess.DEVNULL, cwd=ROOT,
                timeout=WALL_SECONDS, env={"PYTHONDONTWRITEBYTECODE": "1"},
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return b""
        drawn.seek(0)
        return drawn.read() if done.returncode == 0 else b""


@contextmanager
def _memory_file() -> Iterator[BinaryIO]:
    """A file that is in memory only, and gone when it is closed."""
    with open(os.memfd_create("drawing", os.MFD_CLOEXEC), "w+b") as file:
        yield file


def _parse_drawing(written: bytes) -> DrawnPart | None:
    """What the process drew; None if it drew nothing, or wrote what it would not write."""
    try:
        told = json.loads(written)
        first, count = int(told["first"]), int(told["count"])
        pages = [
            DrawnPage(first + n, _picture_address(each), CONTROLS.sub("", str(each["text"])))
            for n, each in enumerate(told["pages"])
        ]
    except (ValueError, KeyError, TypeError):
        return None
    return DrawnPart(pages, count) if pages else None


def _picture_address(page: dict[str, str]) -> str:
    """The address of a picture, with its bytes in it. Raises ValueError if it is none."""
    media, data = page["media"], page["data"]
    if media not in PICTURE_TYPES or not BASE64.fullmatch(data):
        raise ValueError("This is no picture")
    return f"data:{media};base64,{data}"
