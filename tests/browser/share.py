"""CI has a quarter of an hour: it takes a part of the dearest looks, with each commit another."""

import os


def share(looks):
    """All of these looks; with SHARE=1/6 every sixth of them, from the second on."""
    part, of = map(int, os.environ.get("SHARE", "0/1").split("/"))
    return looks[part % len(looks) :: of]
