"""Permission tables of pilots and panels."""

from pilots.permissions.learning_points import may_check_learning_point
from pilots.permissions.panels import LEARNING_ACTION, PANEL, PANEL_CASE, opinions_are_in
from pilots.permissions.reconsiderations import SECOND_LOOK
from pilots.permissions.site import SITE

__all__ = [
    "LEARNING_ACTION",
    "PANEL",
    "PANEL_CASE",
    "SECOND_LOOK",
    "SITE",
    "may_check_learning_point",
    "opinions_are_in",
]
