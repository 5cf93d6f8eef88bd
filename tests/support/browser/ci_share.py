"""CI has a quarter of an hour: it takes a part of the dearest looks, with each commit another."""

import os


def share(looks, *, at_least=1):
    """
    All of these looks; with SHARE=1/6 every sixth of them, from the second on.

    at_least: how many to take all the same, from so many places.
    """
    part, of = map(int, os.environ.get("SHARE", "0/1").split("/"))
    of = min(of, max(1, len(looks) // at_least))
    return looks[part % min(of, len(looks)) :: of]
