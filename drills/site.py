"""The service as gunicorn serves it, which dies in the middle of a request that asks it to."""

import os
import signal

from rasso.wsgi import application as serve


def application(environ, start_response):
    """After the act is committed, and before anybody hears of it."""
    answer = serve(environ, start_response)
    if environ.get("HTTP_X_DRILL") == "die before the answer":
        os.kill(os.getpid(), signal.SIGKILL)
    return answer
