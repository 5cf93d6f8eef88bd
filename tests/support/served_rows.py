"""Requests in tests read as a process that serves pages does (row-level security)."""

from django.core.handlers.base import BaseHandler
from django.db import connection

from people.access import row_security
from people.identity.database_roles import ACTING_ROLE, NO_ROLE

RESPOND = BaseHandler.get_response


def follow_requests():
    """
    From now on a request begins with the role that such a process signs in with.

    Tests themselves read and write every row, as tasks and commands do.
    """
    BaseHandler.get_response = _get_response


def _get_response(handler, request):
    """Respond with the role of a process that serves pages, and take the tests' role again."""
    if connection.connection is None:  # of a server's thread, which signs in later
        return RESPOND(handler, request)
    _sign_in_as(NO_ROLE)
    try:
        return RESPOND(handler, request)
    finally:
        _sign_in_as(ACTING_ROLE)


def _sign_in_as(role):
    row_security._block.role = role
    if row_security._can_run_statements():
        # Not through Django, which would count it among the queries of the page.
        connection.connection.execute("SELECT set_config('role', %s, false)", [role])
