"""The drill's older release is one with other tables, functions or triggers."""

import pytest

from drills.releases import newest_that_changes

ADDED = """commit ccc

A	pilots/migrations/0003_room.py
commit bbb

A	people/migrations/0005_index.py
A	cases/migrations/0018_overdue.py
commit aaa

A	cases/migrations/0001_cases.py
"""
TEXTS = {
    "ccc:pilots/migrations/0003_room.py": 'RunSQL("ALTER TABLE a SET (fillfactor = 80)")',
    "bbb:people/migrations/0005_index.py": "migrations.AddIndex(",
    "bbb:cases/migrations/0018_overdue.py": "migrations.AddField(",
    "aaa:cases/migrations/0001_cases.py": "migrations.CreateModel(",
}


def newest_found_commit(**texts):
    """The commit found if some migrations have these texts."""
    there = TEXTS | {key: texts[key[:3]] for key in TEXTS if key[:3] in texts}
    return newest_that_changes(ADDED, lambda commit, path: there[f"{commit}:{path}"])


def test_a_setting_of_a_table_is_passed_over_and_so_is_an_index():
    assert newest_found_commit() == "bbb"
    assert newest_found_commit(bbb="migrations.AddIndex(") == "aaa"
    assert newest_found_commit(bbb="migrations.AddIndex(", aaa="migrations.RunPython(") is None


def test_a_changed_function_or_trigger_counts_with_any_body():
    log = f"commit ddd\n\nM\tcases/sql/board.sql\n{ADDED}"
    assert newest_that_changes(log, lambda commit, path: TEXTS[f"{commit}:{path}"]) == "ddd"


@pytest.mark.parametrize(
    "says",
    [
        *(f"migrations.{name}(" for name in ("CreateModel", "DeleteModel", "RenameModel")),
        *(f"migrations.{name}Field(" for name in ("Add", "Alter", "Remove", "Rename")),
        *(f"ALTER TABLE a {word} COLUMN b" for word in ("ADD", "ALTER", "DROP", "RENAME")),
        *(f"{word} TABLE a" for word in ("CREATE", "DROP")),
    ],
)
def test_an_added_changed_or_removed_table_or_column_counts(says):
    assert newest_found_commit(ccc=says) == "ccc"
