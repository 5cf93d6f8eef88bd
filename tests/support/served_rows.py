"""Requests and tasks in tests run as in the processes that do: the database roles of ADR 110."""

from celery import Task
from django.core.handlers.base import BaseHandler
from django.db import connection

from people.access import row_security
from people.identity.database_roles import ACTING_ROLE, NO_ROLE, WORKER_ROLE

RESPOND = BaseHandler.get_response
RUN_TASK = Task.__call__


def follow_requests():
    """
    From now on a request or a task begins with the role that its process signs in with.

    Tests themselves read and write every row, as tasks and commands do.
    """
    BaseHandler.get_response = _get_response
    Task.__call__ = _run_task


def _get_response(handler, request):
    """Respond with the role of a process that serves pages, and take the tests' role again."""
    if connection.connection is None:  # of a server's thread, which signs in later
        return RESPOND(handler, request)
    _sign_in_as(NO_ROLE)
    try:
        return RESPOND(handler, request)
    finally:
        _sign_in_as(ACTING_ROLE)


def _run_task(task, *args, **kwargs):
    """Run a task that a test calls with the role that a worker signs in with."""
    if connection.connection is None:
        return RUN_TASK(task, *args, **kwargs)
    _sign_in_as(WORKER_ROLE)
    row_security._block.acts_as = WORKER_ROLE
    try:
        return RUN_TASK(task, *args, **kwargs)
    finally:
        row_security._block.acts_as = ACTING_ROLE
        _sign_in_as(ACTING_ROLE)


def _sign_in_as(role):
    row_security._block.role = role
    if row_security._can_run_statements():
        # Not through Django, which would count it among the queries of the page.
        connection.connection.execute("SELECT set_config('role', %s, false)", [role])
