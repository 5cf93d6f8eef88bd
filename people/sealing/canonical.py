"""
The bytes of an audit entry that its leaf is the hash of, in version 1.

The entry's columns in the order of COLUMNS, each as `name=` and a netstring (`length:text,`, the
length in bytes of UTF-8); `-,` for NULL. A list is the text of its items' netstrings. Lengths make
it unambiguous without escapes. `people_entry_leaf` writes the same in the act's own transaction
(people/sql/sealing.sql); tests compare the two. A changed row of columns needs another version.
"""

from collections.abc import Sequence

from people.sealing.merkle import leaf_hash

VERSION = 1
HEADING = "rasso audit entry 1\n"
# Each column, and the SQL expression of its text.
COLUMNS = {
    "id": "entry.id::text",
    "at": """to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
    "operation": "entry.operation::text",
    "verb": "entry.verb::text",
    "user_id": "entry.user_id::text",
    "system_id": "entry.system_id::text",
    "capacities": "entry.capacities::text[]",
    "kind": "entry.kind::text",
    "ids": "entry.ids::text[]",
    "case_id": "entry.case_id::text",
    "refused": "entry.refused::text",
    "sought": "entry.sought::text",
    "content": "entry.content::text",
    "address": "text(entry.address)",
}
EntryTexts = Sequence[str | list[str | None] | None]  # in the order of COLUMNS


def entry_leaf(texts: EntryTexts) -> bytes:
    """The leaf hash of an entry."""
    return leaf_hash(entry_bytes(texts))


def entry_bytes(texts: EntryTexts) -> bytes:
    """The bytes of an entry, from the texts that COLUMNS selects."""
    fields = (f"{name}={_field(text)}" for name, text in zip(COLUMNS, texts, strict=True))
    return (HEADING + "\n".join(fields)).encode()


def _field(text: str | list[str | None] | None) -> str:
    if isinstance(text, list):
        text = "".join(_netstring(item) for item in text)
    return _netstring(text)


def _netstring(text: str | None) -> str:
    return "-," if text is None else f"{len(text.encode())}:{text},"
