"""
Whatever people try in whatever order: no decision without its review, one outcome in force for a
suspect, one for each allegation in it, and nobody signs their own.

The oracle reads the tables. It imports nothing of the code that decides who may do what.
"""

from collections import Counter
from random import Random

import pytest
from django.db import connection

from cases.models import ChargeStop, ClosingReport, Decision, DisposalReport, Reversal
from tests.support.cases.decision_walk.walk import TRIED, Walk

BEGINS = ("planned", "new", "allocated")
WALKS, MOST_WALKS, STEPS = 4, 9, 150  # more walks only until all was done
CHARGE, NFA = {("LIVE", "CHARGE")}, {("LIVE", "NFA_EVIDENTIAL")}
DISPOSAL = {("LIVE", "ADULT_CONDITIONAL")}
# What is in force about a suspect in each state, or waits for a signature. In others, nothing is.
OUTCOME_IN = {
    "SECOND_READER": {("PROPOSED", kind) for _live, kind in CHARGE | NFA | DISPOSAL},
    **dict.fromkeys(("CHARGE_AUTHORISED", "CHARGE_REVERSAL"), CHARGE),
    **dict.fromkeys(("CHARGED", "CHARGE_STOP", "STOPPED"), CHARGE),
    **dict.fromkeys(("NO_FURTHER_ACTION", "NFA_REVERSAL"), NFA),
    **dict.fromkeys(("DISPOSAL_AUTHORISED", "DISPOSAL_REVERSAL"), DISPOSAL),
    "CLOSING_SIGN_OFF": {("PROPOSED", "CLOSING")},
    "CLOSED": {("CLOSED", "CLOSING")},
}
SIGNED = {
    "sign_referral_off", "judge_proposed_plan", "countersign_decision", "decline_decision",
    "countersign_reversal", "decline_reversal", "countersign_stop", "decline_stop",
    "sign_closing_report", "send_closing_report_back",
    "countersign_reversal of their own decision", "decline_reversal of their own decision",
}  # fmt: skip


def rows_of(sql, **values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def outcomes_of(suspect):
    """(status, kind) of each decision and closing report that is proposed or in force."""
    return rows_of(
        """
        SELECT status, kind FROM cases_decision
        WHERE suspect_id = %(suspect)s AND status IN ('PROPOSED', 'LIVE')
        UNION ALL SELECT status, 'CLOSING' FROM cases_closingreport
        WHERE suspect_id = %(suspect)s AND status IN ('PROPOSED', 'CLOSED')
        """,
        suspect=suspect.pk,
    )


def outcomes_by_allegation(case):
    """
    (charged, left out, dealt with out of court) of each allegation that was sent, in each decision
    in force to charge or to deal with a suspect out of court: how often it says so.
    """
    return rows_of(
        """
        SELECT
            (SELECT count(*) FROM cases_authorisedcharge said
            WHERE said.decision_id = decision.id AND said.allegation_id = allegation.id),
            (SELECT count(*) FROM cases_unchargedallegation said
            WHERE said.decision_id = decision.id AND said.allegation_id = allegation.id),
            (SELECT count(*) FROM cases_allegationdisposal said
            WHERE said.decision_id = decision.id AND said.allegation_id = allegation.id)
        FROM cases_decision decision
        JOIN cases_allegation allegation ON allegation.suspect_id = decision.suspect_id
        WHERE decision.case_id = %(case)s AND decision.status = 'LIVE'
            AND decision.kind NOT LIKE 'NFA%%'
            AND allegation.only_side = '' AND allegation.is_current
        """,
        case=case.pk,
    )


def check(walk):
    """The oracle: assert what must be true after each step. Returns what it saw of allegations."""
    for suspect in walk.suspects():
        found, wanted = outcomes_of(suspect), OUTCOME_IN.get(suspect.state, set())
        assert len(found) == bool(wanted), (suspect.state, found)
        assert set(found) <= wanted, (suspect.state, found)
    seen = outcomes_by_allegation(walk.case)
    assert all(sum(row) == 1 for row in seen), "an allegation without an outcome, or with two"
    decisions = Decision.objects.unscoped("test").filter(case=walk.case)
    for decision in decisions.select_related("review", "suspect").order_by("-at")[:1]:
        check_review(decision)  # nobody edits one afterwards
    check_readers(decisions, walk.is_read_twice)
    for report in ClosingReport.objects.unscoped("test").filter(case=walk.case):
        is_signed = report.status in ("CLOSED", "REOPENED", "SENT_BACK")
        assert (report.answered_by_id is not None) == is_signed
        assert report.answered_by_id not in report.authors
    return seen


def check_review(decision):
    """
    It is the newest one about the suspect, made of what was sent, after an earlier decision was set
    aside, and before this one.
    """
    about = decision.suspect
    reviews = about.reviews.unscoped("test").filter(at__lt=decision.at).order_by("at")
    assert decision.review is not None and decision.review == reviews.last()
    sent = about.referrals.unscoped("test").filter(signed_off_at__lt=decision.at)
    newest = sent.order_by("signed_off_at").last()
    assert newest.signed_off_at < decision.review.at
    assert not [at for at in set_aside_at(about) if decision.review.at < at < decision.at]
    is_threshold = decision.review.test == "THRESHOLD"
    assert is_threshold or decision.review.test == "FULL"
    assert is_threshold == bool(decision.review.awaited)
    assert is_threshold == (decision.review.review_again_on is not None)


def set_aside_at(suspect):
    """When a decision about a suspect was set aside, each time."""
    about = {"decision__suspect": suspect}
    reversed_ = Reversal.objects.unscoped("test").filter(status="IN_FORCE", **about)
    not_given = DisposalReport.objects.unscoped("test").filter(step="NOT_GIVEN", **about)
    return [row.read_at or row.at for row in reversed_] + [row.at for row in not_given]


def check_readers(decisions, is_read_twice):
    """A second reader read each that needs one, and so what undoes it in whole or in part."""
    for decision in decisions:
        if decision.status in ("LIVE", "SET_ASIDE"):
            assert bool(decision.read_by_id) == (decision.kind != "CHARGE" or is_read_twice)
        else:
            assert decision.only_side == "CPS"
    for model in (Reversal, ChargeStop):
        undone = model.objects.unscoped("test").filter(decision__in=decisions, status="IN_FORCE")
        for row in undone.select_related("decision"):
            assert bool(row.read_by_id) == bool(row.decision.read_by_id)


@pytest.mark.django_db
def test_one_reviewed_outcome_for_all_that_is_alleged_and_nobody_signs_their_own():
    done, own, said = Counter(), Counter(), set()
    for n in range(MOST_WALKS):
        walk = Walk(Random(n), done, is_read_twice=n > 0, begins=BEGINS[n % 3])
        for _step in range(STEPS):
            if walk.step():
                said.update(check(walk))
            if walk.is_over():
                break
        own.update(walk.own)
        if n + 1 >= WALKS and set(TRIED) <= set(done) and all(own[verb] for verb in SIGNED):
            break
    assert set(TRIED) - set(done) == set()  # all of it was done, and not only tried
    assert {verb for verb in SIGNED if not own[verb]} == set()  # and somebody tried to sign theirs
    assert said == {(1, 0, 0), (0, 1, 0), (0, 0, 1)}
