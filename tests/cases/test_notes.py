"""Private notes: of one side, never edited, and without any effect on the case."""

from functools import partial

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cases.correspondence.actions import notes
from cases.models import Case, Event, Note, Suspect
from devtools.case_builder import CaseBuilder, cast, scope
from people.access.scopes import Refused
from people.models import AuditEntry
from tests.support.cases.sealed_rows import update_in_sql
from tests.support.module_fixtures import module_fixture
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2).allocate().plan()


def write_note_of(builder, who="officer", text="Ask about the phone.", **about):
    return builder.do(notes.write_note, who, case=builder.case, text=text, **about)


def readable_by(builder, who):
    rows = Note.objects.for_scope(scope(getattr(builder.cast, who), at=builder.at))
    return [row.text for row in rows.filter(case=builder.case).order_by("at")]


def test_a_note_is_read_by_all_of_the_writer_s_side_and_none_of_the_other(builder):
    write_note_of(builder, "officer", "Of the police.")
    write_note_of(builder, "prosecutor", "Of the CPS.")
    for who in ("officer", "supervisor", "inspector"):
        assert readable_by(builder, who) == ["Of the police."]
    for who in ("assistant", "manager", "prosecutor", "other_prosecutor"):
        assert readable_by(builder, who) == ["Of the CPS."]


def test_a_note_may_be_about_suspects_and_an_action(builder):
    kept = write_note_of(builder, suspects=builder.suspects[:1], item=builder.items[0])
    assert list(kept.suspects.unscoped("test")) == builder.suspects[:1]
    assert kept.item == builder.items[0]
    entry = AuditEntry.objects.get(verb="write_note")
    assert (entry.operation, entry.case_id) == ("collection", builder.case.pk)


def test_nothing_else_on_the_case_moves(builder):
    def facts():
        case = Case.objects.unscoped("test").filter(pk=builder.case.pk).values().get()
        suspects = (
            Suspect.objects.unscoped("test").filter(case=builder.case).order_by("pk").values()
        )
        return (
            case,
            list(suspects),
            Event.objects.unscoped("test").count(),
            Delivery.objects.count(),
        )

    before = facts()
    write_note_of(builder, suspects=builder.suspects, item=builder.items[0])
    assert facts() == before


def test_a_correction_stands_beside_what_it_corrects(builder):
    first = write_note_of(builder, suspects=builder.suspects[:1], item=builder.items[0])
    builder.do(notes.correct_note, "supervisor", note=first, text="Ask about both phones.")
    again = Note.objects.unscoped("test").get(corrects=first)
    assert again.by == builder.cast.supervisor
    assert list(again.suspects.unscoped("test")) == builder.suspects[:1]
    assert again.item == first.item
    assert readable_by(builder, "officer") == ["Ask about the phone.", "Ask about both phones."]


def test_a_person_who_only_reads_the_case_writes_no_note(builder):
    for who in ("inspector", "other_prosecutor"):
        with pytest.raises(Refused, match="Only those who work on this case"):
            write_note_of(builder, who)


def test_the_other_side_cannot_correct_what_it_cannot_see(builder):
    first = write_note_of(builder)
    with pytest.raises(Note.DoesNotExist):
        builder.do(notes.correct_note, "prosecutor", note=first, text="x")


def test_a_note_is_about_nothing_of_another_case(builder):
    other = CaseBuilder(builder.cast).allocate().plan()
    with pytest.raises(Refused, match="Select suspects of this case"):
        write_note_of(builder, suspects=other.suspects)
    with pytest.raises(Refused, match="Select an action of this case"):
        write_note_of(builder, item=other.items[0])
    assert readable_by(builder, "officer") == []


def test_the_database_keeps_a_note_as_it_was_written_and_of_one_side(builder):
    kept = Note.objects.unscoped("test").filter(pk=write_note_of(builder).pk)
    reword = partial(update_in_sql, kept, "text", "x")
    for act in (reword, lambda: kept.update(only_side="CPS"), kept.delete):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            act()
    facts = {"case": builder.case, "by": builder.cast.officer, "at": builder.at, "text": "x"}
    for side in ("", "OVERSIGHT"):
        with pytest.raises(IntegrityError, match="note_is_of_one_side"), transaction.atomic():
            Note.objects.unscoped("test").create(only_side=side, **facts)
