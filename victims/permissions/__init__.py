"""What each capacity may do for a victim. Read it aloud to a liaison officer and to an ISVA."""

from victims.permissions.records import RECORD, SITE

__all__ = [
    "RECORD",
    "SITE",
]
