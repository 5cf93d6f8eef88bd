"""Compare two versions: what was removed, added and kept."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cases.referral_snapshot import DocumentSnapshot

# How many pairs of words are compared at most, so that no text can hold a page up: two answers of
# about 2,000 words each that have no line in common. What is more is shown line by line.
MAX_WORD_PAIRS = 4_000_000


@dataclass(frozen=True)
class TextPiece:
    """Some text of one version, and whether the other version has it too."""

    text: str
    is_changed: bool


@dataclass(frozen=True)
class FieldDiff:
    """One field in two versions; None in a version that lacks it."""

    label: str
    was: list | None
    became: list | None

    @property
    def is_same(self) -> bool:
        """Whether nothing was removed and nothing added."""
        sides = (self.was, self.became)
        return None not in sides and not any(piece.is_changed for side in sides for piece in side)


class DocumentChange(TextChoices):
    """What happened to a document between one version and the next."""

    ADDED = "ADDED", _("Added")
    GONE = "GONE", _("No longer there")
    CHANGED = "CHANGED", _("Changed")
    SAME = "SAME", _("The same")


@dataclass(frozen=True)
class DocumentDiff:
    """A document in two versions: what it was before is None where it is new, and so on."""

    was: DocumentSnapshot | None
    became: DocumentSnapshot | None

    @property
    def outcome(self) -> DocumentChange:
        """What happened to it."""
        if self.was is None:
            return DocumentChange.ADDED
        if self.became is None:
            return DocumentChange.GONE
        is_same = replace(self.was, id=self.became.id) == self.became
        return DocumentChange.SAME if is_same else DocumentChange.CHANGED


def diff_fields(
    was: Mapping[str, tuple[str, str]], became: Mapping[str, tuple[str, str]]
) -> list[FieldDiff]:
    """
    Two versions field by field, in the order of the later one, then what only the earlier has.

    was, became: {key: (label, text)}.
    """
    keys = [*became, *(key for key in was if key not in became)]
    return [_diff_field(was.get(key), became.get(key)) for key in keys]


def _diff_field(was: tuple[str, str] | None, became: tuple[str, str] | None) -> FieldDiff:
    label = (became or was or ("", ""))[0]
    if was is None or became is None:
        return FieldDiff(label, _whole_side(was), _whole_side(became))
    return FieldDiff(label, *diff_text(was[1], became[1]))


def _whole_side(side: tuple[str, str] | None) -> list[TextPiece] | None:
    """A version of which the other has nothing."""
    return side and [TextPiece(side[1], True)]


def diff_documents(
    was: Collection[DocumentSnapshot], became: Iterable[DocumentSnapshot]
) -> list[DocumentDiff]:
    """
    Two lists of documents, paired by id; else by what they hold, for one that was added again.

    What is new comes first, then what changed or went, then what is the same.
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
    """(the pieces of the earlier text, those of the later one): line by line, then word by word."""
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
    """Words and marks of a text, each with the whitespace after it."""
    return re.findall(r"[\w’'-]+\s*|[^\w\s]\s*|\s+", text)


def _matching_blocks(
    before: list[str], after: list[str]
) -> Iterator[tuple[bool, list[str], list[str]]]:
    """
    (is it the same, the stretch of the one, the stretch of the other), in order.

    The space after a word or a line is no difference: the last one of a text has none.
    """
    first, second = ([each.strip() for each in side] for side in (before, after))
    for tag, a, b, c, d in SequenceMatcher(None, first, second).get_opcodes():
        yield tag == "equal", before[a:b], after[c:d]


def _join_pieces(pieces: Iterable[TextPiece]) -> list[TextPiece]:
    """Neighbours of one kind as one piece."""
    runs = groupby((piece for piece in pieces if piece.text), key=lambda piece: piece.is_changed)
    return [TextPiece("".join(piece.text for piece in run), changed) for changed, run in runs]
