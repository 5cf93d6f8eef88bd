"""What each capacity may do about pilots. Read it aloud to a pilot-area manager."""

from pilots.permissions.learning import may_check
from pilots.permissions.site import SITE

__all__ = ["SITE", "may_check"]
