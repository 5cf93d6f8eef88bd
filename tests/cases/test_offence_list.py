"""Loading a newer list of offences: manage.py load_offences."""

import csv
import io
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from cases.models import Offence
from cases.offences.list_file import COLUMNS
from cases.offences.queries.offence_table import forget_offences, offences
from devtools.case_builder import CaseBuilder, cast
from tests.support.cases.pages import client_for, page_url
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
LIST = Path(__file__).parents[2] / "cases" / "data" / "offences.csv"
NEW = "SX03256,Take a photograph of another in an intimate state,Sexual Offences Act 2003,66AB,"
NEW += "2026-06-29,,recalled,sexual,CE,yes,,,Crime and Policing Act 2026: a test of a newer list"


@pytest.fixture(autouse=True)
def fresh_offences():
    forget_offences()
    yield
    forget_offences()


@module_fixture
def builder():
    """A case whose suspect is investigated for the offence that the builder takes."""
    return CaseBuilder(cast())


@pytest.fixture
def write_offence_list(tmp_path):
    """A list that can be changed line by line and written to a file."""
    lines = LIST.read_text(encoding="utf-8").splitlines()

    def write(change=lambda lines: lines):
        path = tmp_path / "newer.csv"
        path.write_text("\n".join(change(list(lines))) + "\n", encoding="utf-8")
        return path

    return write


def load_offence_list(path, **options):
    told = io.StringIO()
    call_command("load_offences", str(path), stdout=told, **options)
    return told.getvalue().splitlines()


def with_column(lines, code, **columns):
    """The lines with other values in columns of one offence."""
    rows = list(csv.DictReader(lines))
    for row in rows:
        if row["code"] == code:
            row.update(columns)
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().splitlines()


def without_offence(lines, code):
    return [line for line in lines if not line.startswith(f"{code},")]


def test_the_list_that_is_loaded_already_changes_nothing():
    assert load_offence_list(LIST) == ["Nothing has changed."]


def test_added_changed_and_ended_offences_are_printed_once(write_offence_list):
    def change(lines):
        lines = with_column(lines, "SX03131", until_on="2026-06-28")
        return [*without_offence(lines, "SX03137"), NEW]

    path = write_offence_list(change)
    assert load_offence_list(path) == [
        "1 added, 1 changed, 1 ended.",
        "added SX03256",
        "changed SX03131 until_on: nothing -> 2026-06-28",
        "ended SX03137",
        "Open cases touched: 0",
        "Start the pages and the worker again: each reads the list once.",
    ]
    assert "SX03256" in offences() and "SX03137" not in offences()
    ended = Offence.objects.get(pk="SX03137")
    assert (ended.is_in_use, ended.section) == (False, "70")
    assert load_offence_list(path) == ["Nothing has changed."]
    assert load_offence_list(LIST)[0] == "0 added, 2 changed, 1 ended."
    assert "SX03137" in offences()


def test_a_dry_run_prints_the_same_and_saves_nothing(write_offence_list):
    path = write_offence_list(lambda lines: [*lines, NEW])
    told = load_offence_list(path, dry_run=True)
    assert told[:2] == ["1 added, 0 changed, 0 ended.", "added SX03256"]
    assert told[-1] == "A dry run: nothing was saved."
    assert not Offence.objects.filter(pk="SX03256").exists()
    assert "SX03256" not in offences()


def test_the_open_cases_that_it_touches_are_named_by_urn_and_nothing_else(
    builder, write_offence_list
):
    alleged = builder.suspects[0].allegations.unscoped("test").get()
    path = write_offence_list(
        lambda lines: with_column(lines, alleged.offence_id, from_on="2026-02-01")
    )
    told = load_offence_list(path)
    assert told[2:5] == [
        "Open cases touched: 1",
        f"case {builder.case.urn}",
        "Allegations now for a lawyer: 1; no longer: 0.",
    ]
    text = " ".join(told)
    assert builder.suspects[0].surname not in text and str(builder.case.pk) not in text
    alleged.refresh_from_db()
    assert alleged.is_for_lawyer
    assert load_offence_list(LIST)[4] == "Allegations now for a lawyer: 0; no longer: 1."
    alleged.refresh_from_db()
    assert not alleged.is_for_lawyer


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("short,line", "line 584: a line has 13 columns"),
        (NEW.replace("SX03256", "sx"), "line 584: “sx” is not a code"),
        (NEW.replace("SX03256", "SX03137"), "line 584: SX03137 is on line 317 already"),
        (NEW.replace("2026-06-29", "29.6.2026"), "from_on is “29.6.2026”, not a day such as"),
        (NEW.replace("2026-06-29,", "2026-06-29,2026-06-28"), "until_on 2026-06-28 is before"),
        (NEW.replace("recalled", "sure"), "confidence is “sure”, not one of read, recalled"),
        (NEW.replace(",CE,", ",VP,"), "mode_of_trial is “VP”, not one of CI, CE, CS"),
        (NEW.rpartition(",")[0] + ",", "line 584: source is empty"),
    ],
)
def test_a_malformed_file_is_refused_whole_with_its_lines(write_offence_list, line, fault):
    path = write_offence_list(lambda lines: [*without_offence(lines, "SX03138"), line])
    with pytest.raises(CommandError) as refused:
        load_offence_list(path)
    assert fault in str(refused.value)
    assert load_offence_list(LIST) == ["Nothing has changed."]


def test_other_columns_an_empty_file_and_no_file_are_refused(write_offence_list, tmp_path):
    for change in (lambda lines: ["cjs_code,title", *lines[1:]], lambda lines: lines[:1]):
        with pytest.raises(CommandError):
            load_offence_list(write_offence_list(change))
    with pytest.raises(CommandError, match="No such file"):
        load_offence_list(tmp_path / "none.csv")


def test_old_rows_that_cannot_be_charged_stay_and_are_not_offered():
    application = Offence.objects.get(pk="SX03501")
    assert not application.is_in_use
    assert "SX03501" not in offences()


def test_a_process_that_has_read_the_list_reads_it_again_for_an_offence_loaded_since(builder):
    """Until they start again, the pages of one process can meet what another has recorded."""
    assert "SX03256" not in offences()
    loaded = Offence.objects.create(
        code="SX03256", title="Take a photograph", statute="Sexual Offences Act 2003",
        section="66AB", from_on=date(2026, 6, 29), source="a test",
    )  # fmt: skip
    pk, rows = uuid4(), builder.suspects[0].allegations.unscoped("test")
    rows.create(
        pk=pk,
        first_id=pk,
        case=builder.case,
        suspect=builder.suspects[0],
        victim=builder.victim,
        offence=loaded,
        from_on=date(2026, 7, 1),
        added_by=builder.cast.officer,
        added_at=builder.at,
    )
    page = client_for(builder.cast.officer).get(page_url("see-case", builder.case))
    assert page.status_code == 200
    assert "SX03256" in page.content.decode()
    assert "SX03256" in offences()
