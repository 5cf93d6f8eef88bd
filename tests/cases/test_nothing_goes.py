"""Rows of a case cannot be deleted, neither by the application's role nor by the owner's."""

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from cases.action_plans.actions import challenges
from cases.decisions.actions import decisions
from cases.models import Review
from devtools.case_builder import MONDAY, CaseBuilder, cast
from devtools.database_copies import owner
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.sample_files import add_document

GROWS = (
    "cases_conflict", "cases_authorisedcharge", "cases_historicaldocument", "cases_submission",
    "cases_itemversion", "cases_rulescore",
    "cases_consultation", "cases_consultation_suspects", "cases_tookpart",
)  # fmt: skip
STAYS = (
    "cases_case", "cases_suspect", "cases_referral", "cases_turn", "cases_daterequest",
    "cases_decision", "cases_review", "cases_allegation", "cases_document",
    "cases_challenge",
)  # fmt: skip
REWORDED = (
    "UPDATE cases_decision SET rationale = 'Another'",
    "UPDATE cases_decision SET authors = '{}'",
    "UPDATE cases_review SET evidence = 'Another'",
    "UPDATE cases_review SET misconceptions = 'Another'",
    "UPDATE cases_allegation SET to_on = from_on",
    "UPDATE cases_document SET title = 'Another'",
    "UPDATE cases_conflict SET declared_at = now()",
    "UPDATE cases_authorisedcharge SET decision_id = decision_id",
    "UPDATE cases_submission SET as_sent = '{}'",
    "UPDATE cases_challenge SET text = 'Another'",
    "UPDATE cases_itemversion SET text = 'Another'",
)


@pytest.fixture
def case_with_every_row():
    """A case with a row in each table that these tests try to change."""
    builder = CaseBuilder(cast()).allocate().plan({"weight": "DESIRABLE"})
    builder.do(
        challenges.challenge_item, "officer", item=builder.items[0], reason="OTHER", text="Why."
    )
    add_document(builder)
    add_conflict(builder.cast.other_prosecutor, builder.case, at=MONDAY)
    allegation = builder.suspect().allegations.unscoped("test").get()
    builder.do(
        decisions.authorise_charge, "prosecutor", suspect=builder.suspect(),
        allegations=[allegation], rationale="Why.",
    )  # fmt: skip
    return builder


def database_error(statement):
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as now:
        now.execute(statement)
    return str(refusal.value)


@pytest.mark.django_db
@pytest.mark.parametrize("table", GROWS + STAYS)
def test_the_application_removes_nothing(table):
    assert "permission denied" in database_error(f"DELETE FROM {table}")


@pytest.mark.django_db
@pytest.mark.parametrize("statement", REWORDED)
def test_the_application_rewords_nothing(case_with_every_row, statement):
    told = database_error(statement)
    assert "permission denied" in told or "only ever grows: UPDATE refused" in told


@pytest.mark.django_db
def test_whether_a_review_has_a_plan_is_still_said(case_with_every_row):
    assert Review.objects.unscoped("test").update(has_plan=True) == 1


@pytest.mark.django_db(transaction=True)
def test_the_owner_s_role_is_refused_too(case_with_every_row):
    with owner(connection.settings_dict["NAME"]) as session:
        for table in ("cases_conflict", "cases_authorisedcharge", "cases_submission", *STAYS):
            if session.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,):
                continue
            with pytest.raises(psycopg.DatabaseError, match="only ever grows: DELETE refused"):
                session.execute(f"DELETE FROM {table}")
        for statement in REWORDED:
            with pytest.raises(psycopg.DatabaseError, match="only ever grows: UPDATE refused"):
                session.execute(statement)


@pytest.mark.django_db
def test_which_migrations_have_run_is_for_their_owner_to_say():
    assert "permission denied" in database_error("DELETE FROM django_migrations")
    assert "permission denied" in database_error("UPDATE django_migrations SET name = 'x'")
