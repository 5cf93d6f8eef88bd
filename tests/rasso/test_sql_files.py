"""What files in `<app>/sql/` may contain, and the page generated from them."""

import pytest
from django.core.management import call_command

from rasso.database import files


@pytest.mark.parametrize(
    "text",
    [
        "CREATE OR REPLACE VIEW without_a_comment AS SELECT 1;\n",
        "-- Removes something.\nDROP VIEW something;\n",
        "-- Cannot be made again.\nCREATE VIEW once AS SELECT 1;\n",
    ],
)
def test_nothing_else_stands_in_a_file(tmp_path, text):
    path = tmp_path / "some.sql"
    path.write_text(text)
    with pytest.raises(files.SqlNotUnderstood):
        files.database_objects_in_file(path)


def test_a_file_can_be_read_in_one_look():
    for path in files.sql_files():
        lines = path.read_text().splitlines()
        assert len(lines) < 300 and max(map(len, lines)) <= 100, path


def test_the_page_about_triggers_is_what_the_files_say():
    call_command("triggers_page", "--check")
