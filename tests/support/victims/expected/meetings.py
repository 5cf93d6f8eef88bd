"""Expected rules: meetings with a victim."""

from tests.support.victims.expected.records import CONTACT, READERS

MEETING_STATES = (
    "OFFERED", "NO_ANSWER", "DECLINED", "ACCEPTED", "ARRANGED, ahead", "ARRANGED, begun", "HELD",
    "CANCELLED",
)  # fmt: skip
ARRANGED = {"ARRANGED, ahead", "ARRANGED, begun"}
OFFERED = {"OFFERED", "NO_ANSWER"}
MEETING = {
    "see_meeting": (READERS, set(MEETING_STATES)),
    "download_meeting_calendar": (READERS, ARRANGED),
    "record_meeting_response": (CONTACT, OFFERED),
    "arrange_meeting": (CONTACT, {"ACCEPTED"} | ARRANGED),
    "record_meeting": (CONTACT, {"ARRANGED, begun"}),
    "cancel_meeting": (CONTACT, OFFERED | {"ACCEPTED"} | ARRANGED),
}
AGREED_STATES = ("OPEN", "DONE")
AGREED = {
    "finish_agreed": (CONTACT, {"OPEN"})
}  # also the person responsible (test_meetings_agreed.py)

TABLES = {"Meeting": (MEETING, MEETING_STATES), "Agreed": (AGREED, AGREED_STATES)}
