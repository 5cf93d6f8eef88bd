"""One cell of each kind of the permission matrix, through the pages."""

from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from tests.cases.test_matrix import MODELS
from tests.support.browser.ci_share import share_of_checks
from tests.support.cases import expected
from tests.support.cases.matrix_states import row_of, state_values
from tests.support.cases.permission_matrix import Crowd
from tests.support.cases.sealed_rows import update_in_clear
from tests.support.sitemap import routes_about_rows

pytestmark = pytest.mark.django_db

# Statuses of a page on GET and POST, by outcome. At a wrong stage the form is accepted, because the
# action checks again under its lock and the page shows the refusal beside the input.
ANSWERS = {
    expected.HIDDEN: ({404}, {404}),
    expected.FORBIDDEN: ({403}, {403}),
    expected.NOT_NOW: ({403}, {200, 409}),
    expected.OPEN: ({200}, {200, 302, 409}),
}
LEADS_ON = {"next-step"}  # answers GET by a redirect to a page
SUSPECTS_ARE = {
    "AWAITING_SIGN_OFF": "AWAITING_SIGN_OFF", "SENT_BACK": "INVESTIGATING",
    "SUBMITTED": "TRIAGE", "ACCEPTED": "READY_TO_ALLOCATE", "RETURNED": "RETURNED",
    "WITHDRAWN": "INVESTIGATING",
}  # fmt: skip
FIXED = {
    "BreakGlass": {"authors", "by_id"},
    "EarlyAdvice": {"written_by_id", "writers"},
    "ProposedPlan": {"authors"},
    "Letter": {"side"},
    "LearningAction": {"owner_id"},
    "RestrictionChange": {"authors", "by_id"},
    "ConflictLifting": {"authors", "by_id"},
    "Destruction": {"authors", "by_id"},
    "IdentityDestruction": {"authors", "by_id"},
    "RightToReview": {"side", "deciders", "case"},
}  # set by the database
# Nobody of the crowd can be made its author afterwards.
OF_ITS_AUTHOR = {
    "withdraw_proposed_plan", "withdraw_restriction_change", "withdraw_conflict_lifting",
    "end_break_glass", "withdraw_destruction", "withdraw_identity_destruction",
}  # fmt: skip


def test_a_page_answers_each_kind_of_cell_as_the_tables_do():
    crowd, browsers, wrong, asked = Crowd(), {}, [], 0
    every = routes_about_rows()
    for route in share_of_checks(every, at_least=len(every) // 2):
        for cell in kinds_of_cell(crowd, route):
            if route.verb in OF_ITS_AUTHOR and "myself" in cell[2]:
                continue
            who = cell[1].user
            browsers[who.pk] = client = browsers.get(who.pk) or warmed_client(who)
            wrong += wrong_statuses(client, crowd, route, *cell)
            asked += 2
    assert not wrong, "\n".join(wrong)
    assert asked > 200


def kinds_of_cell(crowd, route):
    """(outcome, person, state) of the first person with each outcome on a page."""
    model, found = route.model.__name__, {}
    for who in crowd.people:
        if who.user.pk is None or not who.side:
            continue  # redirected to sign in; see tests/security
        for state in expected.TABLES[model][1]:
            if row_of(crowd.rows[who.case], model, state):
                outcome = expected.expected(model, route.verb, state, who)
                found.setdefault(outcome, (outcome, who, state))
    return found.values()


def warmed_client(user):
    """A signed-in client past its first page, which writes the session."""
    client = Client()
    client.force_login(user)
    client.get("/nowhere/")
    return client


def wrong_statuses(client, crowd, route, outcome, who, state):
    """Wrong statuses of a page, as sentences."""
    model = route.model.__name__
    row = row_of(crowd.rows[who.case], model, state)
    reading, sending = ANSWERS[outcome]
    if route.name in LEADS_ON and outcome == expected.OPEN:
        reading = {302}
    for method, wanted in (("get", reading), ("post", sending)):
        with row_at_stage(model, row, state_values(model, state, who)):
            answer = getattr(client, method)(route.at(pk=row.pk), {"form_key": uuid4()})
        if answer.status_code not in wanted:
            yield f"{method} {route} as {who} at {state}: {answer.status_code}, not {outcome}"


@contextmanager
def row_at_stage(model, row, facts):
    """Put a row at a stage for one request, and undo what the request does to it."""
    facts = {name: fact for name, fact in facts.items() if name not in FIXED.get(model, ())}
    if facts.get("prosecutor_id"):
        facts["prosecutor_id"] = row.officer_id  # any person
    if facts.get("offered_to_id"):
        facts["offered_to_id"] = row.police_unit_id  # any unit
    if model == "SecondLook":
        facts = {name: row.case.officer_id if fact == 0 else fact for name, fact in facts.items()}
    elif "reviewer_id" in facts:
        facts["reviewer_id"] = facts["reviewer_id"] or row.by_id  # any person
    with transaction.atomic():
        if facts:
            rows = MODELS[model].objects.unscoped("test").filter(pk=row.pk)
            update_in_clear(rows, **facts)
        if model == "Referral":
            states = {"state": SUSPECTS_ARE[facts["status"]]}
            row.suspects.unscoped("test").update(**states)
        if model in ("Allegation", "SecondLook"):
            row.case.suspects.unscoped("test").update(state="INVESTIGATING")
        yield
        transaction.set_rollback(True)
