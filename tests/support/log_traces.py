"""The traces of exceptions in what pytest keeps of the log."""

import logging
import traceback

from django.core.exceptions import PermissionDenied
from django.http import Http404

FORMATTER = logging.Formatter()


def format_exception(fault):
    """
    The trace of an exception; of a refused page only its last line.

    Django logs each refusal with its exception, and formatting that took a twentieth of the time
    of tests that open every page.
    """
    kind, exception, _trace = fault
    if isinstance(exception, Http404 | PermissionDenied):
        return "".join(traceback.format_exception_only(kind, exception)).rstrip()
    return FORMATTER.formatException(fault)
