"""Material that is held elsewhere is given as an answer to an action, or as a part of it."""

import pytest

from cases.action_plans.actions import action_items
from cases.held_material.actions import held_material
from cases.models import HeldMaterial, ItemEntry
from devtools.case_builder import CaseBuilder, cast
from people.access.scopes import Refused
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url, submit_form
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db
CAMERA = {
    "kind": "CCTV", "title": "Taxi rank, camera 4", "held_where": "The force’s video store",
    "reference": "CAM-4-0311", "minutes": 30, "clipping": "CLIPPED", "playing": "PLAYS",
    "is_provided": True,
}  # fmt: skip
SAID = "It is the clip from 23:10 to 23:20. Both sides know the reason."


@module_fixture
def builder():
    """An open action, and a recording of the case."""
    builder = CaseBuilder(cast(), at=days_ago(2)).allocate().plan()
    builder.camera = record(builder)
    return builder


def record(builder, **facts):
    return builder.do(
        held_material.add_held_material, "officer", case=builder.case, **CAMERA | facts
    )  # fmt: skip


def answer(builder, *held, given="DONE"):
    facts = {"item": builder.items[0], "answer": given, "text": SAID, "held": held}
    return builder.do(action_items.answer_item, "officer", **facts)


def newest_entry(builder):
    return ItemEntry.objects.unscoped("test").filter(case=builder.case).latest("at", "pk")


@pytest.mark.parametrize("given", ["DONE", "PARTLY"])
def test_an_answer_refers_to_what_is_held(builder, given):
    answer(builder, builder.camera, given=given)
    assert list(newest_entry(builder).held.unscoped("test")) == [builder.camera]
    assert builder.items[0].status == "ANSWERED"


def test_material_of_another_case_is_refused_and_nothing_is_answered(builder):
    other = record(CaseBuilder(builder.cast))
    with pytest.raises(Refused, match="Select material of this case"):
        answer(builder, builder.camera, other)
    assert builder.items[0].status == "OPEN"


def test_it_is_chosen_on_the_page_and_read_by_the_prosecutor(builder):
    page = page_url("answer-item", builder.items[0])
    officer = client_for(builder.cast.officer)
    told = page_text(officer.get(page))
    assert "Is any of it held elsewhere?" in told and "1. Taxi rank, camera 4" in told
    submit_form(officer, page, answer="DONE", done=SAID, held=builder.camera.pk)
    seen = client_for(builder.cast.prosecutor).get(page_url("see-item", builder.items[0]))
    assert "Held elsewhere: The force’s video store" in page_text(seen)
    assert f"{page_url('see-held-material', builder.case)}#held-1" in links_on_page(seen)


def test_what_cannot_be_provided_is_not_held_elsewhere(builder):
    officer, page = client_for(builder.cast.officer), page_url("answer-item", builder.items[0])
    sent = {"version": builder.items[0].version, "answer": "CANNOT", "because": SAID}
    told = page_text(officer.post(page, sent | {"held": builder.camera.pk}))
    assert "Select nothing here, or another answer" in told and SAID in told
    assert builder.items[0].status == "OPEN"


def test_nor_by_any_other_way_than_the_form(builder):
    with pytest.raises(Refused, match="What is held elsewhere exists") as refusal:
        answer(builder, builder.camera, given="CANNOT")
    assert refusal.value.is_stage and builder.items[0].status == "OPEN"


def test_the_oldest_of_many_can_be_chosen(builder):
    """However many there are: here more than a hundred."""
    rows = [
        HeldMaterial(
            case=builder.case, number=n, side="POLICE", added_at=builder.at,
            added_by=builder.cast.officer, **CAMERA,
        )
        for n in range(2, 112)
    ]  # fmt: skip
    HeldMaterial.objects.unscoped("test").bulk_create(rows)
    officer, page = client_for(builder.cast.officer), page_url("answer-item", builder.items[0])
    told = page_text(officer.get(page))
    assert told.index("111. Taxi rank") < told.index(" 1. Taxi rank") and "newest first" in told
    told = page_text(officer.get(page_url("see-held-material", builder.case)))
    assert told.index("111. Taxi rank") < told.index(" 1. Taxi rank")
    submit_form(officer, page, answer="DONE", done=SAID, held=builder.camera.pk)
    assert list(newest_entry(builder).held.unscoped("test")) == [builder.camera]


def test_without_such_material_the_question_is_not_asked_and_the_page_leads_to_recording_it():
    builder = CaseBuilder(cast(), at=days_ago(2)).allocate().plan()
    page = client_for(builder.cast.officer).get(page_url("answer-item", builder.items[0]))
    assert "Is any of it held elsewhere?" not in page_text(page)
    assert page_url("add-held-material", builder.case) in links_on_page(page)


def test_queries_are_constant_in_the_material(builder):
    reader, page = client_for(builder.cast.officer), page_url("answer-item", builder.items[0])
    reader.get(page)
    _, few = page_and_queries(reader, page)
    for n in range(3):
        record(builder, title=f"Camera {n}")
    _, many = page_and_queries(reader, page)
    assert len(many) == len(few) <= 12
    answer(builder, builder.camera)
    page = page_url("see-item", builder.items[0])
    _, read = page_and_queries(client_for(builder.cast.prosecutor), page)
    assert len(read) <= 12
