"""WSGI app for gunicorn tests: each response says how long the request had queued."""

import time

from rasso.gunicorn_worker import request_wait

TAKES = 1  # seconds; longer than any other request here


def application(environ, start_response):
    """A WSGI application that answers how long the request waited."""
    waited = request_wait.waited
    if environ["PATH_INFO"] == "/slow/":
        time.sleep(TAKES)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(waited).encode()]
