"""
Check an extract of the audit log, which these keys have signed. Needs only `cryptography`.

    python check_log_extract.py log-extract.txt 'rasso.example/audit+1a2b3c4d+AbC…'

`manage.py audit_keys` prints the key of the log. Keys of those who co-sign it follow, each as they
told you. The text is as the service wrote it; entries that stand in it are in the log. That none
was left out, it cannot show. See ADR 82.
"""

import json
import sys

from check_audit_proof import check, is_signed, need

FIRST_LINE, ENTRIES, HEAD = "rasso log extract 1", "Entries of the log", "Head of the log"


def checked_entries(note: str, keys: list[str]) -> int:
    """The number of entries that are proved to be in the log. Ends with 1 if anything is wrong."""
    text, _, signatures = note.rpartition("\n\n")
    need(text.startswith(FIRST_LINE + "\n"), "this is no extract")
    need(is_signed(f"{text}\n", signatures.splitlines(), keys[0]), f"{keys[0]} did not sign it")
    lines = text.split("\n")
    if ENTRIES not in lines:
        return 0
    proofs = [json.loads(line) for line in lines[lines.index(ENTRIES) + 1 : lines.index(HEAD) - 1]]
    head = json.loads(lines[lines.index(HEAD) + 1])
    for proof in proofs:
        check(proof | head, keys)
    counted = lines[7].rpartition(" ")[2]
    need(counted == str(len(proofs)), f"{counted} entries are counted, and {len(proofs)} are here")
    return len(proofs)


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8", newline="") as file:
        count = checked_entries(file.read(), sys.argv[2:])
    print("The extract is as it was signed.")
    print(f"{count} entries are proved to be in the log.")
