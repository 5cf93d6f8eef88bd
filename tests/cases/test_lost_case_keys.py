"""A case whose key is lost, destroyed or not given by the disk: what stops, and what goes on."""

import os
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from cases.actions.open_case_action import add_timeline_event
from cases.allocation.actions import allocations
from cases.case_access.actions import conflicts, restrictions
from cases.case_access.actions.named_roles import end_naming
from cases.case_keys import CASE_KEYS
from cases.correspondence.actions import notes
from cases.documents.actions import documents
from cases.models import Case, CaseGrant, Conflict, Event, Note, Upload
from cases.models.stored_text import UnopenedText
from devtools.case_builder import PASSWORD, CaseBuilder, cast, person, scope
from people.access import key_folder
from people.access.key_folder import KeyUnavailable
from people.access.opened_texts import check_all_opened
from people.access.scopes import Refused
from people.administration.actions import merge_units
from people.administration.actions.administrators import create_first_administrator
from people.models import Unit
from people.web.forms import ConditionalForm
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.sample_files import add_document, upload
from tests.support.module_fixtures import module_fixture
from tests.support.people.approvals import approved

pytestmark = pytest.mark.django_db
MARKER = "Heliotrope said it twice"
UNREADABLE = "This text cannot be read now. The fault has been reported."


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.DOCUMENT_ROOT, settings.CASE_KEY_ROOT = tmp_path / "documents", tmp_path / "case-keys"


@module_fixture
def people():
    return cast()


@pytest.fixture
def builder(people):
    return CaseBuilder(people).allocate()


@pytest.fixture
def office(builder):
    return create_first_administrator(
        name="Ada", email="ada@example.org", password=PASSWORD, at=builder.at, another=True
    )


def write(builder):
    return builder.do(notes.write_note, "officer", case=builder.case, text=MARKER)


def key_path(settings, builder):
    return Path(settings.CASE_KEY_ROOT, str(builder.case.pk))


@pytest.fixture(params=["lost", "destroyed"])
def lose_key(request, settings):
    """Take the key of a case away, in one of two ways."""

    def lose(builder):
        write(builder)
        if request.param == "lost":
            key_path(settings, builder).unlink()
        else:
            CASE_KEYS.destroy(builder.case.pk)

    return lose


def assert_recorded_without_note(builder, verb, caplog):
    event = Event.objects.unscoped("test").get(case=builder.case, verb=verb)
    assert event.note == ""
    assert f"What is noted of case {builder.case.pk} is not kept" in caplog.text


# No key in the place of a lost one


def test_an_upload_makes_no_key_over_a_lost_one_that_sealed_text_alone(builder, settings):
    write(builder)
    key_path(settings, builder).unlink()
    with pytest.raises(Refused, match="cannot be opened or kept now"):
        builder.do(
            documents.add_documents, "officer", case=builder.case,
            documents=[(upload("more.txt", b"What she said."), "MG11")],
        )  # fmt: skip
    assert not Upload.objects.unscoped("test").exists() and not key_path(settings, builder).exists()


def test_sealing_files_makes_no_key_over_a_lost_one_that_sealed_text_alone(builder, settings):
    settings.SEAL_FILES = False
    add_document(builder, "account.txt", b"What she said.")
    settings.SEAL_FILES = True
    write(builder)
    key_path(settings, builder).unlink()
    with pytest.raises(CommandError):
        call_command("seal_files")
    assert not key_path(settings, builder).exists()


# What goes on without the key


def test_a_named_role_is_ended(builder, office, lose_key, caplog):
    lose_key(builder)
    grant = CaseGrant.objects.get(
        user=builder.cast.prosecutor, permission__codename="reviewing_prosecutor"
    )
    by = scope(office, at=builder.at)
    end_naming(grant=grant, by=by, at=builder.at, reason="Has moved.")
    assert not CaseGrant.objects.filter(pk=grant.pk).exists()
    assert_recorded_without_note(builder, "end_naming", caplog)


def test_a_person_is_taken_off_the_list(builder, lose_key, caplog):
    builder.cast.second = person(builder.cast.police, "supervise_cases", name="Sue Second")
    case = Case.objects.unscoped("test").get(pk=builder.case.pk)
    restriction = builder.do(
        restrictions.restrict_case, "supervisor", case=case, reason="A relative.",
        people=[builder.cast.second],
    )  # fmt: skip
    lose_key(builder)
    second = builder.cast.second
    builder.do(
        restrictions.end_allowance, "supervisor", restriction=restriction, person=second,
        reason="They have moved to another team.",
    )  # fmt: skip
    assert not CaseGrant.objects.filter(
        user=second, permission__codename="allowed_on_case"
    ).exists()
    assert_recorded_without_note(builder, "end_allowance", caplog)


def test_cover_is_ended(builder, lose_key, caplog):
    today, other = timezone.localdate(builder.at), builder.cast.other_prosecutor
    builder.do(
        allocations.cover_case, "manager", case=builder.case, to=other, from_on=today,
        until_on=today,
    )  # fmt: skip
    lose_key(builder)
    builder.do(allocations.end_cover, "manager", case=builder.case, to=other)
    assert not CaseGrant.objects.filter(
        user=other, permission__codename="covering_prosecutor"
    ).exists()
    assert_recorded_without_note(builder, "end_cover", caplog)


def test_units_are_merged_and_the_other_cases_keep_their_notes(
    builder, people, office, lose_key, caplog
):
    other = CaseBuilder(people).allocate()
    lose_key(builder)
    unit = Unit.objects.get(pk=people.police.pk)
    into = Unit.objects.create(agency=unit.agency, name="New one", kind=unit.kind)
    merge_units.merge_unit(
        approval=approved("merge_unit"), unit=unit, into=into, by=scope(office, at=builder.at),
        at=builder.at, version=unit.version,
    )  # fmt: skip
    assert Case.objects.unscoped("test").get(pk=builder.case.pk).police_unit == into
    assert_recorded_without_note(builder, "merge_unit", caplog)
    event = Event.objects.unscoped("test").get(case=other.case, verb="merge_unit")
    assert event.note == f"{unit.name}\nNew one"


def test_rows_of_history_keep_what_their_row_has_in_clear(builder, settings, lose_key):
    settings.SEAL_TEXTS = False
    document = add_document(builder, "account.txt", b"What she said.")
    settings.SEAL_TEXTS = True
    lose_key(builder)
    document.refresh_from_db()
    builder.do(documents.classify_document, "officer", document=document, mg_form="MG11")
    kept = document.history.first()
    assert (kept.form, kept.title) == ("MG11", "account.txt")


def test_a_sealed_title_is_kept_in_history_as_it_is_stored(builder, settings):
    document = add_document(builder, "account.txt", b"What she said.")
    path = key_path(settings, builder)
    kept = path.read_bytes()
    path.unlink()
    document.refresh_from_db()
    builder.do(documents.classify_document, "officer", document=document, mg_form="MG11")
    path.write_bytes(kept)
    assert document.history.first().title == "account.txt"


def test_a_conflict_is_recorded_and_a_sentence_stands_for_its_reason(builder, lose_key):
    builder.cast.second = person(builder.cast.police, "supervise_cases", name="Sue Second")
    lose_key(builder)
    case = Case.objects.unscoped("test").get(pk=builder.case.pk)
    made = builder.do(
        conflicts.record_conflict, "supervisor", case=case, person=builder.cast.second,
        kind="OTHER", reason="Her brother.",
    )  # fmt: skip
    again = Conflict.objects.unscoped("test").get(pk=made.pk)
    assert again.reason == "Not kept: the key of the case could not be reached."
    assert Note.objects.unscoped("test").get().text != MARKER


# Sentences that stand for texts


def test_no_form_begins_with_a_sentence_that_stands_for_a_text_and_none_is_stored(builder):
    note = write(builder)
    with pytest.raises(Refused, match="cannot be opened or kept now"):
        ConditionalForm(initial={"rows": [{"text": UnopenedText(UNREADABLE)}]})
    for sentence in (UNREADABLE, UnopenedText(UNREADABLE)):
        with pytest.raises(Refused, match="cannot be opened or kept now"):
            builder.do(notes.write_note, "officer", case=builder.case, text=sentence)
    assert Note.objects.unscoped("test").get() == note


def test_what_the_program_notes_of_a_text_that_does_not_open_is_left_out(builder):
    add_timeline_event(
        "add_document", builder.case, by=None, at=builder.at, made=UnopenedText(UNREADABLE)
    )
    event = Event.objects.unscoped("test").get(case=builder.case, verb="add_document")
    assert event.note == ""


def test_nothing_is_copied_of_which_a_text_does_not_open():
    facts = ReferralSnapshotLike(answers={"summary": "Said."}, suspects=("One",))
    check_all_opened(facts)
    facts.answers["summary"] = UnopenedText(UNREADABLE)
    with pytest.raises(Refused, match="cannot be opened or kept now"):
        check_all_opened([facts])


@dataclass
class ReferralSnapshotLike:
    """A copy of facts, as a submission is one."""

    answers: dict
    suspects: tuple


# A disk that gives no key


def denied(*_args, **_kwargs):
    raise PermissionError(13, "Permission denied")


@pytest.mark.parametrize("name", ["stat", "read_bytes", "mkdir"])
def test_a_folder_that_fails_is_told_on_the_page_and_nothing_typed_is_lost(
    builder, monkeypatch, caplog, name
):
    write(builder)
    key_folder.HELD.drop("case", str(builder.case.pk))
    client, address = client_for(builder.cast.officer), page_url("write-note", builder.case)
    form_key = client.get(address).context["form"]["form_key"].value()
    break_folder(monkeypatch, name)
    page = client.get(page_url("see-notes", builder.case))
    assert page.status_code == 200 and UNREADABLE in page_text(page)
    assert "The folder of keys failed" in caplog.text
    answer = client.post(address, {"text": "Typed meanwhile.", "form_key": form_key})
    assert answer.status_code == 409 and "Typed meanwhile." in page_text(answer)


def break_folder(monkeypatch, name):
    """Let one way to reach the folder of keys fail."""
    if name == "stat":
        monkeypatch.setattr(key_folder, "os", Broken(os, stat=denied))
    real = getattr(Path, name)
    ours = CASE_KEYS.folder()

    def fails(path, *args, **kwargs):
        if path == ours or ours in path.parents:
            raise PermissionError(13, "Permission denied")
        return real(path, *args, **kwargs)

    monkeypatch.setattr(Path, name, fails)


class Broken:
    """A module of which some functions are others."""

    def __init__(self, module, **others):
        self._module, self._others = module, others

    def __getattr__(self, name):
        return self._others.get(name) or getattr(self._module, name)


def test_a_key_that_cannot_be_written_is_not_there(monkeypatch, caplog):
    CASE_KEYS.folder()
    monkeypatch.setattr(key_folder, "os", Broken(os, link=denied, fsync=denied))
    with pytest.raises(KeyUnavailable):
        CASE_KEYS.get_or_create(uuid4())
    assert "The folder of keys failed" in caplog.text


def test_nothing_is_written_where_the_key_of_a_new_case_cannot_be(people, monkeypatch):
    builder = CaseBuilder(people)
    key_folder.HELD.drop("case", str(builder.case.pk))
    break_folder(monkeypatch, "mkdir")
    with pytest.raises(Refused, match="cannot be opened or kept now"):
        write(builder)
