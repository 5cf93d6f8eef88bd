"""
The lower bound for a page: one SQL statement, answered as JSON, without Django or permissions.
"""

import json
import os
import threading
from wsgiref.types import StartResponse, WSGIEnvironment

import psycopg

STATEMENT, KNOWN = json.loads(os.environ["BENCH_STATEMENT"])
KEPT = threading.local()


def application(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    """WSGI application that answers with a page of the worklist, by the oracle's statement."""
    if not hasattr(KEPT, "session"):
        KEPT.session = psycopg.connect(
            os.environ["DATABASE_URL"], autocommit=True, options="-c role=rasso_acts"
        )
    rows = KEPT.session.execute(STATEMENT, KNOWN).fetchall()
    body = json.dumps(rows, default=str).encode()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    start_response("200 OK", headers)
    return [body]
