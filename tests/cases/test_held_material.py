"""Material that is held elsewhere: recorded, corrected, watched, checked and named in the proof."""

import csv

import pytest
from django.db import IntegrityError, transaction

from cases.held_material.actions import held_material as actions
from cases.held_material.queries.held_material import held_material_page
from cases.models import Case, Document, HeldMaterial, RuleScore, Submission
from cases.proof.actions import entries
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast, cps_unit, person, scope
from people.access.scopes import Refused, Stale
from rasso.settings.environment import ROOT
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db

RANK = {
    "kind": "CCTV", "title": "Taxi rank, camera 4", "held_where": "The force’s video store",
    "reference": "CAM-4-0311", "minutes": 30, "clipping": "CLIPPED", "playing": "PLAYS",
    "is_provided": True,
}  # fmt: skip
EXPLAINED = {
    "version": 1,
    "opened": "",
    "changed_because": "The force has clipped it since then.",
}
TYPED = RANK | {"is_provided": "yes"}


@module_fixture
def builder():
    return CaseBuilder(cast()).allocate()


@pytest.fixture
def officer(builder):
    return client_for(builder.cast.officer)


@pytest.fixture
def prosecutor(builder):
    return client_for(builder.cast.prosecutor)


def add(builder, who="officer", **changed):
    return builder.do(actions.add_held_material, who, case=builder.case, **RANK | changed)


def watch(builder, material, who="prosecutor", **facts):
    return builder.do(actions.record_watching, who, material=material, **facts)


def correct(builder, material, who="officer", version=1, **changed):
    return builder.do(
        actions.correct_held_material, who, material=material, version=version, **RANK | changed
    )


def page_for(builder, who):
    by = scope(getattr(builder.cast, who), at=builder.at)
    return held_material_page(Case.objects.unscoped("test").get(pk=builder.case.pk), by)


# Recorded and corrected


def test_the_officer_records_it_and_the_prosecutor_reads_it(builder, officer, prosecutor):
    answer = officer.post(page_url("add-held-material", builder.case), TYPED)
    assert answer.url == page_url("see-held-material", builder.case)
    page = page_text(prosecutor.get(page_url("see-held-material", builder.case)))
    assert "1. Taxi rank, camera 4 CCTV" in page
    assert "The force’s video store CAM-4-0311" in page
    assert "Length 30 minutes Clipped Clipped Plays It opens and plays" in page
    assert "30 minutes are still to be viewed by your side." in page
    assert page_url("see-held-material", builder.case) in (
        prosecutor.get(page_url("see-documents", builder.case)).content.decode()
    )


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"kind": ""}, "Select what it is"),
        ({"title": ""}, "Enter what it is called"),
        ({"held_where": ""}, "Enter where it is held"),
        ({"minutes": "half an hour"}, "Enter the minutes as a whole number, like 45"),
        ({"minutes": "0"}, "Enter the minutes as a whole number, like 45"),
        ({"clipping": ""}, "Select whether it has been clipped"),
        ({"playing": ""}, "Select whether it opens and plays"),
        ({"is_provided": ""}, "Select whether the prosecutor can reach it"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(builder, officer, typed, error):
    page = officer.post(page_url("add-held-material", builder.case), TYPED | typed)
    assert error in page_text(page)
    assert page.context["form"]["reference"].value() == "CAM-4-0311"
    assert not HeldMaterial.objects.unscoped("test").exists()


def test_it_is_corrected_by_its_side_and_the_history_keeps_what_was_said(builder, officer):
    material = add(builder, clipping="NOT_CLIPPED")
    address = page_url("correct-held-material", material)
    form = officer.get(address).context["form"]
    assert (form["clipping"].value(), form["is_provided"].value()) == ("NOT_CLIPPED", "yes")
    assert officer.post(address, TYPED | EXPLAINED).status_code == 302
    assert client_for(builder.cast.prosecutor).get(address).status_code == 403
    watching = client_for(builder.cast.prosecutor).get(page_url("record-watching", material))
    assert "Clipped: from Not clipped yet to Clipped" in page_text(watching)


def test_two_who_correct_it_at_once_are_told(builder):
    material = add(builder)
    correct(builder, material, minutes=31)
    with pytest.raises(Stale):
        correct(builder, material, minutes=32)


def test_numbers_are_those_of_the_case(builder):
    assert [add(builder).number, add(builder, title="Another").number] == [1, 2]
    with pytest.raises(IntegrityError, match="held_material_number_once"), transaction.atomic():
        HeldMaterial.objects.unscoped("test").update(number=3)


def test_nobody_else_reads_it(builder):
    material = add(builder)
    stranger = client_for(person(cps_unit(), "prosecute_cases"))
    outsider = client_for(CaseBuilder(cast()).cast.officer)
    for reader in (stranger, outsider):
        assert reader.get(page_url("see-held-material", builder.case)).status_code == 404
        assert reader.get(page_url("record-watching", material)).status_code == 404


# Watched


def test_minutes_to_watch_are_those_of_the_reader_s_side(builder):
    first, second = add(builder), add(builder, title="Interview", minutes=60)
    watch(builder, first, "officer")
    watch(builder, second, minutes=20)
    watch(builder, second, minutes=45)
    assert [each.minutes_left for each in page_for(builder, "prosecutor").entries] == [15, 30]
    assert page_for(builder, "officer").minutes_left == 60


def test_who_watched_it_and_what_it_shows_is_read_by_both(builder, officer, prosecutor):
    material = add(builder)
    prosecutor.post(page_url("record-watching", material), {"text": "At 23:14 she stumbles."})
    page = page_text(officer.get(page_url("see-held-material", builder.case)))
    assert "Pia Prosecutor" in page and "all of it" in page and "At 23:14 she stumbles." in page


def test_more_minutes_than_it_has_are_refused(builder):
    with pytest.raises(Refused, match="It is 30 minutes long"):
        watch(builder, add(builder), minutes=31)


# The failures of a file


STATES = [
    ({"clipping": "NOT_CLIPPED"}, "not clipped"),
    ({"playing": "NOT_PLAYING"}, "not in playable format"),
    ({"is_provided": False}, "not provided"),
]


@pytest.mark.parametrize(("wrong", "failure"), STATES)
@pytest.mark.parametrize(
    ("kind", "name"),
    [("BODY_WORN", "BWV"), ("CCTV", "CCTV"), ("INTERVIEW", "other"), ("PHONE", "other")],
)
def test_each_failure_is_one_that_an_assessor_records(builder, kind, name, wrong, failure):
    add(builder, kind=kind, **wrong)
    [entry] = page_for(builder, "officer").entries
    if (name, failure) == ("other", "not provided"):  # the list has no such failure
        assert entry.failures == ["The prosecutor cannot reach it yet"]
        return
    assert entry.failures == [f"Multi-media {name} {failure}"]
    with (ROOT / "cases/data/file_quality_failures.csv").open(newline="") as file:
        assert entry.failures[0] in {row["failure"] for row in csv.DictReader(file)}


def test_nothing_is_wrong_with_what_nobody_has_tried(builder):
    add(builder, clipping="NOT_NEEDED", playing="NOT_TRIED", minutes=None)
    assert page_for(builder, "officer").entries[0].failures == []


def test_they_are_said_before_a_referral_is_sent():
    builder = CaseBuilder(cast())
    builder.do(actions.add_held_material, "officer", case=builder.case, **RANK | STATES[1][0])
    builder.do(actions.add_held_material, "officer", case=builder.case, **RANK | {"title": "Good"})
    add(CaseBuilder(builder.cast), title="Of another case", **STATES[1][0])
    officer, supervisor = (client_for(getattr(builder.cast, n)) for n in ("officer", "supervisor"))
    said = "Recordings with something missing"
    told = "Taxi rank, camera 4: Multi-media CCTV not in playable format"
    page = officer.get(page_url("write-referral", builder.case))
    assert page_url("see-held-material", builder.case) in page.content.decode()
    assert said in page_text(page) and told in page_text(page) and "Good" not in page_text(page)
    assert "Of another case" not in page_text(page)
    why = "The clip is made again on Monday."
    builder.write(explained={"media_failures": why})
    page = supervisor.get(page_url("sign-referral-off", builder.referral))
    assert page_url("see-held-material", builder.case) in page.content.decode()
    assert told in page_text(page) and f"Why it is sent without this: {why}" in page_text(page)
    builder.do(
        referrals.send_referral_back, "supervisor", referral=builder.referral,
        supervisor_comments="Say more of the camera.",
    )  # fmt: skip
    page = page_text(officer.get(page_url("revise-referral", builder.referral)))
    assert said in page and told in page and "Good" not in page


def test_triage_reads_them_and_no_reason_of_triage_is_scored():
    builder = CaseBuilder(cast())
    builder.do(actions.add_held_material, "officer", case=builder.case, **RANK | STATES[1][0])
    builder.submit()
    sent = Submission.objects.unscoped("test").get(case=builder.case)
    assert sent.checks["media_failures"] == "MISSING"
    assistant = client_for(builder.cast.assistant)
    page = assistant.get(page_url("return-referral", builder.referral))
    assert "Taxi rank, camera 4: Multi-media CCTV not in playable format" in page_text(page)
    assert 'reasons" type="checkbox" value="media_failures' not in page.text
    builder.do(referrals.accept_referral, "assistant", referral=builder.referral)
    assert not RuleScore.objects.unscoped("test").filter(code="media_failures").exists()


# In the proof


def bearing(builder, **named):
    return builder.do(
        entries.add_bearing, "officer", suspect=builder.suspects[0], points=(), bears="AGAINST",
        material="EXHIBIT", text="They leave arm in arm.", undermines=True, **named,
    )  # fmt: skip


def test_it_can_bear_on_a_point(builder, officer):
    material = add(builder)
    form = officer.get(page_url("add-bearing", builder.suspects[0])).context["form"]
    assert "1. Taxi rank, camera 4" in [label for _key, label in form.fields["held"].choices]
    bearing(builder, held=material)
    page = officer.get(page_url("see-proof", builder.case))
    assert f"{page_url('see-held-material', builder.case)}#held-1" in page.content.decode()


def test_what_bears_on_a_point_is_of_the_case_and_one_thing(builder):
    material, other = add(builder), add(CaseBuilder(builder.cast))
    with pytest.raises(Refused, match="Select a document or material of this case"):
        bearing(builder, held=other)
    with pytest.raises(Refused, match="not both"):
        bearing(builder, held=material, document=Document())


def test_queries_are_constant_in_rows(builder, prosecutor):
    address = page_url("see-held-material", builder.case)
    watch(builder, add(builder))
    _, few = page_and_queries(prosecutor, address)
    for n in range(4):
        watch(builder, add(builder, title=f"Another {n}"), "officer")
    _, many = page_and_queries(prosecutor, address)
    assert len(many) == len(few) <= 7
