"""Comparison of two versions of a text, of answers and of documents."""

import random
import time

import pytest

from cases.referral_snapshot import DocumentSnapshot
from cases.text_diff import DocumentChange, TextPiece, diff_documents, diff_fields, diff_text


def marked_text(side):
    """A version as one line, with changed parts in brackets."""
    return "".join(f"[{piece.text}]" if piece.is_changed else piece.text for piece in side)


@pytest.mark.parametrize(
    ("was", "became", "left", "right"),
    [
        ("One two three.", "One two three.", "One two three.", "One two three."),
        ("One two three.", "One three.", "One [two ]three.", "One three."),
        ("One three.", "One two three.", "One three.", "One [two ]three."),
        ("The phone is due.", "The phone is in.", "The phone is [due].", "The phone is [in]."),
        ("", "New.", "", "[New.]"),
        ("Old.", "", "[Old.]", ""),
        ("He ran.", "He ran away.", "He ran.", "He ran [away]."),
        ("First.\nLast.", "First.\nMore.\nLast.", "First.\nLast.", "First.\n[More.\n]Last."),
        ("The same.", "The same. And more.", "The same.", "The same. [And more.]"),
        ("The same.", "The same.\nAnd more.", "The same.", "The same.\n[And more.]"),
    ],
)
def test_only_what_was_changed_is_marked(was, became, left, right):
    old, new = diff_text(was, became)
    assert (marked_text(old), marked_text(new)) == (left, right)


def test_nothing_of_either_text_is_lost():
    chance = random.Random(1)
    for _ in range(300):
        was, became = ("".join(chance.choices("ab \n", k=chance.randint(0, 30))) for _ in "12")
        old, new = diff_text(was, became)
        assert "".join(piece.text for piece in old) == was
        assert "".join(piece.text for piece in new) == became


def test_the_longest_answers_are_compared_before_anybody_waits():
    chance = random.Random(2)
    for words in (5, 80, 150, 5000):
        text = [" ".join(str(chance.randrange(words)) for _ in range(6000))[:20_000] for _ in "12"]
        start = time.monotonic()
        diff_text(*text)
        diff_text(*(each.replace(" ", "\n") for each in text))
        assert time.monotonic() - start < 2


def test_an_answer_that_one_version_never_had_is_not_an_empty_one():
    [came, went] = diff_fields({"a": ("A", "x")}, {"b": ("B", "")})
    assert (came.label, came.was, came.became) == ("B", None, [TextPiece("", True)])
    assert (went.label, went.was, went.became) == ("A", [TextPiece("x", True)], None)
    assert not came.is_same
    assert not went.is_same


def test_answers_follow_the_later_version():
    told = diff_fields({"a": ("A", "1"), "b": ("B", "2")}, {"b": ("B", "2"), "a": ("A", "3")})
    assert [(each.label, each.is_same) for each in told] == [("B", True), ("A", False)]


def document_snapshot(number, **facts):
    return DocumentSnapshot(
        **{"id": number, "title": "t", "form": "MG11", "sha256": number} | facts
    )


def test_documents_are_paired_by_id_then_by_what_they_hold():
    was = [
        document_snapshot("1"),
        document_snapshot("2"),
        document_snapshot("3"),
        document_snapshot("4"),
    ]
    became = [
        document_snapshot("1"),
        document_snapshot("2", form="MG12"),
        document_snapshot("9", sha256="3"),
        document_snapshot("5"),
    ]
    told = [(each.outcome, (each.became or each.was).id) for each in diff_documents(was, became)]
    assert told == [
        (DocumentChange.ADDED, "5"), (DocumentChange.GONE, "4"), (DocumentChange.CHANGED, "2"),
        (DocumentChange.SAME, "1"),
        (DocumentChange.SAME, "9"),
    ]  # fmt: skip
