"""Rows that benchmarks and make load insert have every required column."""

import re

import pytest
from django.db import connection

from rasso.settings.environment import ROOT

INSERT = re.compile(r"INSERT INTO (\w+) \(([^)]*)\)")
FILES = sorted((ROOT / "benchmarks").glob("*.py"))
OWN = "bench_"  # columns that a benchmark adds for itself
WANTED = """
SELECT column_name, is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'
FROM information_schema.columns WHERE table_name = %s"""


def inserts():
    """(file, table, columns) of each INSERT statement."""
    for path in FILES:
        for table, columns in INSERT.findall(path.read_text()):
            names = {name.strip(' \n"') for name in columns.split(",")}
            yield path.name, table, {name for name in names if not name.startswith(OWN)}


@pytest.mark.django_db
def test_every_row_that_is_loaded_has_what_its_table_wants():
    wrong = []
    with connection.cursor() as cursor:
        for file, table, given in inserts():
            cursor.execute(WANTED, [table])
            columns = dict(cursor.fetchall())
            missing = {name for name, is_wanted in columns.items() if is_wanted} - given
            wrong += [(file, table, sorted(missing), sorted(given - columns.keys()))] * bool(
                missing or given - columns.keys()
            )
    assert wrong == []
    assert len(list(inserts())) > 20
