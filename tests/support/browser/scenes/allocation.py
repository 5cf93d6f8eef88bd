"""A case of many suspects: one has a prosecutor, and the others wait for one."""

from cases.case_details.actions import cases
from devtools.case_builder import CaseBuilder

SURNAME = "Featherstonehaugh-Cholmondeley-Marjoribanks-Llanfairpwllgwyngyll"
NAMES = "Maximilian Bartholomew Alexander Christopher"


def build_case_ready_to_allocate(people, start):
    """The first is with a prosecutor; two more, and a third under a long name, are ready."""
    builder = CaseBuilder(people, suspects=4, at=start)
    everyone = builder.suspects
    long_name = {"surname": SURNAME, "given_names": NAMES, "born_on": None}
    builder.do(
        cases.correct_suspect, "officer", suspect=builder.suspect(3),
        version=builder.suspect(3).version, **long_name,
    )  # fmt: skip
    builder.suspects = everyone[:1]
    builder.allocate()
    for suspects, urgency in ((everyone[1:2], "RED"), (everyone[2:], "GREEN_PRIORITY")):
        builder.suspects = suspects
        builder.accept(urgency=urgency)
    builder.suspects = everyone
    return builder
