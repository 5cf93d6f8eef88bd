"""Count the queries of a page.

Left out: transactions, the audit log and what it has of the last hour, and the session that is
written once a minute, under a lock.
"""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

NOT_COUNTED = (
    "BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SELECT set_config",
    'INSERT INTO "people_auditentry"', "SELECT DISTINCT coalesce(case_id",
    "SELECT count(DISTINCT row_id)", 'UPDATE "people_session"',
)  # fmt: skip
LOCKS_SESSION = re.compile(r'SELECT "people_session".* FOR UPDATE$', re.DOTALL)


def page_and_queries(client, address, **posted):
    """(response, its queries)."""
    with CaptureQueriesContext(connection) as seen:
        page = client.post(address, posted) if posted else client.get(address)
    return page, [query["sql"] for query in seen if is_counted(query["sql"])]


def is_counted(sql):
    """Whether a statement counts against a page's budget."""
    return not sql.startswith(NOT_COUNTED) and not LOCKS_SESSION.match(sql)
