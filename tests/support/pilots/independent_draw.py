"""Repeat a draw from its stored frame and seed, as the draw's page describes."""

import hashlib
import json
import sys

told = json.load(sys.stdin)
frame, size, total = told["frame"], told["size"], len(told["frame"])


def place_in_draw(reference):
    """The hash by which a decision is ordered in the draw."""
    return hashlib.sha256((told["seed"] + "|" + reference).encode()).hexdigest()


strata = {}
for reference in sorted(frame, key=place_in_draw):
    strata.setdefault(frame[reference], []).append(reference)

shares = {name: len(members) * size // total for name, members in strata.items()}
remainders = sorted((-(len(members) * size % total), name) for name, members in strata.items())
for _, name in remainders[: size - sum(shares.values())]:
    shares[name] += 1

drawn = [reference for name, members in strata.items() for reference in members[: shares[name]]]
print(json.dumps(sorted(drawn)))
