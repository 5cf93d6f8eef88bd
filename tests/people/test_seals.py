"""Encrypted texts decrypt with a known key, for what they are bound to, and not otherwise."""

import pytest

from people.access.encryption import decrypt_text, encrypt_text

NEW, OLD, OTHER = "a new long random text", "an old long random text", "somebody else's"
MINE = (7, "write_note:1", "a-draft")


def test_a_sealed_text_says_nothing_and_opens_again():
    kept = encrypt_text("What she said. ŵ", keys=[NEW], belongs_to=MINE)
    assert b"she said" not in kept
    assert decrypt_text(kept, keys=[NEW], belongs_to=MINE) == "What she said. ŵ"


def test_the_same_text_is_never_sealed_alike():
    assert encrypt_text("x", keys=[NEW], belongs_to=MINE) != encrypt_text(
        "x", keys=[NEW], belongs_to=MINE
    )


def test_an_older_key_still_opens_what_it_sealed():
    kept = encrypt_text("x", keys=[OLD], belongs_to=MINE)
    assert decrypt_text(kept, keys=[NEW, OLD], belongs_to=MINE) == "x"
    assert decrypt_text(kept, keys=[NEW, OTHER], belongs_to=MINE) is None


@pytest.mark.parametrize(
    "elsewhere",
    [
        (8, "write_note:1", "a-draft"),
        (7, "write_note:2", "a-draft"),
        (7, "write_note:1", "another-draft"),
        (7, "write_note:1a-draft", ""),
    ],
    ids=["another owner", "another row", "another draft", "the same letters, parted elsewhere"],
)
def test_a_sealed_text_opens_for_no_other_owner_row_or_draft(elsewhere):
    assert (
        decrypt_text(
            encrypt_text("x", keys=[NEW], belongs_to=MINE), keys=[NEW], belongs_to=elsewhere
        )
        is None
    )


def test_a_single_changed_bit_is_noticed():
    kept = bytearray(encrypt_text("x", keys=[NEW], belongs_to=MINE))
    kept[-1] ^= 1
    assert decrypt_text(kept, keys=[NEW], belongs_to=MINE) is None


@pytest.mark.parametrize("kept", [b"", b"short"])
def test_an_unsealed_text_does_not_open(kept):
    assert decrypt_text(kept, keys=[NEW], belongs_to=MINE) is None
