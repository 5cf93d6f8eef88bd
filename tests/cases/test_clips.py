"""Small clips are documents, and one that is broken is said before it goes."""

import builtins

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.documents import file_types, media_check
from cases.documents.file_types import UnfitFile
from tests.support.cases.sample_clips import mp4_box, mp4_clip, wav_clip
from tests.support.cases.sample_files import zip_of_parts

CUT_OFF = "does not play to its end"
NO_LENGTH = "does not say how long its last part is"
BEHIND = "something behind the recording that is no part of it"
NOT_A_CLIP = "does not hold what its name says"
EMPTY = mp4_box(b"ftyp", b"isom", bytes(4)) + mp4_box(b"moov") + mp4_box(b"mdat", b"x" * 99)
BROKEN = {
    "a WAV that was cut off": ("clip.wav", wav_clip(2)[:9000], CUT_OFF),
    "the header of a WAV": ("clip.wav", wav_clip()[:44], CUT_OFF),
    "an MP4 that was cut off": ("clip.mp4", mp4_clip()[:5000], CUT_OFF),
    "an MP4 without its index": (
        "clip.mp4", mp4_box(b"ftyp", b"isom", bytes(4)) + mp4_box(b"mdat", b"x" * 99), CUT_OFF,
    ),
    "an MP4 with nothing in it": ("clip.mp4", EMPTY, "neither sound nor pictures"),
    "an MP4 that runs to the end of the file": ("clip.mp4", mp4_clip(is_open=True), NO_LENGTH),
    "the same, which was cut off": ("clip.mp4", mp4_clip(is_open=True)[:-9000], NO_LENGTH),
    "an MP4 with a part of a length that no part has": (
        "clip.mp4", mp4_clip(behind=b"\0\0\0\5free"), CUT_OFF,
    ),
    "a WAV whose header has no length": ("clip.wav", wav_clip(length=0xFFFFFFFF), NO_LENGTH),
    "a WAV whose header has a length of nought": ("clip.wav", wav_clip(length=0), NO_LENGTH),
    "a WAV whose header is of a longer one": ("clip.wav", wav_clip(length=20_000), CUT_OFF),
    "an archive in the last chunk of a WAV": (
        "clip.wav", wav_clip(chunk=zip_of_parts({"a.exe": b"x"})), "another file behind",
    ),
    "an archive in the last box of an MP4": (
        "clip.mp4", mp4_clip(behind=mp4_box(b"free", zip_of_parts({"a.exe": b"x"}))),
        "another file behind",
    ),
    "a chunk behind a WAV": ("clip.wav", wav_clip(behind=b"junk\4\0\0\0MZMZ"), BEHIND),
    "a few bytes behind a WAV": ("clip.wav", wav_clip(behind=b"MZ"), BEHIND),
    "a PDF behind a WAV": ("clip.wav", wav_clip(behind=b"%PDF-1.7 " * 9), BEHIND),
    "a PDF behind an MP4": ("clip.mp4", mp4_clip(behind=b"%PDF-1.7 " * 9), BEHIND),
    "a program behind an MP4": ("clip.mp4", mp4_clip(behind=b"MZ" + bytes(99)), BEHIND),
    "a WAV behind an MP4": ("clip.mp4", mp4_clip(behind=wav_clip()), BEHIND),
    "a few bytes behind an MP4": ("clip.mp4", mp4_clip(behind=b"MZ"), BEHIND),
    "noughts behind an MP4": ("clip.mp4", mp4_clip(behind=bytes(99)), BEHIND),
    "an MP4 whose last header is cut off": ("clip.mp4", mp4_clip()[:30], CUT_OFF),
    "a picture in such a container": (
        "clip.mp4",
        mp4_box(b"ftyp", b"heic", bytes(4)) + mp4_box(b"meta", b"x") + mp4_box(b"mdat", b"x"),
        NOT_A_CLIP,
    ),
    "pictures in a row": ("clip.mp4", mp4_clip(brands=(b"hevc", b"mif1", b"isom")), NOT_A_CLIP),
    "a recording that is a picture as well": (
        "clip.mp4", mp4_clip(brands=(b"isom", b"mp42", b"heic")), NOT_A_CLIP,
    ),
    "a brand that nobody knows": ("clip.mp4", mp4_clip(brands=(b"jp2 ", b"jp2 ")), NOT_A_CLIP),
    "text with the name of a clip": ("clip.mp4", b"She was there." * 20, "It holds Plain text"),
}  # fmt: skip


def uploaded(name, content):
    return SimpleUploadedFile(name, content)


PLAYING = {
    "a WAV": ("a.wav", wav_clip(), "WAV"),
    "a WAV with a chunk behind its sound": ("a.wav", wav_clip(chunk=b"said"), "WAV"),
    "a WAV without its last, even byte": ("a.wav", wav_clip(chunk=b"saids"), "WAV"),
    "an MP4": ("a.mp4", mp4_clip(), "MP4"),
    "its sound": ("a.m4a", mp4_clip(brands=(b"M4A ", b"mp42")), "MP4"),
    "of a phone": ("a.mov", mp4_clip(brands=(b"qt  ", b"qt  ")), "MP4"),
    "of an older phone": ("a.mp4", mp4_clip(brands=(b"3gp5",)), "MP4"),
    "of a camera with a brand of its own": ("a.mp4", mp4_clip(brands=(b"CAEP", b"mp42")), "MP4"),
    "with what is known of it in a box": ("a.mp4", mp4_clip(behind=mp4_box(b"meta", b"x")), "MP4"),
    "with a box of the camera": ("a.mp4", mp4_clip(behind=mp4_box(b"gps ", b"51.5")), "MP4"),
}


@pytest.mark.parametrize("case", PLAYING)
def test_a_clip_that_plays_is_a_document(case):
    name, content, kind = PLAYING[case]
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


def test_a_part_that_is_not_looked_at_is_not_taken(monkeypatch):
    monkeypatch.setattr(media_check, "MAX_PARTS", 2)
    for content in (wav_clip(chunk=b"said"), mp4_clip()):
        with pytest.raises(media_check.UnfitContent, match="too many parts"):
            media_check.clip_type(uploaded("a", content))


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
