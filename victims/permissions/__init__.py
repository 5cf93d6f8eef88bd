"""What each capacity may do for a victim. Read it aloud to a liaison officer and to an ISVA."""

from victims.permissions.duties import DUTY, EVENT
from victims.permissions.letters import LETTER
from victims.permissions.meetings import MEETING
from victims.permissions.records import RECORD, SITE
from victims.permissions.reviews import RIGHT_TO_REVIEW

__all__ = [
    "DUTY",
    "EVENT",
    "LETTER",
    "MEETING",
    "RECORD",
    "RIGHT_TO_REVIEW",
    "SITE",
]
