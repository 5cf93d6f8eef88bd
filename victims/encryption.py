"""
Encryption with a victim's own key: AES-256-GCM, bound to the victim and the field.

Also blind indexes, which find exact values: keyed hashes, with a key of their own.
"""

import hmac
import json
import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from people.text.folding import folded_text, latin_look_alike
from people.text.spelling import name_readings, without_final_s
from victims import keys

ORDINARY_WORDS = frozenset(  # words of many addresses, which identify nobody
    {
        "the", "and", "for", "flat", "house", "road", "street", "avenue", "lane", "close", "drive",
        "way", "court", "place", "park", "gardens", "grove", "crescent", "terrace", "hill", "green",
        "school", "college", "academy", "primary", "secondary", "high", "church", "north", "south",
        "east", "west", "upper", "lower", "new", "old", "mother", "father", "parent", "solicitor",
        "her", "his", "their", "mrs", "miss",
    }
)  # fmt: skip
TITLE_WORDS = frozenset(  # titles and forms of address: no names
    {
        "the", "and", "for", "mother", "father", "parent", "solicitor", "her", "his", "their", "of",
        "mr", "mrs", "miss", "ms", "dr",
    }
)  # fmt: skip
NONCE_BYTES = 12  # bytes, as NIST SP 800-38D recommends; fresh for every text


def encrypt_text(text: str, *, victim: UUID, bound_to: str) -> bytes:
    """
    The encrypted text; "" stays empty. Creates the victim's key if there is none.

    victim: the victim's id. bound_to: the field or letter it is bound to, such as "phone".
    """
    if not text:
        return b""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(keys.get_or_create_victim_key(victim)).encrypt(
        nonce, text.encode(), _associated_data(victim, bound_to)
    )


def decrypt_text(encrypted: bytes | memoryview, *, victim: UUID, bound_to: str) -> str:
    """
    The text. Raises keys.VictimKeyUnavailable where the key is gone or the bytes do not decrypt.
    """
    encrypted = bytes(encrypted)
    if not encrypted:
        return ""
    try:
        plain = AESGCM(keys.victim_key(victim)).decrypt(
            encrypted[:NONCE_BYTES], encrypted[NONCE_BYTES:], _associated_data(victim, bound_to)
        )
    except (InvalidTag, ValueError):  # ValueError: shorter than a nonce and a tag
        keys.log.error(
            "What is kept as %s of victim %s does not open with her key", bound_to, victim
        )
        raise keys.VictimKeyUnavailable(str(victim)) from None
    return plain.decode()


def encrypt_words(words: Mapping[str, str], *, victim: UUID, bound_to: str) -> bytes:
    """{name: text} as one encrypted text; empty texts are left out."""
    filled = {name: text for name, text in words.items() if text}
    return encrypt_text(json.dumps(filled) if filled else "", victim=victim, bound_to=bound_to)


def decrypt_words(encrypted: bytes | memoryview, *, victim: UUID, bound_to: str) -> dict[str, str]:
    """{name: text}. Raises keys.VictimKeyUnavailable."""
    text = decrypt_text(encrypted, victim=victim, bound_to=bound_to)
    return json.loads(text) if text else {}


def blind_index(field: str, value: str) -> str:
    """The blind index of an exact value, ignoring case, spaces and accents, as it is stored."""
    return _blind_index(field, value, settings.VICTIM_INDEX_KEY)


def blind_indexes(field: str, value: str) -> list[str]:
    """The blind indexes by which a value is looked for: of the key in use, and of older ones."""
    keys = (settings.VICTIM_INDEX_KEY, *settings.VICTIM_INDEX_KEY_FALLBACKS)
    return [found for key in keys if (found := _blind_index(field, value, key))]


def _blind_index(field: str, value: str, key: str) -> str:
    plain = unicodedata.normalize("NFKD", value).casefold()
    kept = str.isdigit if field == "phone" else str.isalnum
    plain = "".join(filter(kept, plain)) if field != "email" else plain.strip()
    if not plain:
        return ""
    if field == "phone" and plain.startswith("44"):
        plain = "0" + plain[2:]
    plaintext = json.dumps([field, plain]).encode()
    return hmac.new(key.encode(), plaintext, sha256).hexdigest()


def blind_word_indexes(*texts: str) -> list[str]:
    """
    The sorted blind indexes of the telling words of some texts, as they are stored.

    These are words of three letters or more that are not ordinary words of an address.
    """
    return sorted(blind_index("word", word) for word in _telling_words(texts))


def blind_indexes_of_names(*names: str) -> list[str]:
    """The blind indexes by which the words of some names are looked for."""
    return [
        *(found for word in _telling_words(names) for found in blind_indexes("word", word)),
        *(found for word in _name_words(names) for found in blind_indexes("name word", word)),
    ]


def _telling_words(texts: Iterable[str]) -> set[str]:
    return {word for word in _folded_words(texts) if len(word) > 2} - ORDINARY_WORDS


def blind_indexes_of_text(text: str) -> list[str]:
    """The blind indexes by which words of a text are looked for, with and without a final s."""
    words = _folded_words([text])
    telling = {word for word in words | set(map(without_final_s, words)) if len(word) > 2}
    return [found for word in telling - ORDINARY_WORDS for found in blind_indexes("word", word)]


def blind_name_indexes(*texts: str) -> list[str]:
    """
    The sorted blind indexes of the words of some names that blind_word_indexes leaves out.

    These are short or ordinary words. They count where they are written as a name, with a capital.
    """
    return sorted(blind_index("name word", word) for word in _name_words(texts))


def _name_words(texts: Iterable[str]) -> set[str]:
    words = {word for word in _folded_words(texts) if len(word) == 2 or word in ORDINARY_WORDS}
    return words - TITLE_WORDS


def blind_indexes_of_name_word(word: str) -> list[str]:
    """The blind indexes by which a word is looked for, if blind_name_indexes has it."""
    return blind_indexes("name word", folded_text(latin_look_alike(word)))


def _folded_words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for _piece, word in name_readings(text)}


def _associated_data(victim: UUID, bound_to: str) -> bytes:
    return json.dumps([str(victim), bound_to]).encode()
