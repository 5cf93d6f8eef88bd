"""What gunicorn serves in a test: each answer says how long it had waited for its turn."""

import time

from rasso.gunicorn_worker import request_wait

TAKES = 1  # second; nothing else here keeps a thread as long


def application(environ, start_response):
    waited = request_wait.waited
    if environ["PATH_INFO"] == "/slow/":
        time.sleep(TAKES)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(waited).encode()]
