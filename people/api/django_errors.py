"""Map the body-parsing errors that Django raises before any view to RFC 9457 problems."""

from django.conf import settings
from django.core import exceptions
from django.http import UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext_lazy as _

from people.api.parsers import BROKEN_OFF
from people.api.problems import Problem

API_PREFIX = "/api/"  # every response below it is JSON
NO_FORM = _(
    "This is not a form. Send multipart/form-data as in RFC 7578, each part after the "
    "boundary that Content-Type names."
)
TOO_MANY_ANSWERS = _("Send %(most)d answers at most.")
TOO_MANY_FILES = _("Send %(most)d files at most in one call.")
TOO_MUCH_TEXT = _("Send less than %(most)d bytes of text in a form. Files do not count.")
NOT_READ = _("This call cannot be read. Correct its address, its headers or its body.")


def problem_from_body_error(error: Exception) -> Problem:
    """The Problem for a body-parsing error."""
    if isinstance(error, exceptions.RequestDataTooBig):
        return Problem(413, TOO_MUCH_TEXT % {"most": settings.DATA_UPLOAD_MAX_MEMORY_SIZE})
    if isinstance(error, exceptions.TooManyFilesSent):
        return Problem(400, TOO_MANY_FILES % {"most": settings.DATA_UPLOAD_MAX_NUMBER_FILES})
    if isinstance(error, exceptions.TooManyFieldsSent):
        return Problem(400, TOO_MANY_ANSWERS % {"most": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS})
    if isinstance(error, UnreadablePostError):
        return Problem(400, BROKEN_OFF)
    return Problem(400, NO_FORM if isinstance(error, MultiPartParserError) else NOT_READ)
