"""Private notes: of one side, never edited, and without any effect on the case."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cases.correspondence.actions import notes
from cases.models import Case, Event, Note, Suspect
from devtools.case_builder import Road, cast, scope
from people.access.scopes import Refused
from people.models import AuditEntry
from tests.support.module_fixtures import standing
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db


@standing
def road():
    return Road(cast(), suspects=2).allocate().plan()


def note(road, who="officer", text="Ask about the phone.", **about):
    return road.do(notes.write_note, who, case=road.case, text=text, **about)


def read_by(road, who):
    rows = Note.objects.for_scope(scope(getattr(road.cast, who), at=road.at))
    return [row.text for row in rows.filter(case=road.case).order_by("at")]


def test_a_note_is_read_by_everybody_of_the_writers_side_and_nobody_of_the_other(road):
    note(road, "officer", "Of the police.")
    note(road, "prosecutor", "Of the CPS.")
    for who in ("officer", "supervisor", "inspector"):
        assert read_by(road, who) == ["Of the police."]
    for who in ("assistant", "manager", "prosecutor", "other_prosecutor"):
        assert read_by(road, who) == ["Of the CPS."]


def test_a_note_may_be_about_suspects_and_an_action(road):
    kept = note(road, suspects=road.suspects[:1], item=road.items[0])
    assert list(kept.suspects.unscoped("test")) == road.suspects[:1]
    assert kept.item == road.items[0]
    entry = AuditEntry.objects.get(verb="write_note")
    assert (entry.operation, entry.case_id) == ("collection", road.case.pk)


def test_nothing_else_on_the_case_moves(road):
    def facts():
        case = Case.objects.unscoped("test").filter(pk=road.case.pk).values().get()
        suspects = Suspect.objects.unscoped("test").filter(case=road.case).order_by("pk").values()
        return (
            case,
            list(suspects),
            Event.objects.unscoped("test").count(),
            Delivery.objects.count(),
        )

    before = facts()
    note(road, suspects=road.suspects, item=road.items[0])
    assert facts() == before


def test_a_correction_stands_beside_what_it_corrects(road):
    first = note(road, suspects=road.suspects[:1], item=road.items[0])
    road.do(notes.correct_note, "supervisor", note=first, text="Ask about both phones.")
    again = Note.objects.unscoped("test").get(corrects=first)
    assert again.by == road.cast.supervisor
    assert list(again.suspects.unscoped("test")) == road.suspects[:1]
    assert again.item == first.item
    assert read_by(road, "officer") == ["Ask about the phone.", "Ask about both phones."]


def test_who_only_reads_the_case_writes_no_note(road):
    for who in ("inspector", "other_prosecutor"):
        with pytest.raises(Refused, match="Only those who work on this case"):
            note(road, who)


def test_the_other_side_cannot_correct_what_it_cannot_see(road):
    first = note(road)
    with pytest.raises(Note.DoesNotExist):
        road.do(notes.correct_note, "prosecutor", note=first, text="x")


def test_a_note_is_about_nothing_of_another_case(road):
    other = Road(road.cast).allocate().plan()
    with pytest.raises(Refused, match="Select suspects of this case"):
        note(road, suspects=other.suspects)
    with pytest.raises(Refused, match="Select an action of this case"):
        note(road, item=other.items[0])
    assert read_by(road, "officer") == []


def test_the_database_keeps_a_note_as_it_was_written_and_of_one_side(road):
    kept = Note.objects.unscoped("test").filter(pk=note(road).pk)
    for act in (lambda: kept.update(text="x"), lambda: kept.update(only_side="CPS"), kept.delete):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            act()
    facts = {"case": road.case, "by": road.cast.officer, "at": road.at, "text": "x"}
    for side in ("", "OVERSIGHT"):
        with pytest.raises(IntegrityError, match="note_is_of_one_side"), transaction.atomic():
            Note.objects.unscoped("test").create(only_side=side, **facts)
