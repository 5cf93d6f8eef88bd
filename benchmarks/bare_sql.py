"""The least that can answer: one statement, JSON. No Django, no session, no walls."""

import json
import os
import threading

import psycopg

STATEMENT, KNOWN = json.loads(os.environ["BENCH_STATEMENT"])
KEPT = threading.local()


def application(environ, start_response):
    """A page of the worklist by the oracle's statement, as gunicorn serves it."""
    if not hasattr(KEPT, "session"):
        KEPT.session = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    rows = KEPT.session.execute(STATEMENT, KNOWN).fetchall()
    body = json.dumps(rows, default=str).encode()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    start_response("200 OK", headers)
    return [body]
