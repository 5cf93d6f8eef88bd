"""What the police learn of a second plan that the CPS words and approves: nothing until it is sent.

Everything that the police can read is read before each step and after it, and has to be the same.
"""

import pytest
from django.db import connection, transaction
from django.utils import timezone

from cases.action_plans.api import proposed_plans as endpoints
from cases.models import ProposedPlan
from devtools.case_builder import CaseBuilder, cast, scope
from people.access.row_security import reading_as
from tests.security.test_second_lock import role_that_reads, walled_models
from tests.support.api.both_systems import BothSystems, created_id, json_of, suspect_told
from tests.support.api.request_bodies import AN_ACTION
from tests.support.cases.pages import client_for, day_from_today, page_text, page_url
from tests.support.cases.second_plans import build_case_for_second_plan
from tests.support.module_fixtures import module_fixture
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db
POLICE = ("officer", "supervisor", "inspector")
WORKLISTS = ("sign-off", "unit", "waiting", "overdue")
REASON = {"reason": "The neighbour has moved away."}
SAID = {"why": "A neighbour was named only after the first plan."}
JUDGED = "Nobody else saw her that night."
NOT_SAID = ("next",)  # an encrypted cursor, which differs in each response
OWN_DOING = {"people_auditentry", "people_entryhead"}  # what the readings themselves leave


@module_fixture
def builder():
    """The first plan is answered and the case reviewed again; the systems of both sides."""
    builder = build_case_for_second_plan(CaseBuilder(cast(), at=days_ago(5)).allocate())
    builder.systems = BothSystems(builder.cast)
    return builder


def system_of(builder, who):
    return builder.systems.as_(getattr(builder.cast, who))


def told_by_api(builder, who):
    """{address: (status, ETag, body)} of what somebody of the police reads through their system."""
    case, review, system = builder.case.pk, builder.last_review.pk, system_of(builder, who)
    of_case = ("proof", "court-facts", "documents", "held", "victim-requests", "uploads")
    addresses = (
        "cases/", f"cases/?urn={builder.case.urn}", f"cases/{case}/", "notices/",
        *(f"cases/{case}/{word}/" for word in of_case),
        *(f"worklists/{name}/" for name in WORKLISTS),
        f"actions/{builder.items[0].pk}/",
        f"reviews/{review}/proposals/", f"reviews/{review}/proposed-plans/",
    )  # fmt: skip
    found = {}
    for address in addresses:
        answer = system.get(f"/api/{address}")
        body = answer.json()
        told = {name: value for name, value in body.items() if name not in NOT_SAID}
        found[address] = (answer.status_code, answer.get("ETag"), told)
        assert answer.status_code == 200 or address.startswith("worklists/"), address
    return found


def told_on_pages(builder, who):
    """{what: text} of the pages about the case, with each event and each entry of its history."""
    browser = client_for(getattr(builder.cast, who))
    item = builder.items[0]
    pages = {
        name: browser.get(page_url(name, row))
        for name, row in (
            ("see-case", builder.case), ("see-case-history", builder.case),
            ("see-due-dates", builder.case), ("see-review", builder.last_review),
            ("see-item", item), ("see-item-versions", item), ("see-plan", item.plan),
            ("see-waiting", None), ("see-notices", None), ("worklist", None),
        )
    }  # fmt: skip
    found = {name: page_text(page) for name, page in pages.items() if page.status_code == 200}
    assert {"see-case", "see-case-history", "see-review", "see-item"} <= found.keys()
    acts = pages["see-case-history"].context["history"].acts
    return found | {
        "events": [(str(each.title), str(each.by), each.at) for each in events_of(pages)],
        "history": [(str(each.title), str(each.by), each.at) for each in acts],
    }


def events_of(pages):
    return pages["see-case"].context["events"]


def rows_readable(builder, who):
    """{table: ids} of whatever the database shows the police, also to a query without a scope."""
    reader, found = scope(getattr(builder.cast, who), at=timezone.now()), {}
    models = walled_models()
    models += [each.history.model for each in models if hasattr(each, "history")]
    for model in models:
        table = model._meta.db_table
        with (
            transaction.atomic(), reading_as(reader), role_that_reads(model, reader),
            connection.cursor() as cursor,
        ):  # fmt: skip
            cursor.execute(f"SELECT {model._meta.pk.column} FROM {table}")
            found[table] = {pk for (pk,) in cursor.fetchall()}
    return {table: ids for table, ids in found.items() if table not in OWN_DOING}


def known_to_the_police(builder):
    return {
        (who, kind.__name__): kind(builder, who)
        for who in POLICE
        for kind in (told_by_api, told_on_pages, rows_readable)
    }


def propose(builder, **other):
    item = AN_ACTION | {
        "suspects": [str(each.pk) for each in builder.suspects],
        "due_on": day_from_today(60).isoformat(),
    }
    address = f"/api/reviews/{builder.last_review.pk}/proposed-plans/"
    return created_id(
        system_of(builder, "prosecutor").make(address, SAID | {"items": [item]} | other)
    )


def change(builder, pk, word, body, who, version=1):
    address = f"/api/proposed-plans/{pk}/{word}/"
    return json_of(system_of(builder, who).change(address, body, version=version))


def steps_before_sending(builder):
    """Take the steps of the CPS before a second plan is sent, and yield what each one was."""
    one = propose(builder)
    yield "worded"
    change(builder, one, "withdrawal", REASON, "prosecutor")
    yield "withdrawn"
    two = propose(builder, number=1)
    yield "worded again"
    change(builder, two, "judgement", {"is_approved": "no", "judgement": JUDGED}, "manager")
    yield "declined"
    propose(builder, number=2)
    last = propose(builder, number=3)
    yield "replaced"
    change(builder, last, "judgement", {"is_approved": "yes", "judgement": JUDGED}, "manager")
    yield "approved"


def wordings_listed(builder, who):
    """Ids of the wordings that a list shows somebody, newest first."""
    address = f"/api/reviews/{builder.last_review.pk}/proposed-plans/"
    found = json_of(system_of(builder, who).get(address))["proposed_plans"]
    return [each["id"] for each in found]


def test_no_step_before_it_is_sent_shows_in_anything_that_the_police_read(builder):
    known_to_the_police(builder)  # what a first reading itself leaves, such as cases opened lately
    before, case = known_to_the_police(builder), f"cases/{builder.case.pk}/"
    for step in steps_before_sending(builder):
        after = known_to_the_police(builder)
        for kind, told in before.items():
            differing = {name for name in told if told[name] != after[kind].get(name)}
            assert (differing, after[kind].keys() - told.keys()) == (set(), set()), (step, kind)
    [approved, *_] = wordings_listed(builder, "manager")
    change(builder, approved, "sending", {}, "prosecutor", version=2)
    after = known_to_the_police(builder)
    for who in POLICE:  # so the readings show what there is to be read
        was, became = (each[who, "told_by_api"][case] for each in (before, after))
        assert len(became[2]["items"]) == len(was[2]["items"]) + 1
        for name in ("events", "history"):
            was, became = (each[who, "told_on_pages"][name] for each in (before, after))
            assert became != was
        for table in ("cases_event", "cases_actionitem", "cases_historicalactionitem"):
            was, became = (each[who, "rows_readable"][table] for each in (before, after))
            assert became > was


def test_what_the_police_read_before_a_step_is_no_older_after_it(builder):
    """Their If-Match holds as long as nothing that they can read has changed."""
    body = {
        "custody": "UNDER_INVESTIGATION", "released_on": days_ago(6).date().isoformat(),
        "changed_because": "The record was read again.",
    }  # fmt: skip
    told = suspect_told(system_of(builder, "officer"), builder.case)
    for _step in steps_before_sending(builder):
        now = suspect_told(system_of(builder, "officer"), builder.case)
        assert now["version"] == told["version"]
    address = f"/api/suspects/{told['id']}/custody/"
    answer = system_of(builder, "officer").change(address, body, version=told["version"])
    assert json_of(answer)["version"] == told["version"] + 1


def test_a_list_that_forgot_the_scope_would_show_the_police_no_wording(builder, monkeypatch):
    """Row security hides it too, so that one mistake in a query tells nothing."""
    one = propose(builder)

    def without_scope(review, _scope):
        return list(ProposedPlan.objects.unscoped("test").filter(review=review))

    monkeypatch.setattr(endpoints, "wordings_of_plan", without_scope)
    assert {who: wordings_listed(builder, who) for who in (*POLICE, "manager")} == {
        "officer": [], "supervisor": [], "inspector": [], "manager": [one],
    }  # fmt: skip
