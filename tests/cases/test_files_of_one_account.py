"""One account that uploads many files takes neither all web threads nor all slots."""

import io
import subprocess
import sys
import threading
import time

import pytest

from cases.documents import file_types, office_files, sandbox
from cases.documents.actions.documents import add_documents
from devtools.case_builder import CaseBuilder, cast, scope
from devtools.worker_processes import wait_for
from tests.support.cases.sample_files import pdf, upload

MINE, THEIRS = 1, 2
PAPER = pdf()
LOOKED_INTO = {"kind": "PDF", "unfit": ""}


@pytest.fixture
def slow_inspections(monkeypatch):
    """Every inspection lasts until .set(); .begun has the threads' names."""
    done, done.begun = threading.Event(), []

    def asked(copy, kind):
        done.begun.append(threading.current_thread().name)
        done.wait(30)
        return LOOKED_INTO

    monkeypatch.setattr(sandbox, "_run_sandbox", asked)
    yield done
    done.set()


def inspect_in_thread(account, how_many=10, name="mine"):
    """A thread that inspects this many files one after another, as an action does."""

    def form():
        for _ in range(how_many):
            try:
                sandbox.inspect_in_sandbox(io.BytesIO(PAPER), "PDF", account)
            except office_files.UnfitContent as unfit:
                assert unfit.args[0] == sandbox.LATER

    thread = threading.Thread(target=form, name=name, daemon=True)
    thread.start()
    return thread


def test_forms_of_ten_files_from_one_account_have_two_threads_and_one_place(slow_inspections):
    began = time.monotonic()
    forms = [inspect_in_thread(MINE) for _ in range(8)]
    wait_for(
        lambda: sum(each.is_alive() for each in forms) == sandbox.MAX_FILES_PER_ACCOUNT,
        10,
        "refusals",
    )
    assert time.monotonic() - began < sandbox.QUEUE_WAIT_SECONDS  # those were refused at once
    wait_for(lambda: slow_inspections.begun == ["mine"], 10, "the first file to be looked into")
    forms.append(inspect_in_thread(THEIRS, name="theirs"))
    wait_for(
        lambda: slow_inspections.begun == ["mine", "theirs"],
        10,
        "the other's file to be looked into",
    )
    slow_inspections.set()
    for each in forms:
        each.join(10)
    assert not any(each.is_alive() for each in forms)


def test_one_after_another_all_are_looked_into_and_nothing_is_remembered(slow_inspections):
    slow_inspections.set()
    inspect_in_thread(MINE, name="first").join(10)
    assert slow_inspections.begun == ["first"] * 10 and MINE not in sandbox.account_shares


@pytest.mark.django_db
def test_inspections_count_against_the_account_that_adds_the_files(monkeypatch):
    builder, asked = CaseBuilder(cast()), []
    monkeypatch.setattr(
        file_types, "detect_file_type", lambda file, account: asked.append(account) or "PDF"
    )
    by = scope(builder.cast.officer, at=builder.at)
    papers = [(upload("statement.pdf", PAPER), "MG11")]
    add_documents(case=builder.case, by=by, at=builder.at, documents=papers)
    assert asked == [builder.cast.officer.pk]


def test_pages_have_the_processor_before_files_are_looked_into():
    code = (
        "import os; from cases.documents import sandbox; "
        "sandbox.limit_resources(); print(os.nice(0))"
    )
    ours = int(subprocess.check_output([sys.executable, "-c", "import os; print(os.nice(0))"]))
    told = subprocess.check_output([sys.executable, "-c", code], cwd=sandbox.ROOT)
    assert int(told) == min(19, ours + sandbox.NICE)
