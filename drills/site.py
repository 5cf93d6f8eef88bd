"""The service's WSGI application, which kills its process if a request asks for it."""

import os
import signal
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from rasso.wsgi import application as serve


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Serve the request; kill the process after the commit and before the answer, if asked."""
    answer = serve(environ, start_response)
    if environ.get("HTTP_X_DRILL") == "die before the answer":
        os.kill(os.getpid(), signal.SIGKILL)
    return answer
