"""Material of the scene that is held elsewhere, with everything wrong that can be."""

from cases.held_material.actions import held_material

LONG = "Gwasanaeth-Erlyn-y-Goron-" * 20
BAD = {
    "kind": "BODY_WORN", "title": LONG[:120], "held_where": LONG[:120], "reference": LONG[:120],
    "minutes": 95, "clipping": "NOT_CLIPPED", "playing": "NOT_PLAYING", "is_provided": False,
}  # fmt: skip


def record_recording(builder):
    """The officer records two recordings: a bad one, and one with nothing wrong."""
    builder.do(held_material.add_held_material, "officer", case=builder.case, **BAD)
    builder.do(
        held_material.add_held_material, "officer", case=builder.case, **BAD | {
            "title": "Taxi rank, camera 4", "kind": "CCTV", "held_where": "The video store",
            "clipping": "CLIPPED", "playing": "PLAYS", "is_provided": True,
        },
    )  # fmt: skip
    return builder


def add_held_material(builder):
    """A recording with everything wrong that can be, which the prosecutor has watched in part."""
    held = builder.do(held_material.add_held_material, "officer", case=builder.case, **BAD)
    watched = {"material": held, "minutes": 20, "text": LONG}
    builder.do(held_material.record_watching, "prosecutor", **watched)
    return held
