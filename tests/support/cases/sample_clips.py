"""Small recordings, written byte by byte: a WAV and an MP4 of a second of sound."""

import io
import struct
import wave

SAMPLES, RATE = 8000, 8000


def wav_clip(seconds=1, chunk=b"", behind=b"", length=None):
    """
    A WAV file that plays.

    chunk: in a last chunk of its own. behind: appended as it is. length: as the header has it.
    """
    held = io.BytesIO()
    with wave.open(held, "wb") as clip:
        clip.setnchannels(1)
        clip.setsampwidth(2)
        clip.setframerate(RATE)
        clip.writeframes(b"\0\1" * RATE * seconds)
    made = held.getvalue()
    if chunk:
        made += b"junk" + struct.pack("<I", len(chunk)) + chunk
    length = len(made) - 8 if length is None else length
    return made[:4] + struct.pack("<I", length) + made[8:] + behind


def mp4_box(name, *parts):
    """A box of an MP4 file: its length, its name and what is in it."""
    inside = b"".join(parts)
    return struct.pack(">I4s", 8 + len(inside), name) + inside


def _full(name, *parts):
    """A box with a version and flags of nought."""
    return mp4_box(name, bytes(4), *parts)


def _sound_track(offset):
    """The boxes that say where the sound is in the file, and how it is stored."""
    sound = mp4_box(
        b"sowt", bytes(6), struct.pack(">H", 1), bytes(8),
        struct.pack(">HHHHI", 1, 16, 0, 0, RATE << 16),
    )  # fmt: skip
    table = mp4_box(
        b"stbl",
        _full(b"stsd", struct.pack(">I", 1), sound),
        _full(b"stts", struct.pack(">III", 1, SAMPLES, 1)),
        _full(b"stsc", struct.pack(">IIII", 1, 1, SAMPLES, 1)),
        _full(b"stsz", struct.pack(">II", 2, SAMPLES)),
        _full(b"stco", struct.pack(">II", 1, offset)),
    )
    here = mp4_box(b"dinf", _full(b"dref", struct.pack(">I", 1), mp4_box(b"url ", b"\0\0\0\1")))
    media = mp4_box(
        b"mdia",
        _full(b"mdhd", struct.pack(">IIIIHH", 0, 0, RATE, SAMPLES, 0x55C4, 0)),
        _full(b"hdlr", b"\0\0\0\0soun", bytes(12), b"sound\0"),
        mp4_box(b"minf", _full(b"smhd", bytes(4)), here, table),
    )
    shape = struct.pack(">9I", 65536, 0, 0, 0, 65536, 0, 0, 0, 0x40000000)
    track = mp4_box(
        b"tkhd", b"\0\0\0\7", struct.pack(">IIIII", 0, 0, 1, 0, 1000), bytes(8),
        struct.pack(">HHHH", 0, 0, 256, 0), shape, struct.pack(">II", 0, 0),
    )  # fmt: skip
    whole = _full(
        b"mvhd", struct.pack(">IIII", 0, 0, 1000, 1000), struct.pack(">IH", 65536, 256), bytes(10),
        shape, bytes(24), struct.pack(">I", 2),
    )  # fmt: skip
    return mp4_box(b"moov", whole, mp4_box(b"trak", track, media))


def mp4_clip(is_open=False, brands=(b"isom", b"isom", b"mp41"), behind=b""):
    """
    An MP4 file that plays. is_open: its sound has no length, and goes to the end of the file.

    brands: the major one first. behind: after the last box, a box or anything else.
    """
    start = mp4_box(b"ftyp", brands[0], struct.pack(">I", 512), *brands[1:])
    offset = len(start) + len(_sound_track(0)) + 8
    sound = mp4_box(b"mdat", b"\0\1" * SAMPLES)
    sound = bytes(4) + sound[4:] if is_open else sound
    return start + _sound_track(offset) + sound + behind
