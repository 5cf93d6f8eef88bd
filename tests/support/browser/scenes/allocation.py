"""A case of many suspects: one has a prosecutor, and the others wait for one."""

from cases.case_details.actions import cases
from devtools.case_builder import Road

SURNAME = "Featherstonehaugh-Cholmondeley-Marjoribanks-Llanfairpwllgwyngyll"
NAMES = "Maximilian Bartholomew Alexander Christopher"


def many_ready(people, start):
    """The first is with a prosecutor; two more, and a third under a long name, are ready."""
    road = Road(people, suspects=4, at=start)
    everyone = road.suspects
    long_name = {"surname": SURNAME, "given_names": NAMES, "born_on": None}
    road.do(
        cases.correct_suspect, "officer", suspect=road.suspect(3),
        version=road.suspect(3).version, **long_name,
    )  # fmt: skip
    road.suspects = everyone[:1]
    road.allocate()
    for suspects, urgency in ((everyone[1:2], "RED"), (everyone[2:], "GREEN_PRIORITY")):
        road.suspects = suspects
        road.accept(urgency=urgency)
    road.suspects = everyone
    return road
