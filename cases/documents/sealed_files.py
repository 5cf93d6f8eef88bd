"""
The form of a sealed file: libsodium's secretstream under the key of the file's case (ADR 89).

MAGIC, the stream's header, then blocks. Each block holds BLOCK bytes of the content, the last one
fewer or none, and is marked as the last; each is bound to the name of its file. So a file that was
cut short, lengthened, put together from others, or put in the place of another does not open.
"""

import io
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, NoReturn
from uuid import UUID

from nacl import bindings as sodium
from nacl.exceptions import CryptoError

MAGIC = b"rasso sealed file 1\n"
BLOCK = 64 * 1024  # bytes
HEADER_BYTES = sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES
SEALED_BLOCK = BLOCK + sodium.crypto_secretstream_xchacha20poly1305_ABYTES
FINAL = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
MESSAGE = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE


class BrokenSeal(Exception):
    """The file is not what was sealed under this name and key. No fault of the disk."""


def seal_chunks(chunks: Iterable[bytes], *, key: bytes, name: UUID) -> Iterator[bytes]:
    """The bytes of a sealed file, of chunks of its content of any length."""
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    yield MAGIC + sodium.crypto_secretstream_xchacha20poly1305_init_push(state, key)
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        while len(waiting) >= BLOCK:
            yield _push(state, bytes(waiting[:BLOCK]), name, MESSAGE)
            del waiting[:BLOCK]
    yield _push(state, bytes(waiting), name, FINAL)


def open_sealed(file: BinaryIO, *, key: bytes, name: UUID) -> io.BufferedReader:
    """
    The content of a sealed file, open for reading. Closing it closes `file`.

    Raises BrokenSeal, here for the first block, and while it is read for those that follow. Nothing
    of a block is handed on before all of it is found to be right.
    """
    return io.BufferedReader(_Opened(file, key, name), BLOCK)


def _push(state: Any, block: bytes, name: UUID, tag: int) -> bytes:
    return bytes(sodium.crypto_secretstream_xchacha20poly1305_push(state, block, name.bytes, tag))


class _Opened(io.RawIOBase):
    """The content of a sealed file, a block at a time."""

    def __init__(self, file: BinaryIO, key: bytes, name: UUID) -> None:
        self.file, self.label = file, name.bytes
        self.content, self.at, self.is_last = b"", 0, False
        try:
            self._begin(key)
        except BaseException:
            file.close()
            raise

    def _begin(self, key: bytes) -> None:
        if self.file.read(len(MAGIC)) != MAGIC:
            self._refuse()
        self.state = sodium.crypto_secretstream_xchacha20poly1305_state()
        header = self.file.read(HEADER_BYTES)
        if len(header) != HEADER_BYTES:
            self._refuse()
        sodium.crypto_secretstream_xchacha20poly1305_init_pull(self.state, header, key)
        self._next_block()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self.at == len(self.content) and not self.is_last:
            self._next_block()
        taken = self.content[self.at : self.at + len(buffer)]
        buffer[: len(taken)] = taken
        self.at += len(taken)
        return len(taken)

    def _next_block(self) -> None:
        """Read a block. A file ends with its last one: it is there, and nothing follows it."""
        sealed = self.file.read(SEALED_BLOCK)
        try:
            self.content, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(
                self.state, sealed, self.label
            )
        except (CryptoError, ValueError):
            self._refuse()
        self.at, self.is_last = 0, tag == FINAL
        if self.is_last and self.file.read(1):
            self._refuse()

    def _refuse(self) -> NoReturn:
        raise BrokenSeal("A sealed file does not open")

    def close(self) -> None:
        self.file.close()
        super().close()
