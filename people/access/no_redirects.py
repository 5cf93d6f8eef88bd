"""Asking another server without following it elsewhere: what is sent reaches no other address."""

from http.client import HTTPResponse
from urllib.request import HTTPRedirectHandler, Request, build_opener


class NoRedirects(HTTPRedirectHandler):
    """A redirect is an error: urllib raises HTTPError for the answer that asks for it."""

    def redirect_request(self, *_told: object) -> None:
        """Follow none."""


def open_without_redirects(request: Request, *, seconds: float) -> HTTPResponse:
    """
    The answer to a request. Raises HTTPError for a redirect as for a refusal, and OSError.

    seconds: how long the server may take over each part of its answer.
    """
    answer: HTTPResponse = build_opener(NoRedirects).open(request, timeout=seconds)
    return answer
