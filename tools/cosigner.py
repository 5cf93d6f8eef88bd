"""
A co-signer of the audit log: the program that an agency runs, on a machine of its own.

    python cosigner.py STATE police.example/cosigner 'rasso.example/audit+1a2b3c4d+AbC…' --port 8100

It signs a head of the log if the log's own key signed it, and if a proof shows that it goes on from
the last head signed here; it remembers that head before it answers, and never signs another log of
the same name. Its key and what it remembers are in the folder STATE, which nobody else may read.
Prints its public key at the start. Needs only `cryptography`, and nothing of the project.

Speaks C2SP tlog-witness (POST /add-checkpoint) and signs as C2SP tlog-cosignature says, Ed25519.
Heads are compared one at a time, so that no two are compared with the same remembered one. Whoever
sends a request slowly holds up nobody else, and is cut off after REQUEST_SECONDS.

A signed head that is refused is kept in STATE as evidence, once, MOST_KEPT of each kind:
`refused-fork-…` is another root of the size that was signed here: the log's key signed two logs.
`refused-proof-…` does not go on from it by the proof that came with it.
"""

import argparse
import os
import re
import socket
import threading
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LONGEST_BODY = 16_384  # 63 hashes and a head with some signatures
MOST_HASHES = 63
REQUEST_SECONDS = 10.0  # from the first byte of a request to the last of its answer
MOST_KEPT = 100  # refused heads of each kind
NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
SIZE_TYPE = "text/x.tlog.size"


class Refused(Exception):
    """A head that is not signed: the status and the text of the answer."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status, self.text = status, text


@dataclass(frozen=True)
class Key:
    """A public key under a name; kind 1 signs heads, kind 4 co-signs them."""

    name: str
    kind: int
    public: bytes

    @classmethod
    def from_text(cls, text: str) -> "Key":
        name, _key_id, material = text.split("+", 2)
        found = b64decode(material, validate=True)
        key = cls(name, found[0], found[1:])
        if key.text != text:
            raise SystemExit(f"{text} is no key: its id is {key.key_id.hex()}")
        return key

    @property
    def key_id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    @property
    def text(self) -> str:
        material = b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{material}"

    def has_signed(self, text: str, lines: Sequence[str]) -> bool:
        """Whether one of the lines is this key's signature of the text."""
        for line in lines:
            mark, _, rest = line.partition(" ")
            name, _, encoded = rest.partition(" ")
            signature = decoded(encoded)
            if (mark, name, signature[:4]) == ("—", self.name, self.key_id):
                try:
                    public = Ed25519PublicKey.from_public_bytes(self.public)
                    public.verify(signature[4:], text.encode())
                except InvalidSignature:
                    continue
                return True
        return False


class CoSigner:
    """The key, the logs that it signs for, and the last head of each. state: its folder."""

    def __init__(self, state: Path, name: str, logs: Sequence[Key]) -> None:
        state.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.state, self.name, self.logs, self.lock = state, name, logs, threading.Lock()
        path = state / "key"
        if not path.exists():
            write_once(path, Ed25519PrivateKey.generate().private_bytes_raw())
        self.private = Ed25519PrivateKey.from_private_bytes(path.read_bytes())
        self.key = Key(name, 4, self.private.public_key().public_bytes_raw())

    def add_checkpoint(self, body: str) -> str:
        """The line that co-signs the head of a request. Raises Refused."""
        old, proof, text, lines = parts_of_request(body)
        log, size, root = self.checked_head(text, lines)
        if old > size:
            raise Refused(400, "the old size is above that of the head\n")
        with self.lock:
            known_size, known_root = self.remembered(log)
            if size == known_size and size and root != known_root:
                self.keep_evidence("fork", text, body)
                raise Refused(409, f"{known_size}\n")
            if old != known_size:
                raise Refused(409, f"{known_size}\n")
            if not is_consistent(old, size, known_root, root, proof):
                self.keep_evidence("proof", text, body)
                raise Refused(422, "the head does not go on from the last one signed here\n")
            self.remember(log, f"{size} {root.hex()}\n")
        return self.signed(text)

    def checked_head(self, text: str, lines: Sequence[str]) -> tuple[str, int, bytes]:
        """The log, size and root of a head that one of the log's keys signed."""
        words = text.split("\n")
        if len(words) < 4 or not NUMBER.fullmatch(words[1]) or len(decoded(words[2])) != 32:
            raise Refused(400, "no head\n")
        keys = [key for key in self.logs if key.name == words[0]]
        if not keys:
            raise Refused(404, "a log that is not known here\n")
        if not any(key.has_signed(text, lines) for key in keys):
            raise Refused(403, "no key of that log signed the head\n")
        return words[0], int(words[1]), decoded(words[2])

    def signed(self, text: str) -> str:
        now = int(time.time())
        signature = self.private.sign(f"cosignature/v1\ntime {now}\n{text}".encode())
        whole = self.key.key_id + now.to_bytes(8) + signature
        return f"— {self.name} {b64encode(whole).decode()}\n"

    def path_of(self, log: str) -> Path:
        return self.state / f"head-{sha256(log.encode()).hexdigest()[:16]}"

    def remembered(self, log: str) -> tuple[int, bytes]:
        """Size and root of the last head that was signed; (0, b"") if there is none."""
        path = self.path_of(log)
        if not path.exists():
            return 0, b""
        size, root = path.read_text().split()
        return int(size), bytes.fromhex(root)

    def remember(self, log: str, text: str) -> None:
        """Replace the remembered head, on the disk before this returns."""
        newer = self.path_of(log).with_suffix(".new")
        newer.unlink(missing_ok=True)
        write_once(newer, text.encode())
        newer.replace(self.path_of(log))
        folder = os.open(self.state, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)

    def keep_evidence(self, kind: str, text: str, body: str) -> None:
        """Keep a request with a refused head, by the head, so that each is kept once."""
        path = self.state / f"refused-{kind}-{sha256(text.encode()).hexdigest()[:32]}"
        kept = sum(1 for _each in self.state.glob(f"refused-{kind}-*"))
        if kept < MOST_KEPT and not path.exists():
            write_once(path, body.encode())


def write_once(path: Path, content: bytes) -> None:
    """Write a new file that only its owner may read, and wait for the disk."""
    with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def decoded(text: str) -> bytes:
    """Base64 as bytes; b"" if it is none."""
    try:
        return b64decode(text, validate=True)
    except ValueError:
        return b""


def parts_of_request(body: str) -> tuple[int, list[bytes], str, list[str]]:
    """Old size, proof, signed text and lines of signatures. Raises Refused."""
    top, _, note = body.partition("\n\n")
    first, *hashes = top.split("\n")
    text, _, signatures = note.rpartition("\n\n")
    word, _, old = first.partition(" ")
    proof = [decoded(each) for each in hashes]
    is_well = word == "old" and NUMBER.fullmatch(old) and len(proof) <= MOST_HASHES
    if not is_well or any(len(each) != 32 for each in proof) or not text:
        raise Refused(400, "no request to co-sign\n")
    return int(old), proof, f"{text}\n", signatures.splitlines()


def is_consistent(old: int, new: int, old_root: bytes, new_root: bytes, proof: list[bytes]) -> bool:
    """Whether the proof shows that the old log is the beginning of the new (RFC 9162, 2.1.4.2)."""
    if not 0 < old < new:
        return not proof and (old == 0 or (old, old_root) == (new, new_root))
    path = [old_root, *proof] if old & (old - 1) == 0 else proof
    if not path:
        return False
    first, last = old - 1, new - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    before = after = path[0]
    for other in path[1:]:
        if not last:
            return False
        if first & 1 or first == last:
            before, after = node(other, before), node(other, after)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            after = node(after, other)
        first, last = first >> 1, last >> 1
    return (before, after, last) == (old_root, new_root, 0)


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def handler(signer: CoSigner) -> type[BaseHTTPRequestHandler]:
    """The HTTP side of a co-signer."""

    class Handler(BaseHTTPRequestHandler):
        timeout = REQUEST_SECONDS  # for the next byte

        def handle(self) -> None:
            with cut_off_after(REQUEST_SECONDS, self.connection), suppress(OSError):
                super().handle()

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            try:
                if self.path != "/add-checkpoint":
                    raise Refused(404, "no such address\n")
                if not NUMBER.fullmatch(length) or int(length) > LONGEST_BODY:
                    raise Refused(400, "too long\n")
                body = self.rfile.read(int(length)).decode("utf-8", "replace")
                self.answer(200, signer.add_checkpoint(body))
            except Refused as refusal:
                self.answer(refusal.status, refusal.text)

        def answer(self, status: int, text: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", SIZE_TYPE if status == 409 else "text/plain")
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

    return Handler


@contextmanager
def cut_off_after(seconds: float, connection: socket.socket) -> Iterator[None]:
    """End a connection if what is done in the block takes longer."""

    def cut_off() -> None:
        with suppress(OSError):  # it has ended
            connection.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut_off)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def main() -> None:
    parser = argparse.ArgumentParser(description="Co-sign the heads of an audit log.")
    parser.add_argument("state", type=Path, help="the folder of the key and the last heads")
    parser.add_argument("name", help="the name under which it signs")
    parser.add_argument("logs", nargs="+", help="the keys that audit_keys prints")
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8100)
    given = parser.parse_args()
    signer = CoSigner(given.state, given.name, [Key.from_text(text) for text in given.logs])
    server = ThreadingHTTPServer((given.address, given.port), handler(signer))
    print(signer.key.text, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
