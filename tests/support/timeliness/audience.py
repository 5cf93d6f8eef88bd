"""Set the audience of a unit's clocks for one test.

The database calls two functions that the app owning cases defines. A test replaces them as the
owner's role in a session of its own, and restores them afterwards, so the audience applies to
every process at once, inside a test's transaction and outside.
"""

from contextlib import contextmanager

from psycopg import sql

from devtools import database_copies

STAGES = ("before_due", "after_due", "escalated")
FUNCTIONS = ("clocks_audience(uuid[], timestamptz)", "may_be_told(uuid, bigint, timestamptz)")
NOBODY = (0, "before_due", 0)  # VALUES needs a row
CLOCKS_AUDIENCE = """
CREATE OR REPLACE FUNCTION clocks_audience(clocks uuid[], at timestamptz)
RETURNS TABLE (clock uuid, stage text, user_id bigint) LANGUAGE sql STABLE AS $$
    SELECT one.id, heard.stage, heard.user_id FROM timeliness_clock one
    JOIN (VALUES {rows}) AS heard (unit_id, stage, user_id)
        ON heard.unit_id = one.recipient_unit_id
    WHERE one.id = ANY ($1)
$$
"""
MAY_BE_TOLD = """
CREATE OR REPLACE FUNCTION may_be_told(about uuid, person bigint, at timestamptz)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT $2 = ANY ({people}::bigint[])
$$
"""


class Audience:
    """People are notified of a unit's clocks at these reminder points, until removed."""

    def __init__(self, session):
        self.session, self.rows, self.people = session, {NOBODY}, set()
        self.write()

    def hears(self, person, unit, *, stages=STAGES):
        self.rows |= {(unit.pk, stage, person.pk) for stage in stages}
        self.people.add(person.pk)
        self.write()

    def leaves(self, person):
        """Remove a person from the audience, though they may still know of the case."""
        self.rows = {row for row in self.rows if row[2] != person.pk}
        self.write()

    def may_not_know(self, person):
        """Block a person from the case."""
        self.people.discard(person.pk)
        self.write()

    def write(self):
        people = sql.Literal(sorted(self.people))
        self.session.execute(sql.SQL(CLOCKS_AUDIENCE).format(rows=sql_values(self.rows)))
        self.session.execute(sql.SQL(MAY_BE_TOLD).format(people=people))


def sql_values(rows):
    """(1, 'before_due', 2), (…)"""
    one = sql.SQL("({}, {}, {})")
    return sql.SQL(", ").join(one.format(*map(sql.Literal, row)) for row in sorted(rows))


@contextmanager
def add_audience(database):
    """Context manager: the audience of the tests, removed at the end."""
    with database_copies.owner(database) as session:
        definition = "SELECT pg_get_functiondef(%s::regprocedure)"
        found = [session.execute(definition, [name]).fetchone()[0] for name in FUNCTIONS]
        try:
            yield Audience(session)
        finally:
            for function in found:
                session.execute(function)
