"""Folding of lookalike texts. The expected texts are written by hand."""

import pytest

from people.text.folding import (
    folded_text,
    is_all_latin,
    is_invisible,
    latin_look_alike,
    mixes_alphabets,
    plain_text,
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Fern", "Fern"),
        ("F\u200be\u200dr\u2060n", "Fern"),  # zero-width joiners
        ("\uff26\uff45\uff52\uff4e", "Fern"),  # full width
        ("F\u00e9r\u0148", "Fern"),  # accents, composed
        ("Fe\u0301rn\u0338", "Fern"),  # accents, decomposed
        ("\u202eFern\u202c", "Fern"),  # bidirectional controls
        ("\u216b", "XII"),  # a Roman numeral as one character
        ("\U0001d405\U0001d41e\U0001d42b\U0001d427", "Fern"),  # mathematical letters
        ("Red\u00adland", "Redland"),  # a soft hyphen
        ("Red\u00a0 land\r\n\tgreen ", "Red land green"),
        ("\u3164\u115f\u2800", ""),  # characters drawn as blanks
        ("a\x00b\x7f", "ab"),
    ],
)
def test_plain_keeps_the_letters_that_a_reader_sees(typed, expected):
    assert plain_text(typed) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [("FERN", "fern"), ("Stra\u00dfe", "STRASSE"), ("\u0130rem", "irem"), ("\ufb01nn", "FINN")],
)
def test_folded_tells_no_capitals_apart(one, other):
    assert folded_text(one) == folded_text(other)


@pytest.mark.parametrize(
    ("text", "is_mixed"),
    [
        ("Fern Oak", False),
        ("\u0410\u043d\u043d\u0430", False),  # a name in Cyrillic only
        ("Anna \u0410\u043d\u043d\u0430", False),  # each word in one alphabet
        ("F\u0435rn", True),  # a Cyrillic e
        ("\u039fak", True),  # a Greek O
        ("Si\u00e2n O\u2019Neill-Price 3rd", False),
    ],
)
def test_a_word_of_two_alphabets_is_noticed(text, is_mixed):
    assert mixes_alphabets(text) is is_mixed


def test_white_space_of_a_text_is_no_invisible_character_but_the_joiners_are():
    assert not is_invisible("a") and not is_invisible(" ")
    assert is_invisible("\u200b") and is_invisible("\u202e") and is_invisible("\x07")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("\u0141ukasz S\u00f8ren \u00c6thel", "Lukasz Soren AEthel"),
        ("L\u0131ssy", "Lissy"),  # dotless i
        ("\u029f\u026a\ua731\ua731\u028f", "LISSY"),  # small capitals
        ("\U0001f17b\U0001f178\U0001f182\U0001f182\U0001f188", "LISSY"),  # white on black
        ("\U0001f1f1\U0001f1ee\U0001f1f8\U0001f1f8\U0001f1fe", "LISSY"),  # regional indicators
        ("\u2603 \u20ac", "\u2603 \u20ac"),
    ],
)
def test_characters_drawn_like_a_latin_letter_are_alike(typed, expected):
    assert latin_look_alike(typed) == expected


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        ("Si\u00e2n \u0141ukasz O\u02bcBrien, 3 caf\u00e9s", True),
        ("\u0410\u043d\u043d\u0430", False),
        ("\ua4e0\ua4f3\ua4ea", False),  # Lisu letters, drawn like Latin
        ("\u0639\u0644\u064a", False),
    ],
)
def test_letters_that_are_not_latin_are_noticed(text, is_so):
    assert is_all_latin(text) is is_so
