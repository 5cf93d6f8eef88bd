"""
Signed heads as text: the checkpoint and signed-note formats that transparency logs share.

A head is the log's name, its size, its root in base64 and its time, each on a line; then an empty
line; then lines of signatures. Sources: C2SP tlog-checkpoint, signed-note (type 1, Ed25519) and
tlog-cosignature (type 4, Ed25519 with the time of signing).
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519, COSIGNED = 1, 4  # types of signatures
TIME = re.compile(r"time (\S+)")
SIGNATURE = re.compile(r"— (\S+) (\S+)")


class NotAHead(Exception):
    """A text is not a head of this log, or none of our keys signed it."""


@dataclass(frozen=True)
class Head:
    """A head. at: when it was signed, in UTC."""

    name: str
    size: int
    root: bytes
    at: datetime

    @property
    def text(self) -> str:
        """What is signed."""
        root = b64encode(self.root).decode()
        return f"{self.name}\n{self.size}\n{root}\ntime {self.at.astimezone(UTC).isoformat()}\n"


@dataclass(frozen=True)
class VerifierKey:
    """A public key under a name. kind: the type of its signatures."""

    name: str
    public: bytes
    kind: int = ED25519

    @classmethod
    def of(cls, name: str, key: Ed25519PublicKey) -> "VerifierKey":
        return cls(name, key.public_bytes_raw())

    @classmethod
    def from_text(cls, text: str) -> "VerifierKey":
        """Read `name+id+key`. Raises ValueError."""
        name, key_id, encoded = text.strip().split("+", 2)
        material = b64decode(encoded, validate=True)
        found = cls(name, material[1:], material[0])
        if len(material) != 33 or found.key_id.hex() != key_id:
            raise ValueError(f"{text} is no key")
        return found

    @property
    def key_id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    @property
    def text(self) -> str:
        """The key as others write it down: `name+id+key`."""
        material = b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{material}"

    def has_signed(self, text: str, signature: bytes) -> bool:
        """Whether this key made the signature, which follows the key's id, of a head's text."""
        message = text.encode()
        if self.kind == COSIGNED:
            seconds = int.from_bytes(signature[:8])
            message, signature = (
                f"cosignature/v1\ntime {seconds}\n".encode() + message,
                signature[8:],
            )
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


def sign_head(head: Head, key: Ed25519PrivateKey) -> str:
    """The note of a head: its text and the signature."""
    return sign_text(head.text, head.name, key)


def sign_text(text: str, name: str, key: Ed25519PrivateKey) -> str:
    """A text, which ends with a line feed, as a note signed by a key under this name."""
    known = VerifierKey.of(name, key.public_key())
    signed = b64encode(known.key_id + key.sign(text.encode())).decode()
    return f"{text}\n— {name} {signed}\n"


def text_of(note: str) -> str:
    """What the signatures of a note sign."""
    return note.rpartition("\n\n")[0] + "\n"


def read_head(note: str, keys: Sequence[VerifierKey]) -> Head:
    """The head of a note that one of the keys signed. Raises NotAHead."""
    head, lines = _head_of(text_of(note)), note.rpartition("\n\n")[2]
    if not any(is_signed(head.text, line, keys) for line in lines.splitlines()):
        raise NotAHead("no key of ours signed it")
    return head


def is_signed(text: str, line: str, keys: Sequence[VerifierKey]) -> bool:
    """Whether a line is the signature of a text by one of the keys."""
    match = SIGNATURE.fullmatch(line)
    try:
        signature = b64decode(match[2], validate=True) if match else b""
    except NotBase64:
        return False
    return any(
        match and (key.name, key.key_id) == (match[1], signature[:4])
        and key.has_signed(text, signature[4:])
        for key in keys
    )  # fmt: skip


def _head_of(text: str) -> Head:
    try:
        name, size, root, *more = text.splitlines()
        times = [match[1] for line in more if (match := TIME.fullmatch(line))]
        head = Head(name, int(size), b64decode(root, validate=True), datetime.fromisoformat(*times))
    except (ValueError, TypeError, NotBase64) as error:
        raise NotAHead("it is no head") from error
    if head.text != text:
        raise NotAHead("it is not written as a head is")
    return head
