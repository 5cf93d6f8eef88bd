"""Tests plan a prepared statement as a process that serves pages does: once, on its first run."""

from django.db import connections

from rasso.settings.base import PLANNED_ONCE


def plan_once(patch):
    """Let the connections of this run plan so."""
    options = connections["default"].settings_dict["OPTIONS"]
    patch.setitem(options, "options", f"{options['options']}{PLANNED_ONCE}")
