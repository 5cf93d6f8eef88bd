"""A reason the police gave before the CPS could read what it is about stays theirs (ADR 115)."""

import pytest

from cases.case_details.actions import cases
from cases.documents.actions import documents, police_only
from cases.held_material.actions import held_material
from devtools.case_builder import CaseBuilder, cast
from tests.cases.test_held_material import RANK
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.cases.sample_files import add_document

pytestmark = pytest.mark.django_db
WHY = "Heliotrope had told us another one."


@pytest.fixture
def builder(settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    return CaseBuilder(cast())


def read(builder, who, name, row):
    return page_text(client_for(getattr(builder.cast, who)).get(page_url(name, row)))


def classify(builder, document, form, **why):
    document.refresh_from_db()
    builder.do(documents.classify_document, "officer", document=document, mg_form=form, **why)


def test_why_a_private_document_changed_stays_with_the_police_when_it_is_revealed(builder):
    builder.allocate()
    document = add_document(builder, mg_form="MG5")
    keep, reveal = police_only.keep_document_to_police, police_only.reveal_document
    builder.do(keep, "officer", document=document, because="It names an informant.")
    classify(builder, document, "MG11", changed_because=WHY)
    document.refresh_from_db()
    builder.do(reveal, "officer", document=document, because="The informant agreed.")
    classify(builder, document, "MG6", changed_because="It is the case file itself.")
    for who, is_told in (("officer", True), ("prosecutor", False)):
        page = read(builder, who, "see-document", document)
        assert (WHY in page) == is_told, who
        assert "Why: It is the case file itself." in page, who


def test_why_material_and_a_case_changed_before_they_were_sent_stays_with_the_police(builder):
    case = builder.case
    material = builder.do(held_material.add_held_material, "officer", case=case, **RANK)
    builder.do(
        held_material.correct_held_material, "officer", material=material, version=1,
        changed_because=WHY, **RANK | {"title": "Taxi rank, camera 5"},
    )  # fmt: skip
    for reference in ("52/12345/26", "52/54321/26"):
        builder.do(
            cases.record_crime_reference, "officer", case=case, crime_reference=reference,
            changed_because=WHY,
        )  # fmt: skip
    builder.allocate()
    for who, is_told in (("officer", True), ("prosecutor", False)):
        page = read(builder, who, "record-watching", material)
        assert "from Taxi rank, camera 4 to Taxi rank, camera 5" in page, who
        assert (WHY in page) == is_told, who
        page = read(builder, who, "see-case-history", case)
        assert "52/54321/26" in page and (WHY in page) == is_told, who
