"""Django's handlers of 400, 403, 404 and 500: an RFC 9457 problem for the API, else a page."""

import sys

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.views import defaults

from people.api.django_errors import API_PREFIX, problem_from_body_error
from people.api.problems import FAULT, Problem, problem_from_error


def bad_request_response(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith(API_PREFIX):
        return problem_from_body_error(exception).plain()
    return defaults.bad_request(request, exception)


def forbidden_response(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    if request.path.startswith(API_PREFIX):
        return problem_from_error(exception).plain()
    return defaults.permission_denied(request, exception)


def not_found_response(request: HttpRequest, exception: Http404) -> HttpResponse:
    if request.path.startswith(API_PREFIX):
        return problem_from_error(exception).plain()
    return defaults.page_not_found(request, exception)


def server_error_response(request: HttpRequest) -> HttpResponse:
    """500 without detail (it has been logged); 503 if the database is away."""
    error = sys.exc_info()[1]
    problem = Problem(500, FAULT)
    if isinstance(error, OperationalError | InterfaceError):
        problem = problem_from_error(error)
    if request.path.startswith(API_PREFIX):
        return problem.plain()
    page = defaults.server_error(request)
    page.status_code = problem.status
    for name, value in problem.headers.items():
        page[name] = value
    return page
