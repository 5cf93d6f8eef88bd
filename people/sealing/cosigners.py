"""
Those who co-sign the heads of the sealed log, and how they are asked.

A co-signer is a program of another agency on a machine of its own (tools/cosigner.py, or another
that speaks C2SP tlog-witness). It signs a head only if a proof shows that it goes on from the last
head that it signed.
"""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPException
from ipaddress import ip_address
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request
from urllib.response import addinfourl

from django.conf import settings

from people.sealing.deadlines import Deadline
from people.sealing.signed_notes import Head, VerifierKey, is_signed

LONGEST_ANSWER = 16_384
SIZE = re.compile(r"[0-9]{1,19}", re.ASCII)


class NotCoSigned(Exception):
    """A co-signer did not answer, or not as it should."""


class ForkRefused(NotCoSigned):
    """A co-signer refused: it has signed another log, or a longer one than ours."""


class OtherSize(Exception):
    """A co-signer has signed up to another size than we thought."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size


@dataclass(frozen=True)
class CoSigner:
    """address: where its program answers."""

    address: str
    key: VerifierKey

    @property
    def name(self) -> str:
        return self.key.name

    @property
    def is_asked_safely(self) -> bool:
        """Whether nobody on the way can read or change what it is asked: TLS, or this machine."""
        address = urlsplit(self.address)
        return address.scheme == "https" or (
            address.scheme == "http" and _is_this_machine(address.hostname or "")
        )

    def ask(self, head: Head, note: str, *, old: int, proof: Sequence[bytes]) -> str:
        """
        Its signature of a head, as a line. Raises OtherSize, ForkRefused or NotCoSigned.

        old: the size up to which it has signed. proof: that the head goes on from there. Who
        answers the size that was asked from has signed another head of that size.
        """
        hashes = "".join(f"{b64encode(each).decode()}\n" for each in proof)
        answer = self._post(f"old {old}\n{hashes}\n{note}", old)
        line = next(
            (each for each in answer.splitlines() if self.has_signed(head.text, each)), None
        )
        if line is None:
            raise NotCoSigned(f"{self.name} answered without its signature")
        return line

    def has_signed(self, text: str, line: str) -> bool:
        """Whether a line is its signature of the text of a head."""
        return is_signed(text, line, [self.key])

    def _post(self, body: str, old: int) -> str:
        url = f"{self.address.rstrip('/')}/add-checkpoint"
        request = Request(url, data=body.encode(), method="POST")  # noqa: S310 - of the settings
        try:
            with (
                Deadline(settings.COSIGN_SECONDS) as deadline,
                _opened(deadline, request) as answer,
            ):
                text = answer.read(LONGEST_ANSWER).decode("utf-8", "replace")
                status = answer.status or 0
        except (URLError, OSError, HTTPException) as error:
            raise NotCoSigned(f"{self.name} cannot be reached") from error
        if status != 200:
            raise self._refusal(status, text, old)
        return text

    def _refusal(self, status: int, text: str, old: int) -> Exception:
        known = int(text) if status == 409 and SIZE.fullmatch(text.strip()) else None
        if known is not None and known != old:
            return OtherSize(known)
        if known is not None or status == 422:
            return ForkRefused(f"{self.name} has signed another log")
        return NotCoSigned(f"{self.name} answered with {status}")


def _opened(deadline: Deadline, request: Request) -> addinfourl:
    """The answer to a request, whatever its status."""
    try:
        answer: addinfourl = deadline.opener().open(request, timeout=settings.COSIGN_SECONDS)
    except HTTPError as refusal:
        return refusal
    return answer


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def cosigners() -> list[CoSigner]:
    """Those of AUDIT_COSIGNERS. Raises ValueError for a key that is none."""
    return [
        CoSigner(address, VerifierKey.from_text(key)) for address, key in settings.AUDIT_COSIGNERS
    ]
