"""
Check that an entry is in the audit log that these keys have signed. Needs only `cryptography`.

    python check_audit_proof.py proof.json 'rasso.example/audit+1a2b3c4d+AbC…'

`manage.py audit_proof` writes the proof, `manage.py audit_keys` the key of the log. Keys of those
who co-sign it follow, each as they told you. See ADR 73.
"""

import json
import sys
from base64 import b64decode
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def netstring(text: str | None) -> str:
    return "-," if text is None else f"{len(text.encode())}:{text},"


def need(is_so: bool, otherwise: str) -> None:
    if not is_so:
        sys.exit(f"Not proved: {otherwise}.")


def check(proof: dict[str, Any], keys: list[str]) -> None:
    """End with 1 unless the entry leads to the head, and each of the keys signed the head."""
    flat = {
        name: "".join(map(netstring, value)) if isinstance(value, list) else value
        for name, value in proof["entry"].items()
    }
    lines = [f"{name}={netstring(value)}" for name, value in flat.items()]
    value = sha256("\n".join(["\0rasso audit entry 1", *lines]).encode()).digest()
    text, _, signatures = proof["head"].rpartition("\n\n")
    name, size, root = text.splitlines()[:3]
    hashes = [b64decode(each) for each in proof["hashes"]]
    is_in = is_included(value, proof["position"], int(size), hashes, b64decode(root))
    need(is_in, "the entry does not lead to the head")
    for each in keys:
        need(is_signed(f"{text}\n", signatures.splitlines(), each), f"{each} did not sign the head")
    need(any(each.startswith(f"{name}+") for each in keys), "none of the keys is the log's own")


def is_included(value: bytes, position: int, size: int, hashes: list[bytes], root: bytes) -> bool:
    """Whether the hashes lead from a leaf at this position to the root (RFC 9162, 2.1.3.2)."""
    place, last = position, size - 1
    if not 0 <= place <= last:
        return False
    for other in hashes:
        if not last:
            return False
        if place & 1 or place == last:
            value = sha256(b"\1" + other + value).digest()
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            value = sha256(b"\1" + value + other).digest()
        place, last = place >> 1, last >> 1
    return last == 0 and value == root


def is_signed(text: str, lines: list[str], key: str) -> bool:
    """Whether a line is the signature of a text by this key: type 1, or 4 with a time in front."""
    name, key_id, material = key.split("+", 2)
    kind, public = b64decode(material)[0], b64decode(material)[1:]
    for line in lines:
        signature = b64decode(line.split(" ")[2])
        if line.split(" ")[1] == name and signature[:4].hex() == key_id:
            signature = signature[4:]
            if kind == 4:
                text = f"cosignature/v1\ntime {int.from_bytes(signature[:8], 'big')}\n{text}"
                signature = signature[8:]
            try:
                Ed25519PublicKey.from_public_bytes(public).verify(signature, text.encode())
            except InvalidSignature:
                return False
            return True
    return False


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        found = json.load(file)
    check(found, sys.argv[2:])
    print(f"Entry {found['entry']['id']} is in the log:", found["head"].splitlines()[3])
