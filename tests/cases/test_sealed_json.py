"""JSON and lists of texts of a case are sealed with its key (docs/decisions/0114)."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Value
from django.db.models.functions import JSONObject

from cases.action_plans.actions import proposed_plans
from cases.case_keys import CASE_KEYS
from cases.desk.queries.row_histories import value_text
from cases.documents.actions import police_only
from cases.early_advice.actions import advice_given, advice_triage, early_advice
from cases.models import (
    EarlyAdvice,
    GivenAdvice,
    ProposedPlan,
    Referral,
    RuleScore,
    Submission,
)
from cases.models.sealed_json import JSONFacts, Opened
from cases.open_lines import OpenLine
from cases.referral_snapshot import ReferralSnapshot
from cases.referrals.actions import referrals
from devtools.case_builder import cast
from devtools.usual_answers import MG3
from drills.sealed_files import DoesNotOpen, key_of_case
from drills.sealed_texts import text_of
from people.access import sealed_text
from people.access.scopes import Refused
from people.access.sealed_text import NotOpened, NotOpenedFacts, NotOpenedList
from tests.rasso.test_database_objects import as_owner
from tests.support.cases.early_advice import GIVEN, AdviceCaseBuilder
from tests.support.cases.pages import client_for, date_parts, page_text, page_url
from tests.support.cases.sample_files import add_document
from tests.support.cases.sealed_rows import DESTROYED, UNREADABLE
from tests.support.cases.second_plans import (
    build_case_for_second_plan,
    judge_second_plan,
    propose_second_plan,
)
from tests.support.module_fixtures import module_fixture

__all__ = ["as_owner"]
pytestmark = pytest.mark.django_db
CANNOT = "cannot be opened or kept now"
MARKED = "Zqheliotrope, he said"
ACCOUNTS = {"1": f"{MARKED} one.", "2": f"{MARKED} two."}
EXPLAINED = {"exhibits_missing": f"{MARKED}: the laboratory has them."}
ASKED = [f"{MARKED}: is she believed?", f"{MARKED}: which offence fits?"]
OPEN_LINES = [OpenLine(f"{MARKED}: her friend.", undated_because=f"{MARKED}: away.")]
WHOLE = {"accounts": ACCOUNTS, "explained": EXPLAINED, "open_lines": OPEN_LINES}
OF_ONE = {"accounts": {"1": ACCOUNTS["1"]}, "explained": EXPLAINED}


def add_everything(builder):
    """Each sealed list and JSON of a case, by the real actions."""
    why = {"advice_disclosable": f"{MARKED}: not read yet."}
    builder.ask(questions=ASKED, disclosable="", explained=why)
    builder.step(early_advice.sign_early_advice_off, "supervisor", text="Worth asking.")
    builder.step(advice_triage.accept_early_advice, "assistant")
    builder.step(
        advice_triage.name_adviser, "advice_manager", to=builder.cast.prosecutor, method="WRITTEN"
    )
    parts = {"answers": [f"{MARKED}: yes.", "Rape."], "lines": [f"{MARKED}: his phone."]}
    about = {"allegations": list(builder.case.allegations.unscoped("test")), "other_offence": None}
    builder.step(advice_given.give_early_advice, "prosecutor", **GIVEN | about | parts)
    add_document(builder, "account.txt", b"What she said.")
    builder.allocate(**WHOLE)
    build_case_for_second_plan(builder)
    builder.proposed = propose_second_plan(builder, {"text": f"{MARKED}: ask him again."})
    return builder


@module_fixture
def builder():
    return add_everything(AdviceCaseBuilder(cast(), suspects=2))


@pytest.fixture
def key_file(builder):
    """The file with the key of the case, which is put back after the test."""
    path = Path(CASE_KEYS.folder(), str(builder.case.pk))
    kept = path.read_bytes()
    yield path
    path.write_bytes(kept)


@pytest.fixture(params=["lost", "destroyed"])
def sentence(request, key_file):
    """What stands for texts of the case, whose key is gone in one of two ways."""
    if request.param == "lost":
        key_file.unlink()
    else:
        key_file.write_bytes(b"")
    return UNREADABLE if request.param == "lost" else DESTROYED


def only(model, builder):
    return model.objects.unscoped("test").get(case=builder.case)


def sealed_places(builder):
    """[(row, name of its column)] of the case."""
    return [
        (only(EarlyAdvice, builder), "questions"), (only(EarlyAdvice, builder), "explained"),
        (only(GivenAdvice, builder), "answers"), (only(GivenAdvice, builder), "lines"),
        (only(Referral, builder), "accounts"), (only(Referral, builder), "explained"),
        (only(Referral, builder), "open_lines"),
        (only(Referral, builder), "open_lines"),
        (only(ProposedPlan, builder), "items"), (only(Submission, builder), "as_sent"),
    ]  # fmt: skip


def stored(row, name, pk="id"):
    """A column as the database has it: of JSON its text, or what its JSON string says."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM {row._meta.db_table} WHERE {pk} = %s", [row.pk])
        [value] = cursor.fetchone()
    if isinstance(value, str) and value[:1] in '"{[':
        return json.loads(value)
    return value


def overwrite(row, name, sql):
    """Write a column past the triggers, as whoever owns the server could. sql: its value."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT for_tests.run_past_triggers(%s)",
            [f"UPDATE {row._meta.db_table} SET {name} = {sql} WHERE id = '{row.pk}'"],
        )


def again(row):
    return type(row).objects.unscoped("test").get(pk=row.pk)


def page(builder, who, name, row):
    answer = client_for(getattr(builder.cast, who)).get(page_url(name, row))
    assert answer.status_code == 200, name
    return page_text(answer)


# In the database


def test_what_is_written_is_in_no_table_and_is_read_on_its_pages(builder):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_stat_user_tables WHERE schemaname = 'public'"
            " AND has_table_privilege(relid, 'SELECT')"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM {name} t WHERE t::text LIKE '%Zqheliotrope%'")
            assert cursor.fetchone() == (0,), name
    sent, referral = only(Submission, builder), only(Referral, builder)
    advice = page(builder, "prosecutor", "see-early-advice", builder.advice)
    for said in (*ASKED, f"{MARKED}: yes.", f"{MARKED}: his phone.", f"{MARKED}: not read yet."):
        assert said in advice
    for name, row in (("see-submission", sent), ("see-mg3", sent), ("see-referral", referral)):
        text = page(builder, "prosecutor", name, row)
        assert ACCOUNTS["1"] in text and OPEN_LINES[0].text in text, name
    assert "Zq" not in page(builder, "prosecutor", "see-submissions", builder.case)
    assert "1 document" in page(builder, "prosecutor", "see-submissions", builder.case)
    plan = page(builder, "manager", "see-proposed-plan", builder.proposed)
    assert f"{MARKED}: ask him again." in plan
    history = page(builder, "officer", "see-case-history", builder.case)
    assert f"Suspect 1: {ACCOUNTS['1']}" in history


def test_it_is_read_by_its_form_alone(builder, settings):
    key = key_of_case(Path(settings.CASE_KEY_ROOT), builder.case.pk, settings.CASE_KEYS)
    for row, name in sealed_places(builder):
        place = {"key": key, "case": builder.case.pk, "table": row._meta.db_table, "column": name}
        value, found = stored(row, name), getattr(row, name)
        if isinstance(value, list):
            parts = [(each, f"{n} of {len(value)}") for n, each in enumerate(value, 1)]
            assert [text_of(each, part=part, row=row.pk, **place) for each, part in parts] == found
            with pytest.raises(DoesNotOpen):
                text_of(value[0], row=row.pk, **place)
        else:
            assert json.loads(text_of(value, row=row.pk, **place)) == found
    assert again(only(Referral, builder)).accounts == ACCOUNTS
    assert again(only(EarlyAdvice, builder)).questions == ASKED


def test_what_was_put_in_another_place_or_cut_is_not_shown(builder):
    advice, given = only(EarlyAdvice, builder), only(GivenAdvice, builder)
    overwrite(advice, "questions", "ARRAY[questions[2], questions[1]]")
    assert [*again(advice).questions] == [UNREADABLE, UNREADABLE]
    overwrite(given, "answers", "answers[1:1]")
    assert [*again(given).answers] == [UNREADABLE]
    referral = only(Referral, builder)
    overwrite(referral, "accounts", "explained")
    assert again(referral).accounts.get("1") == UNREADABLE == again(referral).accounts["1"]
    sent = only(Submission, builder)
    items = f"SELECT items FROM cases_proposedplan WHERE id = '{builder.proposed.pk}'"
    overwrite(sent, "as_sent", f"({items})")
    assert not ReferralSnapshot.from_json(again(sent).as_sent).is_opened


def test_nothing_in_it_is_looked_for_or_made_in_sql(builder):
    sent, advice = Submission.objects.unscoped("test"), EarlyAdvice.objects.unscoped("test")
    for ask in (
        lambda: sent.filter(as_sent__urgency="STANDARD"), lambda: sent.filter(as_sent__has_key="a"),
        lambda: sent.filter(as_sent={"a": 1}), lambda: sent.values("as_sent__suspects"),
        lambda: sent.annotate(x=F("as_sent__documents")), lambda: advice.filter(questions__0="x"),
        lambda: advice.filter(questions__contains=["x"]), lambda: advice.filter(questions=["x"]),
        lambda: advice.update(explained={"a": "b"}), lambda: sent.update(as_sent=Value("x")),
        lambda: advice.update(questions=["In clear."]),
    ):  # fmt: skip
        with pytest.raises(TypeError, match="sealed"), transaction.atomic():
            list(ask())
    with pytest.raises(DatabaseError, match="a_sealed_text_is_read_in_sql"), transaction.atomic():
        list(sent.values(facts=JSONObject(said="as_sent")))
    assert advice.filter(questions__len=2).count() == 1 == sent.exclude(as_sent={}).count()
    assert advice.values_list(Opened("questions"), flat=True).get() == ASKED
    facts = advice.values_list(JSONFacts(asked="questions", why="explained"), flat=True).get()
    assert facts["asked"] == ASKED and list(facts["why"]) == ["advice_disclosable"]


def test_history_has_each_version_and_what_did_not_change_is_stored_as_it_was(builder):
    other = AdviceCaseBuilder(builder.cast).write(**OF_ONE)
    before = stored(other.referral, "explained")
    other.do(referrals.send_referral_back, "supervisor", referral=other.referral,
             supervisor_comments="Say more.")  # fmt: skip
    row = again(other.referral)
    edits = {"accounts": {"1": f"{MARKED} three."}, "explained": EXPLAINED}
    suspects = other.suspects
    other.do(
        referrals.revise_referral, "officer", referral=row, suspects=suspects, version=row.version,
        **MG3 | edits,
    )  # fmt: skip
    assert stored(row, "explained") == before
    kept = [each.accounts for each in row.history.order_by("history_date", "history_id")]
    assert kept[0] == {"1": ACCOUNTS["1"]} and kept[-1] == edits["accounts"]
    newest = row.history.latest()
    assert stored(newest, "accounts", "history_id").startswith(sealed_text.MARK)


# Without the key


def test_a_sentence_stands_for_each_on_every_page(builder, sentence):
    sent, referral = only(Submission, builder), only(Referral, builder)
    for who, name, row in (
        ("prosecutor", "see-early-advice", builder.advice), ("manager", "see-referral", referral),
        ("prosecutor", "see-submissions", builder.case),
        ("manager", "see-proposed-plan", builder.proposed),
        ("officer", "see-case-history", builder.case),
    ):  # fmt: skip
        text = page(builder, who, name, row)
        assert "Zqheliotrope" not in text and "none is open" not in text.lower()
        assert sentence in text, name
    for name in ("see-submission", "see-mg3", "see-mg3a", "download-mg3", "download-mg3a"):
        refused = client_for(builder.cast.prosecutor).get(page_url(name, sent))
        assert refused.status_code == 403 and CANNOT in page_text(refused), name
    history = page(builder, "officer", "see-case-history", builder.case)
    address = page_url("see-case-as-it-was", builder.case)
    then = client_for(builder.cast.officer).get(address, date_parts("on", builder.at.date()))
    for told in (history, page_text(then)):
        assert f"What the suspects say {sentence}" in told
    for column in ("accounts", "open_lines"):
        assert value_text(referral.history.latest(), column, "POLICE") == sentence
    told = page(builder, "manager", "see-referral", referral)
    assert f"Open line of inquiry 1 {sentence}" in told
    advice = page(builder, "prosecutor", "see-early-advice", builder.advice)
    assert f"Why it is sent without what is missing {sentence}" in advice
    assert f"What is asked for {sentence}" in page(
        builder, "manager", "see-proposed-plan", builder.proposed
    )


def test_nobody_approves_or_sends_a_plan_that_does_not_open(builder, key_file, settings):
    overwrite(only(ProposedPlan, builder), "items", "'\"\\u0002s1.AAAA\"'")
    with pytest.raises(Refused, match=CANNOT):
        judge_second_plan(builder, again(builder.proposed))
    assert again(builder.proposed).status == "WAITING"


def test_a_document_is_not_made_private_where_it_is_not_known_what_was_sent(builder):
    document = add_document(builder, "later.txt", b"What she said.")
    overwrite(only(Submission, builder), "as_sent", "'\"\\u0002s1.AAAA\"'")
    with pytest.raises(Refused, match=CANNOT):
        builder.do(police_only.keep_document_to_police, "officer", document=document, because="A.")


def test_pages_that_would_begin_with_what_does_not_open_say_so(builder):
    document = add_document(builder, "later.txt", b"What she said.")
    for row, name in ((only(Submission, builder), "as_sent"), (builder.proposed, "items")):
        overwrite(row, name, "'\"\\u0002s1.AAAA\"'")
    for who, name, row in (
        ("officer", "keep-document-to-police", document),
        ("prosecutor", "propose-action-plan", builder.last_review),
    ):
        answer = client_for(getattr(builder.cast, who)).get(page_url(name, row))
        assert answer.status_code == 403 and CANNOT in page_text(answer), name


def test_a_plan_that_ended_and_does_not_open_stops_no_other(builder):
    overwrite(builder.proposed, "items", "'\"\\u0002s1.AAAA\"'")
    address = page_url("propose-action-plan", builder.last_review)
    prosecutor = client_for(builder.cast.prosecutor)
    assert prosecutor.get(address).status_code == 403
    builder.do(
        proposed_plans.withdraw_proposed_plan, "prosecutor", proposed_plan=again(builder.proposed),
        reason="It is no longer needed.",
    )  # fmt: skip
    assert prosecutor.get(address).status_code == 200


def test_what_stands_for_facts_or_a_list_equals_nothing_else():
    for standing in (NotOpenedFacts(NotOpened("x")), NotOpenedList(NotOpened("x"))):
        for empty in ({}, [], None, ""):
            assert standing != empty and not standing == empty  # noqa: SIM201 - each operator
            assert standing not in (empty,)


def test_no_check_is_scored_by_explanations_that_do_not_open(builder):
    other = AdviceCaseBuilder(builder.cast).submit(**OF_ONE)
    path = Path(CASE_KEYS.folder(), str(other.case.pk))
    kept = path.read_bytes()
    path.unlink()
    other.do(referrals.accept_referral, "assistant", referral=again(other.referral))
    path.write_bytes(kept)
    assert again(other.referral).status == "ACCEPTED"
    assert not RuleScore.objects.unscoped("test").filter(case=other.case).exists()


def test_history_keeps_what_its_row_has_in_clear(builder, settings):
    settings.SEAL_TEXTS = False
    other = AdviceCaseBuilder(builder.cast).submit(**OF_ONE)
    settings.SEAL_TEXTS = True
    assert stored(other.referral, "accounts") == {"1": ACCOUNTS["1"]}
    CASE_KEYS.destroy(other.case.pk)
    other.do(referrals.accept_referral, "assistant", referral=again(other.referral))
    assert again(other.referral).history.latest().accounts == {"1": ACCOUNTS["1"]}


# What was stored before


def test_a_list_with_a_text_that_begins_like_a_sealed_one_is_always_sealed(builder, settings):
    settings.SEAL_TEXTS = False
    typed = [f"{sealed_text.MARK}AAAA", "Plain."]
    other = AdviceCaseBuilder(builder.cast).ask(questions=typed)
    assert all(each.startswith(sealed_text.MARK) for each in stored(other.advice, "questions"))
    assert again(other.advice).questions == typed


def test_what_was_stored_before_is_read_and_then_sealed(as_owner, settings):
    settings.SEAL_TEXTS = False
    builder = add_everything(AdviceCaseBuilder(cast(), suspects=2))
    settings.SEAL_TEXTS = True
    before = {
        (row._meta.db_table, name): (stored(row, name), getattr(row, name))
        for row, name in sealed_places(builder)
    }
    for was, read in before.values():
        assert was == read
    assert ACCOUNTS["1"] in page(builder, "prosecutor", "see-submission", only(Submission, builder))
    call_command("seal_texts")
    for row, name in sealed_places(builder):
        value = stored(row, name)
        texts = value if isinstance(value, list) else [value]
        assert all(each.startswith(sealed_text.MARK) for each in texts), name
        assert getattr(row, name) == before[row._meta.db_table, name][1]
    for kept in only(Referral, builder).history.all():
        assert stored(kept, "accounts", "history_id").startswith(sealed_text.MARK)
        assert kept.accounts == ACCOUNTS
    now = [stored(*each) for each in sealed_places(builder)]
    call_command("seal_texts")
    assert [stored(*each) for each in sealed_places(builder)] == now
