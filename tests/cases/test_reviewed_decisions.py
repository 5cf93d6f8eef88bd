"""No decision without a review of the submission that it is about, and the test it applied."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from cases.action_plans.actions import action_plans
from cases.decisions.actions import consultations, decisions, finalisations
from cases.models import Decision, Review
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast, scope
from devtools.usual_answers import FOCUS
from people.access.scopes import Refused
from tests.support.cases.charges import authorise_charge_of, report_charge_of
from tests.support.cases.decisions import (
    MET,
    countersign_no_charge,
    propose_no_charge,
    record_consultation_of,
)
from tests.support.cases.pages import (
    client_for,
    date_parts,
    day_from_today,
    links_on_page,
    page_text,
    page_url,
    submit_form,
)
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago
from timeliness.calendar import end_of_day

pytestmark = pytest.mark.django_db

START = days_ago(3)
FIRST = "Record a review of this submission first. None has been recorded for suspect 1."
AWAITED = "The download of his phone, from the laboratory."


@module_fixture
def builder():
    return CaseBuilder(cast(), suspects=2, at=START).allocate()


def consult_unreviewed(builder):
    """A consultation about the suspects, without the review that the helpers record."""
    return builder.do(
        consultations.record_consultation, "officer", case=builder.case, suspects=builder.suspects,
        held_on=builder.at.date(), took_part=[builder.cast.officer, builder.cast.prosecutor], **MET,
    )  # fmt: skip


def refer_again(builder):
    """The police withdraw the referral and send it again; the case is allocated again."""
    builder.do(
        referrals.withdraw_referral, "officer", referral=builder.referral, withdrawal_reason="More."
    )
    return builder.allocate()


def propose_nfa(builder, held):
    """Propose no further action by the action itself: nothing records a review first."""
    return decisions.propose_no_further_action(
        suspect=builder.suspects[0], by=scope(builder.cast.prosecutor, builder.at), at=builder.at,
        reason="CONSENT", rationale="Why.", consultation=held, focus=FOCUS,
    )  # fmt: skip


def refusal_text(act, *arguments):
    with pytest.raises(Refused) as refusal:
        act(*arguments)
    assert refusal.value.is_stage
    return str(refusal.value)


class TestNoFurtherAction:
    def test_it_is_refused_without_a_review_and_the_page_says_what_comes_first(self, builder):
        held = consult_unreviewed(builder)
        assert refusal_text(propose_nfa, builder, held) == FIRST
        prosecutor, address = client_for(builder.cast.prosecutor), "propose-no-further-action"
        page = prosecutor.get(page_url(address, builder.suspects[0]))
        assert page.status_code == 403 and FIRST in page_text(page)
        assert FIRST in page_text(prosecutor.get(page_url("see-case", builder.case)))
        builder.review()
        assert propose_nfa(builder, held).review == builder.last_review

    def test_a_review_of_the_submission_before_is_none_of_this_one(self, builder):
        builder.review()
        held = consult_unreviewed(refer_again(builder))
        assert refusal_text(propose_nfa, builder, held) == FIRST
        before = builder.last_review
        builder.review()
        assert propose_nfa(builder, held).review == builder.last_review != before

    def test_the_newest_review_is_the_one_it_is_based_on(self, builder):
        builder.review()
        builder.review()
        assert authorise_charge_of(builder).review == builder.last_review
        page = client_for(builder.cast.officer).get(page_url("see-decisions", builder.case))
        assert page_url("see-review", builder.last_review) in links_on_page(page)
        assert "Full Code Test" in page_text(page)


class TestDatabase:
    def insert(self, builder, **facts):
        with transaction.atomic():
            return Decision.objects.unscoped("test").create(
                case=builder.case, suspect=builder.suspects[0], kind="CHARGE", rationale="Why.",
                by=builder.cast.prosecutor, at=builder.at, **facts,
            )  # fmt: skip

    def refuses(self, builder, **facts):
        with pytest.raises(IntegrityError, match="without a review of the submission"):
            self.insert(builder, **facts)

    def test_no_row_comes_without_a_review(self, builder):
        self.refuses(builder)
        builder.review()
        assert self.insert(builder).review is None  # as the release before writes it

    def test_nor_with_the_review_of_another_suspect(self, builder):
        about, facts = builder.suspects[1:], {"test": "FULL", "evidence": "x"}
        other = builder.do(
            action_plans.record_review, "prosecutor", case=builder.case, suspects=about, **facts
        )
        self.refuses(builder)
        self.refuses(builder, review=other)
        builder.review()
        self.refuses(builder, review=other)
        self.insert(builder, review=builder.last_review)

    def test_nor_with_one_of_the_submission_before(self, builder):
        before = builder.review().last_review
        refer_again(builder)
        self.refuses(builder)
        self.refuses(builder, review=before)
        builder.review()
        self.refuses(builder, review=before)
        self.insert(builder, review=builder.last_review)

    def test_what_a_review_applied_is_never_changed(self, builder):
        review = builder.review().last_review
        rows = Review.objects.unscoped("test").filter(pk=review.pk)
        with pytest.raises(DatabaseError, match="only ever grows"), transaction.atomic():
            rows.update(test="")
        made = authorise_charge_of(builder)
        with pytest.raises(DatabaseError, match="only ever grows"), transaction.atomic():
            Decision.objects.unscoped("test").filter(pk=made.pk).update(review=None)


class TestThreshold:
    """A review under the Threshold Test says what is awaited, and is done again by a day."""

    def review(self, builder, days=9, **facts):
        facts = {"suspects": builder.suspects[:1], "evidence": "What it shows."} | facts
        return builder.do(
            action_plans.record_review, "prosecutor", case=builder.case, test="THRESHOLD",
            awaited=AWAITED, review_again_on=day_from_today(days), **facts,
        )  # fmt: skip

    def running(self, review):
        review.clock.refresh_from_db()
        return review.clock.closed_at is None

    def audience(self, review):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT stage, name FROM clocks_audience(%s::uuid[], %s)"
                " JOIN people_user ON id = user_id",
                [[review.clock_id], timezone.now()],
            )
            return set(cursor.fetchall())

    def test_the_prosecutor_is_reminded_of_the_day_that_they_set(self, builder):
        review = self.review(builder)
        assert review.clock.due_at == end_of_day(day_from_today(9))
        assert review.clock.recipient_unit == builder.cast.cps
        assert self.audience(review) == {
            ("before_due", "Pia Prosecutor"), ("after_due", "Pia Prosecutor"),
            ("escalated", "Mona Manager"),
        }  # fmt: skip
        page = page_text(client_for(builder.cast.officer).get(page_url("see-review", review)))
        for words in ("Threshold Test", AWAITED, "To be reviewed again by"):
            assert words in page

    def test_the_next_review_of_all_its_suspects_stops_the_clock(self, builder):
        review = self.review(builder, suspects=builder.suspects)
        self.review(builder)
        assert self.running(review)  # the second suspect still waits
        following = self.review(builder, suspects=builder.suspects[1:])
        assert not self.running(review) and self.running(following)

    def test_a_decision_against_a_charge_stops_it_and_a_finalisation_pauses_it(self, builder):
        review = self.review(builder)
        about = {"suspect": builder.suspects[0]}
        builder.do(
            finalisations.finalise_administratively, "manager", reason="OTHER", text="x", **about
        )
        assert not self.running(review)
        builder.do(finalisations.reopen_suspect, "manager", text="x", **about)
        assert self.running(review)
        propose_no_charge(builder, builder.suspects[0])
        assert self.running(review)
        countersign_no_charge(builder, builder.suspects[0])
        assert not self.running(review)

    def test_a_suspect_charged_under_it_is_reviewed_again_and_no_one_else(self, builder):
        review = self.review(builder)
        builder.review()
        authorise_charge_of(builder, 1)
        prosecutor = client_for(builder.cast.prosecutor)
        address = page_url("record-review", builder.case)
        assert "Suspect 2" not in page_text(prosecutor.get(address))
        review = self.review(builder)
        authorise_charge_of(builder)
        report_charge_of(builder)
        assert self.running(review) and builder.suspect().state == "CHARGED"
        page = prosecutor.get(address)
        assert "Suspect 1" in page_text(page) and "Suspect 2" not in page_text(page)
        submit_form(
            prosecutor, address, suspects=[builder.suspects[0].pk], test="FULL",
            evidence="The download bears her out.",
        )  # fmt: skip
        assert not self.running(review)
        assert not builder.suspect().is_to_be_reviewed_again
        assert refusal_text(self.review, builder).startswith(
            "A suspect of this review is charged, and not under the Threshold Test."
        )

    def test_a_plan_is_set_on_it_and_the_police_charge_all_the_same(self, builder):
        self.review(builder)
        authorise_charge_of(builder)
        review = self.review(builder)
        plan = action_plans.set_action_plan
        items = [builder.action(suspects=builder.suspects[:1])]
        builder.do(plan, "prosecutor", review=review, items=items)
        assert builder.suspect().state == "CHARGE_AUTHORISED"
        report_charge_of(builder)
        suspect = builder.suspect()
        assert (suspect.state, suspect.also_waits_for) == ("CHARGED", ["POLICE"])

    def test_its_questions_are_asked_and_have_substance(self, builder):
        prosecutor, address = (
            client_for(builder.cast.prosecutor),
            page_url("record-review", builder.case),
        )
        sent = {"suspects": [builder.suspects[0].pk], "form_key": "", "evidence": "x"}
        page = page_text(prosecutor.post(address, sent | {"test": ""}))
        assert "Select which test you apply" in page
        assert "Say more under “What does the evidence show?”" in page
        sent |= {"evidence": "What the evidence shows so far.", "test": "THRESHOLD"}
        page = page_text(prosecutor.post(address, sent))
        assert "Enter what evidence is awaited" in page
        assert "Enter the date of the next review" in page
        late = date_parts("review_again_on", day_from_today(-1)) | {"awaited": AWAITED}
        page = page_text(prosecutor.post(address, sent | late))
        assert "The date of the next review must be today or later" in page
        assert not Review.objects.unscoped("test").exists()
        sent |= {"test": "FULL", "awaited": AWAITED} | date_parts(
            "review_again_on", day_from_today(9)
        )
        prosecutor.post(address, sent)  # a browser sends what the other answer had asked
        made = Review.objects.unscoped("test").get()
        assert (made.test, made.awaited, made.review_again_on, made.clock) == (
            "FULL",
            "",
            None,
            None,
        )

    @pytest.mark.parametrize(
        "facts",
        [
            {"test": "THRESHOLD"}, {"test": "THRESHOLD", "awaited": AWAITED},
            {"test": "THRESHOLD", "review_again_on": day_from_today(2), "awaited": " "},
            {"test": "FULL", "awaited": AWAITED}, {"test": ""}, {"test": "NONE"},
        ],
    )  # fmt: skip
    def test_the_action_takes_them_whole(self, builder, facts):
        with pytest.raises(ValueError):
            builder.do(
                action_plans.record_review, "prosecutor", case=builder.case,
                suspects=builder.suspects, evidence="x", **facts,
            )  # fmt: skip


class TestBothStages:
    def test_a_charge_and_the_public_interest_are_reasoned_apart(self, builder):
        builder.review()
        for blank in ("rationale", "public_interest_rationale"):
            with pytest.raises(ValueError):
                authorise_charge_of(builder, **{blank: " "})
        authorise_charge_of(
            builder, rationale="It is likely.", public_interest_rationale="It is grave."
        )
        for address, row in (("see-decisions", builder.case), ("see-case", builder.case)):
            page = page_text(client_for(builder.cast.officer).get(page_url(address, row)))
            assert "Evidential stage It is likely." in page
            assert "Public interest stage It is grave." in page

    def test_an_older_decision_has_one_text_about_both(self, builder):
        builder.review()
        Decision.objects.unscoped("test").create(
            case=builder.case, suspect=builder.suspects[0], kind="CHARGE",
            rationale="The test is met.", by=builder.cast.prosecutor, at=builder.at,
        )  # fmt: skip
        page = page_text(
            client_for(builder.cast.officer).get(page_url("see-decisions", builder.case))
        )
        assert "Rationale The test is met." in page and "Evidential stage" not in page


class TestFileBeside:
    """The referral, the documents and the last review stand beside the form."""

    @pytest.mark.parametrize(
        "name",
        ["record-review", "authorise-charge", "propose-no-further-action", "propose-disposal"],
    )
    def test_the_file_is_on_the_page(self, builder, name):
        builder.review()
        record_consultation_of(builder)
        row = builder.case if name == "record-review" else builder.suspects[0]
        page, asked = page_and_queries(client_for(builder.cast.prosecutor), page_url(name, row))
        text = page_text(page)
        for words in (
            "Referral: submission 1 of", "What is alleged? What is alleged.",
            "No document is on the case.",
            "Supervisor’s comments Ready to go.", "Last review, of", "Full Code Test. Pia",
            "What the evidence shows What the evidence shows.",
        ):  # fmt: skip
            assert words in text, words
        links = links_on_page(page)
        assert page_url("see-submission", builder.referral.submission) in links
        assert "#the-file" in links  # on a phone the file is below the form
        proof = page_url("see-proof", builder.case)
        assert any(link.startswith(proof) for link in links)
        assert len(asked) <= 22

    def test_the_form_says_on_which_review_the_decision_is_based(self, builder):
        builder.review()
        page = page_text(
            client_for(builder.cast.prosecutor).get(
                page_url("authorise-charge", builder.suspects[0])
            )
        )
        assert "Based on the review by Pia Prosecutor" in page and ": Full Code Test." in page
