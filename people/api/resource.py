"""
One URL of the API, with an endpoint for each method.

An endpoint is a view behind people.web.guards, like a page's, that returns an Answer instead of a
template. Common to all calls and done here: authentication, rate limit, token scope, query
parameters and response headers.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from people.api import problems
from people.api.bearer_auth import BearerAuthentication
from people.api.django_errors import problem_from_body_error
from people.api.endpoints import ACT, Endpoint
from people.api.idempotency import run_once
from people.api.parsers import MultiPartFiles, StrictJSON
from people.api.problems import Problem
from people.api.responses import Answer, etag
from people.web.audit_context import AuditContext
from people.web.guards import METHODS

NOT_FOR_THIS = gettext_lazy("This token does not allow this. Ask for one that does.")
NOBODY_NAMED = gettext_lazy(
    "Name the person who acts: get a token for them. On a developer’s machine their email address "
    "in Rasso-Officer does."
)
UNKNOWN = gettext_lazy("This address has no filter %(names)s. Leave that out.")
TWICE = gettext_lazy("In the address, %(names)s is given twice. Give it once.")


class JSONNegotiation(BaseContentNegotiation):
    """Content negotiation that always selects JSON."""

    def select_parser(self, request: Request, parsers: Sequence[Any]) -> Any:
        kind = (request.content_type or "").partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == kind), None)

    def select_renderer(
        self, request: Request, renderers: Sequence[Any], format_suffix: str | None = None
    ) -> tuple[Any, str]:
        return renderers[0], renderers[0].media_type


class Resource(APIView):
    """Base view of every API URL."""

    authentication_classes = [BearerAuthentication]
    permission_classes: list[type] = []  # the guards decide
    parser_classes = [StrictJSON, MultiPartFiles]
    renderer_classes = [JSONRenderer]
    content_negotiation_class = JSONNegotiation
    http_method_names = ["get", "head", "post"]  # no OPTIONS: OpenAPI has it

    def get_exception_handler(self) -> Any:
        return problems.exception_response

    def run_endpoint(
        self, endpoint: Endpoint[Any], request: Request, **url: Any
    ) -> HttpResponseBase:
        """Check token scope and parameters, then call one endpoint."""
        request.endpoint = endpoint
        if endpoint.token_scope not in request.auth.scopes:
            raise _logged_refusal(request, endpoint, NOT_FOR_THIS)
        _check_query_parameters(request.GET, getattr(endpoint, "query_parameters", {}))

        def call_endpoint(before: Answer | None = None) -> Any:
            request.scope, request.answered_before = request._request.scope, before
            answer = endpoint(request, **url)
            request._request.audit = request.audit
            return answer

        if endpoint.token_scope == ACT:
            if request._request.scope.is_system:
                raise _logged_refusal(request, endpoint, NOBODY_NAMED)
            if request._request.content_type == MultiPartFiles.media_type and not endpoint.files:
                raise Problem(415, _("Send JSON here."))
            _parse_form_body(request._request)
            return _answer_response(run_once(request, endpoint, call_endpoint))
        return _answer_response(call_endpoint())

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        final: HttpResponseBase = super().finalize_response(request, response, *args, **kwargs)
        final["Cache-Control"] = "no-store, private"
        return final


class NoSuchResource(Resource):
    """404 problem for a path below /api/ that matches no URL."""

    endpoints: dict[str, Any] = {}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise Http404


no_such_resource = NoSuchResource.as_view()
no_such_resource.endpoints, no_such_resource.login_required = {}, False


def _check_query_parameters(query: QueryDict, narrows: Mapping[str, str]) -> None:
    """Reject unknown or repeated query parameters. Raises Problem."""
    if unknown := query.keys() - narrows.keys():
        raise Problem(400, UNKNOWN % {"names": ", ".join(sorted(unknown))})
    if twice := sorted(name for name, given in query.lists() if len(given) > 1):
        raise Problem(400, TWICE % {"names": ", ".join(twice)})


def _parse_form_body(request: HttpRequest) -> QueryDict:
    """Parse a form body after authentication. Django needs its content type in lower case."""
    kind, semicolon, more = request.META.get("CONTENT_TYPE", "").partition(";")
    request.META["CONTENT_TYPE"] = kind.lower() + semicolon + more
    try:
        return request.POST
    except (UnreadablePostError, MultiPartParserError, SuspiciousOperation) as error:
        raise problem_from_body_error(error) from error


def _logged_refusal(request: Request, endpoint: Endpoint[Any], reason: str | Promise) -> Problem:
    """Log a call refused for its token scope or headers; return its problem."""
    AuditContext(endpoint.verb, request._request.scope).write_entry(refused=str(reason))
    return Problem(403, reason)


def _answer_response(answer: Answer | HttpResponseBase) -> HttpResponseBase:
    if not isinstance(answer, Answer):
        return answer
    headers = dict(answer.headers)
    if answer.version is not None:
        headers["ETag"] = etag(answer.version)
    response: HttpResponseBase = Response(answer.body, answer.status_code, headers=headers)
    return response


def resource_view(**endpoints: Any) -> Any:
    """The view of a URL, from {method: endpoint}."""
    methods = {
        method.lower(): _method_handler(method, endpoint) for method, endpoint in endpoints.items()
    }
    here: Any = type("Resource", (Resource,), methods | {"endpoints": endpoints})
    view = here.as_view()
    view.endpoints, view.login_required = endpoints, False  # authenticates by token instead
    return view


def _method_handler(method: str, endpoint: Any) -> Any:
    if method not in METHODS or not hasattr(endpoint, "token_scope"):
        raise TypeError(f"{endpoint} is no endpoint for {method}")

    def handle(self: Resource, request: Request, **url: Any) -> HttpResponseBase:
        return self.run_endpoint(endpoint, request, **url)

    return handle
