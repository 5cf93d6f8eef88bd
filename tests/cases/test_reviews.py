"""Structured reviews: sections, carried forward text, and what has changed."""

import pytest

from cases.action_plans.actions import action_plans
from cases.action_plans.queries.reviews import (
    SectionChange,
    review_before,
    review_section_rows,
    section_change,
)
from cases.action_plans.review_sections import REVIEW_SECTION_NAMES
from cases.models import Review
from devtools.case_builder import CaseBuilder, cast, scope
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url, submit_form
from tests.support.recent_moments import days_ago

START = days_ago(2)
FIRST = {"evidence": "The call came at nine.", "strategy": "Look at him.", "disclosure": "None."}
AGAIN = {
    "evidence": "The call came at ten.", "strategy": "Look at him.", "misconceptions": "Delay.",
}  # fmt: skip


@pytest.mark.parametrize(
    ("was", "text", "found"),
    [
        ("", "x", SectionChange.NEW),
        ("x", "", SectionChange.LEFT_OUT),
        ("x", "y", SectionChange.CHANGED),
        ("x", "x", SectionChange.SAME),
        ("x\n", "x", SectionChange.SAME),  # browsers may add a line break
    ],
)
def test_a_section_is_said_to_be_new_changed_or_the_same(was, text, found):
    assert section_change(was, text) == found


def test_a_review_has_a_field_for_every_section_and_no_other_text():
    texts = {f.name for f in Review._meta.get_fields() if f.get_internal_type() == "TextField"}
    assert set(REVIEW_SECTION_NAMES) == texts - {"awaited"}


def test_sections_are_told_against_those_before_in_order():
    told = list(review_section_rows(Review(**AGAIN), Review(**FIRST)))
    assert [(each.text, each.since) for each in told] == [
        ("The call came at ten.", "Changed"), ("Look at him.", "As before"), ("Delay.", "New"),
        ("", "Left out"),
    ]  # fmt: skip
    [new] = [piece.text for piece in told[0].became if piece.is_changed]
    assert new == "ten"
    assert [each.since for each in review_section_rows(Review(**FIRST), None)] == ["", "", ""]


@pytest.fixture
def builder(db):
    return CaseBuilder(cast(), suspects=2, at=START).allocate()


def record_review_of(builder, *suspects, **sections):
    about = suspects or builder.suspects
    return builder.do(
        action_plans.record_review, "prosecutor", case=builder.case, suspects=about, **sections
    )


def test_the_review_before_is_the_newest_about_any_of_its_suspects(builder):
    first, second = builder.suspects
    one = record_review_of(builder, first, **FIRST)
    other = record_review_of(builder, second, evidence="Hers.")
    both = record_review_of(builder, **AGAIN)
    by = scope(builder.cast.prosecutor, builder.at)
    assert review_before(one, by) is None
    assert review_before(other, by) is None
    assert review_before(both, by) == other
    assert review_before(record_review_of(builder, first, evidence="x"), by) == both


def test_a_review_takes_only_its_sections(builder):
    with pytest.raises(TypeError, match="Not to be given: mood"):
        record_review_of(builder, evidence="x", mood="y")


def test_a_new_review_starts_with_the_last_and_what_is_new_is_marked(builder):
    record_review_of(builder, **FIRST)
    prosecutor = client_for(builder.cast.prosecutor)
    page = prosecutor.get(page_url("record-review", builder.case))
    assert "This review starts with what the one of" in page_text(page)
    for text in FIRST.values():
        assert text in page.content.decode()
    ids = [str(suspect.pk) for suspect in builder.suspects]
    sent = {"suspects": ids, "test": "FULL", "disclosure": "", **AGAIN}
    page = submit_form(prosecutor, page_url("record-review", builder.case), **sent)
    for browser in (prosecutor, client_for(builder.cast.officer)):
        text = page_text(browser.get(page.redirect_chain[-1][0]))
        assert "What the evidence shows Changed The call came at [added: ten" in text
        assert "Suspect-focused strategy As before Look at him." in text
        assert "Misconceptions addressed New Delay." in text
        assert "Disclosure Left out This review does not mention it." in text
    first = Review.objects.unscoped("test").order_by("at").first()
    assert page_url("see-review", first) in links_on_page(page)


def test_the_first_review_marks_nothing(builder):
    prosecutor = client_for(builder.cast.prosecutor)
    assert "starts with" not in page_text(prosecutor.get(page_url("record-review", builder.case)))
    made = record_review_of(builder, **FIRST)
    text = page_text(prosecutor.get(page_url("see-review", made)))
    assert "New" not in text and "As before" not in text


def test_typed_text_stays_when_the_review_is_refused(builder):
    record_review_of(builder, **FIRST)
    prosecutor = client_for(builder.cast.prosecutor)
    page = prosecutor.post(
        page_url("record-review", builder.case), {"form_key": "", "strategy": "Mine."}
    )
    assert "Select at least one suspect" in page_text(page)
    assert page.context["form"]["strategy"].value() == "Mine."  # not that of the last review
