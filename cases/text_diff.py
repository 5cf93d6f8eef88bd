"""Compare two versions of a submission: text and documents removed, added and unchanged."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.referral_snapshot import DocumentSnapshot

# The most pairs of words that are compared, which limits the time of a page: two answers of about
# 2,000 words without a common line. Longer texts are shown as changed as a whole.
MAX_WORD_PAIRS = 4_000_000

LabelledText = tuple[str | Promise, str]


@dataclass(frozen=True)
class TextPiece:
    """A piece of text of one version. is_changed: the other version lacks it."""

    text: str
    is_changed: bool


@dataclass(frozen=True)
class FieldDiff:
    """One field in two versions; None in a version that lacks it."""

    label: str | Promise
    was: list[TextPiece] | None
    became: list[TextPiece] | None

    @property
    def is_same(self) -> bool:
        """Whether the field has the same text in both versions."""
        if self.was is None or self.became is None:
            return False
        return not any(piece.is_changed for piece in (*self.was, *self.became))


class DocumentChange(TextChoices):
    """How a document differs between two versions."""

    ADDED = "ADDED", _("Added")
    GONE = "GONE", _("No longer there")
    CHANGED = "CHANGED", _("Changed")
    SAME = "SAME", _("The same")


@dataclass(frozen=True)
class DocumentDiff:
    """A document in two versions; None in a version that lacks it."""

    was: DocumentSnapshot | None
    became: DocumentSnapshot | None

    @property
    def outcome(self) -> DocumentChange:
        """How the document differs."""
        if self.was is None:
            return DocumentChange.ADDED
        if self.became is None:
            return DocumentChange.GONE
        is_same = replace(self.was, id=self.became.id) == self.became
        return DocumentChange.SAME if is_same else DocumentChange.CHANGED


def diff_fields(
    was: Mapping[str, LabelledText], became: Mapping[str, LabelledText]
) -> list[FieldDiff]:
    """
    Compare fields in the order of the later version, then those that only the earlier has.

    was, became: {key: (label, text)}.
    """
    keys = [*became, *(key for key in was if key not in became)]
    return [_diff_field(was.get(key), became.get(key)) for key in keys]


def _diff_field(was: LabelledText | None, became: LabelledText | None) -> FieldDiff:
    label = (became or was or ("", ""))[0]
    if was is None or became is None:
        return FieldDiff(label, _whole_side(was), _whole_side(became))
    return FieldDiff(label, *diff_text(was[1], became[1]))


def _whole_side(side: LabelledText | None) -> list[TextPiece] | None:
    """One piece for the whole text, as the other version lacks the field."""
    return side and [TextPiece(side[1], True)]


def diff_documents(
    was: Collection[DocumentSnapshot], became: Iterable[DocumentSnapshot]
) -> list[DocumentDiff]:
    """
    Pair two lists of documents by id, else by content for a document that was added again.

    Returns new documents first, then changed and removed ones, then unchanged ones.
    """
    left: dict[str | None, DocumentSnapshot] = {each.id: each for each in was}
    pairs: list[DocumentDiff] = []
    by_content = {each.sha256: each.id for each in was}
    for each in became:
        same = each.id if each.id in left else by_content.get(each.sha256)
        pairs.append(DocumentDiff(left.pop(same, None), each))
    pairs += [DocumentDiff(each, None) for each in left.values()]
    order = list(DocumentChange)
    return sorted(pairs, key=lambda pair: order.index(pair.outcome))


def diff_text(was: str, became: str) -> tuple[list[TextPiece], list[TextPiece]]:
    """
    Compare line by line, then word by word. Returns the pieces of the earlier and the later text.
    """
    old, new = [], []
    before, after = was.splitlines(keepends=True), became.splitlines(keepends=True)
    for is_same, first, second in _matching_blocks(before, after):
        if is_same:
            old += [TextPiece(line, False) for line in first]
            new += [TextPiece(line, False) for line in second]
        else:
            _diff_words("".join(first), "".join(second), old, new)
    return _join_pieces(old), _join_pieces(new)


def _diff_words(was: str, became: str, old: list[TextPiece], new: list[TextPiece]) -> None:
    before, after = _split_words(was), _split_words(became)
    if len(before) * len(after) > MAX_WORD_PAIRS:
        old.append(TextPiece(was, True))
        new.append(TextPiece(became, True))
        return
    for is_same, first, second in _matching_blocks(before, after):
        old += [TextPiece(word, not is_same) for word in first]
        new += [TextPiece(word, not is_same) for word in second]


def _split_words(text: str) -> list[str]:
    """Words and punctuation marks, each with the whitespace after it."""
    return re.findall(r"[\w’'-]+\s*|[^\w\s]\s*|\s+", text)


def _matching_blocks(
    before: list[str], after: list[str]
) -> Iterator[tuple[bool, list[str], list[str]]]:
    """
    (whether they are equal, part of `before`, part of `after`), in order.

    Trailing whitespace is ignored, because the last word or line of a text has none.
    """
    first, second = ([each.strip() for each in side] for side in (before, after))
    for tag, a, b, c, d in SequenceMatcher(None, first, second).get_opcodes():
        yield tag == "equal", before[a:b], after[c:d]


def _join_pieces(pieces: Iterable[TextPiece]) -> list[TextPiece]:
    """Join adjacent pieces that are both changed or both unchanged."""
    runs = groupby((piece for piece in pieces if piece.text), key=lambda piece: piece.is_changed)
    return [TextPiece("".join(piece.text for piece in run), changed) for changed, run in runs]
