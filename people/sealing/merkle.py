"""
The Merkle tree of RFC 6962: hashes, roots, and the proofs of inclusion and of consistency.

Sizes and positions count leaves; positions begin with 0. A node is named by (level, index): it is
the root over the 2**level leaves from index * 2**level, all of which exist. Every hash is SHA-256,
32 bytes. Nothing here reads a table or a file. Who is given a proof checks it with a program of
their own (tools/cosigner.py, docs/examples/check_audit_proof.py). Source: RFC 6962, section 2.1.
"""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256

Node = tuple[int, int]
Span = tuple[int, int]  # the leaves from the first position up to, not including, the second
ReadNodes = Callable[[set[Node]], Mapping[Node, bytes]]

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf with this content."""
    return sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node above two others."""
    return sha256(b"\1" + left + right).digest()


class GrowingTree:
    """A tree that leaves are appended to. Keeps only its peaks: the roots of its full subtrees."""

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        """peaks: the hashes of full_nodes((0, size)), in that order."""
        self.size, self.peaks = size, list(peaks)

    def append(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Append a leaf hash. Returns (level, index, hash) of each node that it completes."""
        made, level, index, value = [], 0, self.size, leaf
        while index & 1:
            value = node_hash(self.peaks.pop(), value)
            level, index = level + 1, index >> 1
            made.append((level, index, value))
        self.peaks.append(value)
        self.size += 1
        return made

    def root(self) -> bytes:
        """The root over all leaves."""
        return _root_of_peaks(self.peaks)


def full_nodes(span: Span) -> list[Node]:
    """The nodes that together cover a span, each as large as possible, left to right."""
    found, (start, end) = [], span
    while start < end:
        fits = (end - start).bit_length() - 1
        level = min(fits, (start & -start).bit_length() - 1) if start else fits
        found.append((level, start >> level))
        start += 1 << level
    return found


def inclusion_spans(position: int, size: int) -> list[Span]:
    """The spans whose roots prove that a leaf is in a tree: PATH of RFC 6962, 2.1.1."""
    found, start, end = list[Span](), 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if position < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    return found[::-1]


def consistency_spans(old: int, new: int) -> list[Span]:
    """The spans whose roots prove that a tree is a prefix of another: PROOF of RFC 6962, 2.1.2."""
    if not 0 < old < new:
        return []
    found, start, end, is_whole = list[Span](), 0, new, True
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start, is_whole = middle, False
    return ([] if is_whole else [(start, end)]) + found[::-1]


def roots_of_spans(spans: Sequence[Span], read: ReadNodes) -> list[bytes]:
    """The root over each span. read: gives the hashes of nodes, and is called once."""
    wanted = [full_nodes(span) for span in spans]
    found = read({node for nodes in wanted for node in nodes})
    return [_root_of_peaks([found[node] for node in nodes]) for nodes in wanted]


def _split(size: int) -> int:
    """The largest power of two below a size of at least two."""
    return 1 << (size - 1).bit_length() - 1


def _root_of_peaks(peaks: Sequence[bytes]) -> bytes:
    if not peaks:
        return EMPTY_ROOT
    value = peaks[-1]
    for left in reversed(peaks[:-1]):
        value = node_hash(left, value)
    return value
