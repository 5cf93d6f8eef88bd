"""Permission tables of the victims app: what each capacity may do for a victim."""

from victims.permissions.court_support import WITHDRAWAL
from victims.permissions.duties import DUTY, EVENT
from victims.permissions.follow_ups import CONTACT, FOLLOW_UP
from victims.permissions.identity_destructions import IDENTITY_DESTRUCTION
from victims.permissions.letters import LETTER
from victims.permissions.meetings import AGREED, MEETING
from victims.permissions.note_answers import NOTE, NOTE_ANSWER
from victims.permissions.records import RECORD, SITE
from victims.permissions.support import SUPPORT
from victims.permissions.vrr_requests import RIGHT_TO_REVIEW

__all__ = [
    "AGREED",
    "CONTACT",
    "DUTY",
    "EVENT",
    "FOLLOW_UP",
    "IDENTITY_DESTRUCTION",
    "LETTER",
    "MEETING",
    "NOTE",
    "NOTE_ANSWER",
    "RECORD",
    "RIGHT_TO_REVIEW",
    "SITE",
    "SUPPORT",
    "WITHDRAWAL",
]
