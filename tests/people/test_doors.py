"""Guards: hidden is like missing, a refusal has a reason, and every read is logged or not done."""

import html
import re
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Case
from people.models import AuditEntry
from tests.support.people.cast import (
    DUE,
    give_capacity,
    make_case,
    make_conflict,
    make_unit,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.support.people.guard_test_site")]


def strangers(fresh_case, police, cps):
    """People from whom a case is hidden, one for each relation to it."""
    crossed = make_user(police)
    give_capacity("prosecute_cases", crossed, cps)  # a police officer with a capacity on a CPS unit
    conflicted = make_user(police, "refer_cases")
    give_capacity("officer_in_case", conflicted, fresh_case)
    make_conflict(conflicted, fresh_case)
    expired = make_user(make_unit("POLICE"))
    give_capacity("officer_in_case", expired, fresh_case, expires_at=DUE)
    return {
        "other unit": make_user(make_unit("POLICE"), "refer_cases"),
        "other side": make_user(make_unit("CPS"), "prosecute_cases"),
        "crossed": crossed,
        "figures only": make_user(police, "see_figures"),
        "nothing": make_user(police),
        "administrator": make_user(make_unit("OVERSIGHT"), "administer_accounts"),
        "log reader": make_user(make_unit("OVERSIGHT"), "read_audit_log"),
        "conflicted": conflicted,
        "expired": expired,
    }


def response_facts(answer):
    varies = {"Content-Security-Policy"}  # its nonce differs each time
    headers = {name: value for name, value in answer.headers.items() if name not in varies}
    return answer.status_code, answer.content, headers


@pytest.mark.parametrize("method", ["get", "post", "head", "options"])
@pytest.mark.parametrize("door", ["case", "rename", "download", "victim"])
def test_hidden_and_missing_are_the_same_bytes_in_every_relation(
    fresh_case, police, cps, client, door, method
):
    row = fresh_case
    if door == "victim":
        row = fresh_case.victims.unscoped("a test").create(
            case=fresh_case, number=1, added_by=fresh_case.officer, added_at=DUE
        )
    for relation, user in strangers(fresh_case, police, cps).items():
        client.force_login(user)
        ask = getattr(client, method)
        hidden, missing = ask(reverse(door, args=[row.pk])), ask(reverse(door, args=[uuid4()]))
        assert hidden.status_code == 404, relation
        assert response_facts(hidden) == response_facts(missing), relation


def test_hidden_and_missing_leave_the_same_trace(fresh_case, client):
    client.force_login(make_user(make_unit("POLICE"), "refer_cases"))
    client.get(reverse("case", args=[fresh_case.pk]))
    client.get(reverse("case", args=[uuid4()]))

    hidden, missing = AuditEntry.objects.order_by("pk").values()
    for entry in (hidden, missing):
        assert entry.pop("ids") == [str(entry.pop("case_id"))]
        del entry["id"], entry["at"]
    assert hidden == missing
    assert hidden["refused"] == "Not found"


def test_a_child_that_is_missing_ends_as_a_hidden_row_does(fresh_case, suspect, officer, client):
    client.force_login(officer)

    assert client.get(reverse("child", args=[fresh_case.pk, suspect.pk])).status_code == 200
    missing = client.get(reverse("child", args=[fresh_case.pk, uuid4()]))
    assert response_facts(missing) == response_facts(client.get(reverse("case", args=[uuid4()])))


def test_a_restricted_case_is_for_named_people_only(fresh_case, officer, prosecutor, client):
    give_capacity("allowed_on_case", prosecutor, fresh_case)
    Case.objects.unscoped("a test").update(is_restricted=True)

    client.force_login(officer)
    assert client.get(reverse("case", args=[fresh_case.pk])).status_code == 404
    client.force_login(prosecutor)
    assert client.get(reverse("case", args=[fresh_case.pk])).status_code == 200


def test_deactivation_ends_a_live_session(fresh_case, officer, client):
    client.force_login(officer)
    officer.is_active = False
    officer.save()

    assert client.get(reverse("case", args=[fresh_case.pk])).status_code == 302


def test_a_stranger_is_sent_to_sign_in(fresh_case, client):
    for door in ("case", "list", "open"):
        args = [fresh_case.pk] if door == "case" else []
        answer = client.get(reverse(door, args=args))
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("account_login"))


TYPED = {
    "urn": "<b>First line.</b>\n\nThird line.", "form_key": str(uuid4()), "version": "1",
    "suspects": [str(uuid4())], "items-0-due_on-day": "17", "items-TOTAL_FORMS": "1",
    "old_password": "my secret", "blank": "",
}  # fmt: skip
SHOWN = {"Urn": TYPED["urn"], "1. Due on day": "17"}


def copy_boxes(answer):
    """{question: text} of the read-only boxes to copy from."""
    found = re.findall(
        r'<label[^>]*for="(typed-\d+)">\s*(.*?)\s*</label>.*?'
        r'<textarea[^>]*id="\1"[^>]*readonly[^>]*>(.*?)</textarea>',
        answer.content.decode(), flags=re.S,
    )  # fmt: skip
    return {question: html.unescape(text) for _id, question, text in found}


def test_text_typed_after_the_session_ended_is_there_to_copy(fresh_case, client):
    address = reverse("rename", args=[fresh_case.pk])
    answer = client.post(address, TYPED)

    assert answer.status_code == 403
    assert copy_boxes(answer) == SHOWN
    told = answer.content.decode()
    assert "You were signed out" in told
    assert "What you typed was not sent. Copy it before you sign in again." in told
    assert "<b>First" not in told and "my secret" not in told
    assert f'{reverse("account_login")}?next={address}"' in told
    assert client.get(address).status_code == 302


def test_a_button_pressed_after_the_session_ended_says_that_nothing_was_sent(fresh_case, client):
    answer = client.post(reverse("rename", args=[fresh_case.pk]), {"version": "1"})

    assert answer.status_code == 403
    assert "Nothing was sent. Sign in, then do it again." in answer.content.decode()
    assert not copy_boxes(answer)


def test_text_typed_by_a_person_who_lost_the_verb_is_there_to_copy(
    fresh_case, officer, prosecutor, client
):
    client.force_login(prosecutor)
    answer = client.post(reverse("rename", args=[fresh_case.pk]), TYPED)

    assert answer.status_code == 403
    assert "Only the police can do this." in answer.content.decode()
    assert copy_boxes(answer) == SHOWN
    assert not copy_boxes(client.get(reverse("rename", args=[fresh_case.pk])))


def test_nothing_typed_is_shown_where_the_row_is_hidden(fresh_case, client):
    client.force_login(make_user(make_unit("POLICE"), "refer_cases"))
    answer = client.post(reverse("rename", args=[fresh_case.pk]), TYPED)

    assert answer.status_code == 404
    assert "Third line." not in answer.content.decode()


def test_a_refusal_gives_its_reason_and_is_recorded(fresh_case, prosecutor, client):
    client.force_login(prosecutor)
    answer = client.get(reverse("rename", args=[fresh_case.pk]))

    assert answer.status_code == 403
    assert "Only the police can do this." in answer.content.decode()
    [entry] = AuditEntry.objects.all()
    assert entry.refused == "Only the police can do this."
    assert (entry.verb, entry.user, entry.capacities) == (
        "rename_case",
        prosecutor,
        ["prosecute_cases"],
    )


def test_a_page_about_no_row_is_refused_with_its_reason_too(prosecutor, client):
    client.force_login(prosecutor)
    answer = client.get(reverse("open"))

    assert answer.status_code == 403
    assert "Only officers of a police unit open cases." in answer.content.decode()


def test_the_stage_closes_a_page_but_lets_a_form_in(fresh_case, officer, client):
    Case.objects.unscoped("a test").update(version=9)
    client.force_login(officer)

    assert client.get(reverse("rename", args=[fresh_case.pk])).status_code == 403
    answer = client.post(
        reverse("rename", args=[fresh_case.pk]), {"urn": "52RS0000126", "version": 9}
    )
    assert answer.status_code == 409
    assert "52RS0000126 v9 ['The case is closed.']" in answer.content.decode()


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_other_methods_are_not_for_here(fresh_case, officer, client, method):
    client.force_login(officer)

    assert getattr(client, method)(reverse("case", args=[fresh_case.pk])).status_code == 405


def test_a_reading_says_who_what_when_from_where_and_in_what_capacity(
    fresh_case, suspect, officer, client
):
    client.force_login(officer)
    client.get(reverse("case", args=[fresh_case.pk]), REMOTE_ADDR="203.0.113.9")
    client.get(reverse("list"))

    seen, listed = AuditEntry.objects.order_by("pk")
    assert (seen.user, seen.verb, seen.operation) == (officer, "see_case", "consultation")
    assert (seen.kind, seen.ids, seen.case_id) == (
        "cases.Case",
        [str(fresh_case.pk)],
        fresh_case.pk,
    )
    assert (seen.capacities, seen.address) == (["refer_cases"], "203.0.113.9")
    assert (listed.verb, listed.kind, listed.ids) == (
        "see_worklist",
        "cases.Suspect",
        [str(suspect.pk)],
    )


def test_a_download_is_a_disclosure_and_a_search_keeps_no_words(fresh_case, officer, client):
    client.force_login(officer)
    client.get(reverse("download", args=[fresh_case.pk]))
    client.get(reverse("search"), {"q": "52RS 00001"})
    client.get(reverse("search"), {"q": " 52rs  00001 "})

    download, search, again = AuditEntry.objects.order_by("pk")
    assert download.operation == "disclosure"
    assert len(search.sought) == 64
    assert "52rs" not in search.sought
    assert search.sought == again.sought


def test_nothing_is_shown_that_could_not_be_recorded(fresh_case, officer, client, monkeypatch):
    def fail(self, **kwargs):
        raise DatabaseError("the log is full")

    client.force_login(officer)
    pages = [reverse("case", args=[fresh_case.pk]), reverse("list")]
    pages += [reverse("case", args=[uuid4()])]
    monkeypatch.setattr(AuditEntry, "save", fail)

    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 503
        assert fresh_case.urn not in answer.content.decode()


def test_an_action_that_could_not_be_logged_was_not_done(fresh_case, officer, client, monkeypatch):
    def fail(self, **kwargs):
        raise DatabaseError("the log is full")

    client.force_login(officer)
    monkeypatch.setattr(AuditEntry, "save", fail)
    answer = client.post(reverse("rename", args=[fresh_case.pk]), {"urn": "taken", "version": 1})
    assert answer.status_code == 503


def test_a_template_is_given_rows_and_not_questions(fresh_case, officer, client):
    client.force_login(officer)

    with pytest.raises(TypeError, match="rows is a query"):
        client.get(reverse("lazy", args=[fresh_case.pk]))


def test_queries_do_not_grow_with_rows(police, cps, officer, client):
    client.force_login(officer)
    client.get(reverse("list"))  # writes the session once
    found = []
    for _ in range(2):
        for _ in range(10):
            make_case(police, cps, by=officer)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("list"))
        found.append(query_count(queries))

    assert found == [6, 6]  # session, user, scope, page, what was listed lately, audit entry


def test_a_row_costs_seven_queries(fresh_case, officer, client):
    client.force_login(officer)
    client.get(reverse("case", args=[fresh_case.pk]))
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("case", args=[fresh_case.pk]))

    # session, user, scope, row, what was opened lately, standing, audit entry
    assert query_count(queries) == 7


def query_count(queries):
    return sum("SAVEPOINT" not in query["sql"] for query in queries)
