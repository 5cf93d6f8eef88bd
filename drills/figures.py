"""Figures of a thousand invented years against an attacker on disclosure control (ADR 44)."""

from drills.drill_run import DrillRun
from drills.expected_state import Verdict
from drills.matrix import register_drill

# Invented years, and how many of them an integer programme over a whole Area attacks.
WORLDS, PROGRAMMES = 1000, 20


@register_drill("K31", f"{WORLDS} years of England and Wales, attacked by their figures")
def attacked_figures(scene: DrillRun) -> Verdict:
    """
    Every count of one to four keeps three possible values, and no duration reveals one person.
    """
    from devtools.integer_attacker import Attacker
    from devtools.printed_figures import URGENCIES, World

    verdict, closest = Verdict(), list[int]()
    for seed in range(WORLDS):
        world = World(scene.seed * WORLDS + seed)
        attacker = Attacker(world.named(), URGENCIES, world.files())
        truth = world.truth(attacker)
        verdict.wrong += sum(0 < truth[at] < 5 for at in attacker.narrow())
        verdict.wrong += len(attacker.single_people())
        if seed < PROGRAMMES:
            [at] = attacker.closest(1)
            closest.append(len(attacker.values_left(at, whole_area=True)))
    verdict.wrong += sum(left < 3 for left in closest)
    verdict.notes.append(f"{WORLDS} worlds, {len(closest)} integer programmes")
    return verdict
