"""Small clips are documents, and one that is broken is said before it goes."""

import builtins

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.documents import file_types, media_check
from cases.documents.file_types import UnfitFile
from tests.support.cases.sample_clips import mp4_box, mp4_clip, wav_clip
from tests.support.cases.sample_files import zip_of_parts

CUT_OFF = "does not play to its end"
EMPTY = mp4_box(b"ftyp", b"isom", bytes(4)) + mp4_box(b"moov") + mp4_box(b"mdat", b"x" * 99)
BROKEN = {
    "a WAV that was cut off": ("clip.wav", wav_clip(2)[:9000], CUT_OFF),
    "the header of a WAV": ("clip.wav", wav_clip()[:44], CUT_OFF),
    "an MP4 that was cut off": ("clip.mp4", mp4_clip()[:5000], CUT_OFF),
    "an MP4 without its index": (
        "clip.mp4", mp4_box(b"ftyp", b"isom", bytes(4)) + mp4_box(b"mdat", b"x" * 99), CUT_OFF,
    ),
    "an MP4 with nothing in it": ("clip.mp4", EMPTY, "neither sound nor pictures"),
    "an MP4 that runs to the end of the file, which was cut off": (
        "clip.mp4", mp4_clip(is_open=True)[:-9000], CUT_OFF,
    ),
    "an archive behind a WAV": (
        "clip.wav", wav_clip(behind=zip_of_parts({"a.exe": b"x"})), "another file behind",
    ),
    "a picture in such a container": (
        "clip.mp4",
        mp4_box(b"ftyp", b"heic", bytes(4)) + mp4_box(b"meta", b"x") + mp4_box(b"mdat", b"x"),
        "does not hold what its name says",
    ),
    "text with the name of a clip": ("clip.mp4", b"She was there." * 20, "It holds Plain text"),
}  # fmt: skip


def uploaded(name, content):
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [("a.wav", wav_clip(), "WAV"), ("a.mp4", mp4_clip(), "MP4"), ("a.m4a", mp4_clip(), "MP4")],
)
def test_a_clip_that_plays_is_a_document(name, content, kind):
    assert file_types.detect_file_type(uploaded(name, content)) == kind


@pytest.mark.parametrize("case", BROKEN)
def test_one_that_is_broken_is_refused_with_what_to_do(case):
    name, content, told = BROKEN[case]
    with pytest.raises(UnfitFile, match=told):
        file_types.detect_file_type(uploaded(name, content))


@pytest.mark.parametrize("at", range(0, len(wav_clip()), 1999))
def test_a_clip_cut_off_anywhere_is_never_a_document_nor_an_error(at):
    for name, content in (("a.wav", wav_clip()), ("a.mp4", mp4_clip())):
        with pytest.raises(UnfitFile):
            file_types.detect_file_type(uploaded(name, content[:at]))


def test_without_the_library_a_clip_is_still_looked_at(monkeypatch):
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name == "pymediainfo":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    assert media_check.clip_type(uploaded("a.wav", wav_clip())) == "WAV"
    for content in (wav_clip()[:9000], mp4_clip()[:5000]):
        with pytest.raises(media_check.UnfitContent):
            media_check.clip_type(uploaded("a", content))
