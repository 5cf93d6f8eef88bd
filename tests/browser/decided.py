"""Roads of the scene on which somebody decides: met, proposed, declined, proposed again."""

from cases.actions import consultations
from tests.browser.plans import LONG
from tests.cases import deciding


def met(road):
    """Four people took part in a long meeting; a proposal after it was not countersigned."""
    there = [
        road.cast.officer, road.cast.supervisor, road.cast.prosecutor, road.cast.manager,
    ]  # fmt: skip
    held = road.do(
        consultations.record_consultation, "officer", case=road.case, suspects=road.suspects,
        held_on=road.at.date(), mode="FACE_TO_FACE", took_part=there, summary=LONG,
    )  # fmt: skip
    deciding.propose(road, road.suspects[0], consultation=held, rationale=LONG)
    deciding.decline(road, road.suspects[0], text=LONG)
    road.held = held
    return road


def proposed(road):
    """The same, and a second wording waits for a reader."""
    met(road)
    deciding.propose(road, road.suspects[0], consultation=road.held, rationale=f"{LONG}\n\n{LONG}")
    return road
