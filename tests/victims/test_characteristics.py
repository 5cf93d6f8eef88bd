"""Equality questions: asked by consent, sealed, shown to whoever asked, erased when taken back."""

import json
import re
from hashlib import sha256

import pytest
from django.db import IntegrityError, connection, transaction

from devtools.case_builder import CaseBuilder, cast, person, scope
from people.access.scopes import Refused
from people.models import AuditEntry, Draft, StoredResponse
from tests.support.api.token_callers import Caller
from tests.support.cases.pages import client_for, links_on_page, page_text, page_url, submit_form
from tests.support.cases.query_counter import page_and_queries
from tests.support.module_fixtures import module_fixture
from victims import encryption, keys
from victims.actions.characteristics import record_characteristics
from victims.actions.encrypted_words import check_victim_key_not_lost
from victims.actions.identities import destroy_identity, record_identity
from victims.models import VictimCharacteristic, VictimRecord

pytestmark = pytest.mark.django_db

# The lists as their sources have them, written down apart from the product.
ETHNIC_CODES = [
    "W1",
    "W2",
    "W9",
    "M1",
    "M2",
    "M3",
    "M9",
    "A1",
    "A2",
    "A3",
    "A9",
    "B1",
    "B2",
    "B9",
    "O1",
    "O9",
]
ANSWERS = {
    "sex": ["FEMALE", "MALE"],
    "gender_identity": ["YES", "NO"],
    "ethnicity": ETHNIC_CODES,
    "disability": ["YES", "NO"],
    "religion": [
        "NONE", "CHRISTIAN", "BUDDHIST", "HINDU", "JEWISH", "MUSLIM", "SIKH", "OTHER",
    ],
    "orientation": ["HETEROSEXUAL", "GAY_OR_LESBIAN", "BISEXUAL", "OTHER"],
}  # fmt: skip


@module_fixture
def builder():
    people = cast()
    people.liaison = person(people.cps, "liaise_with_victims", name="Lia Liaison")
    people.contact = person(people.police, "contact_victims", name="Cal Contact")
    return CaseBuilder(people).allocate()


def record_of(builder):
    return VictimRecord.objects.unscoped("test").get(pk=builder.victim.pk)


def said(builder, who="officer", **answers):
    return builder.do(
        record_characteristics, who, record=record_of(builder), **{"how": "PHONE"} | answers
    )


def kept(builder):
    """{kind: (status, how, who asked)} as it stands in the database."""
    rows = VictimCharacteristic.objects.unscoped("test").filter(record=builder.victim.pk)
    return {row.kind: (row.status, row.how, row.by.name) for row in rows}


def page_of(builder, who="officer"):
    person = getattr(builder.cast, who)
    return client_for(person).get(page_url("see-characteristics", builder.victim))


def form_of(builder, who="officer"):
    person = getattr(builder.cast, who)
    return client_for(person).get(page_url("record-characteristics", builder.victim))


def sealed_answer(builder, kind):
    row = VictimCharacteristic.objects.unscoped("test").get(record=builder.victim.pk, kind=kind)
    return bytes(row.answer)


# Asked, declined and not asked


def test_not_asked_prefers_not_to_say_and_an_answer_are_kept_apart(builder):
    said(builder, sex="FEMALE", religion="DECLINED")
    assert kept(builder) == {
        "SEX": ("ANSWERED", "PHONE", "Olive Officer"), "RELIGION": ("DECLINED", "", "Olive Officer")
    }  # fmt: skip
    shown = page_text(page_of(builder))
    for words in ("Sex Answered", "Religion Prefers not to say", "Ethnic group Not asked"):
        assert words in shown


@pytest.mark.parametrize("field", ANSWERS)
def test_the_answers_to_each_question_are_those_of_the_source(builder, field):
    for answer in ANSWERS[field]:
        said(builder, **{field: answer})
    with pytest.raises(ValueError):
        said(builder, **{field: "SOMETHING_ELSE"})
    page = form_of(builder).content.decode()
    offered = [each for each in ANSWERS[field] if f'value="{each}"' in page]
    assert offered == ANSWERS[field]


def test_an_answer_is_kept_only_where_it_is_said_how_the_victim_agreed(builder):
    with pytest.raises(Refused, match="how the victim agreed"):
        said(builder, sex="FEMALE", how="")
    said(builder, sex="DECLINED", how="")
    client = client_for(builder.cast.officer)
    address = page_url("record-characteristics", builder.victim)
    page = client.post(address, {"sex": "FEMALE", "version": 2})
    assert "Select how the victim agreed that the answers are recorded" in page_text(page)
    assert 'value="FEMALE" checked' in " ".join(page.content.decode().split())
    assert kept(builder) == {"SEX": ("DECLINED", "", "Olive Officer")}


def test_the_database_keeps_no_answer_without_agreement_and_none_of_who_declined(builder):
    said(builder, sex="FEMALE", religion="DECLINED")
    rows = VictimCharacteristic.objects.unscoped("test")
    for kind, change in (("SEX", {"how": ""}), ("RELIGION", {"answer": b"x"})):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.filter(kind=kind).update(**change)


def test_nothing_said_is_nothing_recorded(builder):
    with pytest.raises(Refused, match="at least one answer"):
        said(builder, sex="UNCHANGED")
    address = page_url("record-characteristics", builder.victim)
    page = client_for(builder.cast.officer).post(address, {"sex": "UNCHANGED", "version": 1})
    assert "Record at least one answer, or go back" in page_text(page)
    assert not kept(builder)


# Taken back


def test_what_is_taken_back_is_erased_everywhere_and_leaves_that_it_was(builder):
    said(builder, religion="SIKH", sex="FEMALE")
    sealed = sealed_answer(builder, "RELIGION")
    said(builder, religion="WITHDRAWN")
    assert kept(builder)["RELIGION"] == ("WITHDRAWN", "", "Olive Officer")
    assert kept(builder)["SEX"][0] == "ANSWERED"
    assert sealed not in b"\n".join(all_values())
    shown = page_text(page_of(builder))
    assert "Religion Answer taken back" in shown and "Religion Sikh" not in shown
    said(builder, religion="BUDDHIST")  # she may answer again
    assert kept(builder)["RELIGION"][0] == "ANSWERED"


def test_a_corrected_answer_leaves_no_copy_of_the_first(builder):
    said(builder, ethnicity="W1")
    first = sealed_answer(builder, "ETHNICITY")
    said(builder, ethnicity="A1")
    assert first not in b"\n".join(all_values())


@pytest.mark.parametrize("before", [None, "DECLINED"])
def test_without_an_answer_there_is_none_to_take_back(builder, before):
    if before:
        said(builder, religion=before)
    with pytest.raises(Refused, match="no answer to take back"):
        said(builder, religion="WITHDRAWN")
    page = form_of(builder).content.decode()
    assert "Takes the answer back" not in page


def all_values():
    """All values of all tables about victims."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'victims_%'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT * FROM {table}")
            for row in cursor.fetchall():
                yield from (
                    bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                    for value in row
                )


# Sealed


def test_no_answer_is_readable_in_the_database_and_its_length_tells_nothing(builder):
    before = b"\n".join(all_values())
    said(builder, orientation="GAY_OR_LESBIAN", religion="SIKH", sex="FEMALE", ethnicity="W1")
    after = b"\n".join(all_values())
    for code in (b"GAY_OR_LESBIAN", b"SIKH", b"FEMALE"):
        assert after.count(code) == before.count(code)
    kinds = ("ORIENTATION", "RELIGION", "SEX", "ETHNICITY")
    assert len({len(sealed_answer(builder, kind)) for kind in kinds}) == 1


def test_an_answer_opens_for_its_own_question_and_victim_alone(builder):
    said(builder, sex="FEMALE")
    sealed, victim = sealed_answer(builder, "SEX"), builder.victim.pk
    opened = encryption.decrypt_text(sealed, victim=victim, bound_to="characteristic:SEX")
    assert opened.strip() == "FEMALE"
    with pytest.raises(keys.VictimKeyUnavailable):
        encryption.decrypt_text(sealed, victim=victim, bound_to="characteristic:RELIGION")


@pytest.mark.usefixtures("restore_victim_keys")
def test_with_the_victim_s_key_the_answers_go_and_none_is_recorded_after(builder):
    builder.do(record_identity, "officer", record=record_of(builder), version=0, name="Zara Quist")
    said(builder, sex="FEMALE")
    destroy_identity(record=builder.victim.pk, at=builder.at)
    assert "Sex Answered" in page_text(page_of(builder))
    with pytest.raises(Refused, match="have been destroyed"):
        said(builder, religion="SIKH")
    said(builder, sex="WITHDRAWN")
    assert kept(builder)["SEX"][0] == "WITHDRAWN"


@pytest.mark.usefixtures("restore_victim_keys")
def test_a_lost_key_is_not_replaced_by_another_one(builder):
    said(builder, sex="FEMALE")
    (keys.VICTIM_KEYS.folder() / str(builder.victim.pk)).unlink()
    with pytest.raises(keys.VictimKeyUnavailable):
        check_victim_key_not_lost(builder.victim.pk)


# Who reads and asks


def test_an_answer_is_shown_to_nobody_again_also_not_to_whoever_recorded_it(builder):
    said(builder, sex="FEMALE")
    for who in ("officer", "contact", "liaison"):
        shown = page_text(page_of(builder, who))
        assert "Sex Answered Olive Officer" in shown and "Female" not in shown
        checked = form_of(builder, who).content.decode()
        assert 'value="FEMALE"' in checked and not re.search(r'value="FEMALE"[^>]*checked', checked)


@pytest.mark.parametrize("who", ["prosecutor", "supervisor", "manager", "inspector", "assistant"])
def test_who_decides_or_leads_is_not_led_there_and_cannot_open_it(builder, who):
    said(builder, sex="FEMALE", religion="SIKH")
    for answer in (page_of(builder, who), form_of(builder, who)):
        assert answer.status_code == 403 and "Sikh" not in page_text(answer)
    victim = client_for(getattr(builder.cast, who)).get(page_url("see-victim", builder.victim))
    assert page_url("see-characteristics", builder.victim) not in links_on_page(victim)
    assert "quality questions" not in page_text(victim)


def test_nothing_of_it_is_in_the_history_of_the_case_or_of_the_victim(builder):
    said(builder, sex="FEMALE", religion="SIKH")
    for person_, page in (("officer", "see-victim"), ("prosecutor", "see-case")):
        about = builder.victim if page == "see-victim" else builder.case
        shown = page_text(client_for(getattr(builder.cast, person_)).get(page_url(page, about)))
        assert "Sikh" not in shown and "Answered" not in shown


def test_the_page_says_why_that_it_changes_nothing_and_that_it_can_be_taken_back(builder):
    shown = page_text(form_of(builder, "liaison"))
    for words in (
        "We ask so that police and CPS can see whether people are treated alike",
        "You do not have to answer any of them.",
        "changes nothing in the case",
        "kept only because you agree. You can take each of them back at any time",
        "Once they are saved nobody is shown them again",
        "Do not ask a child",
    ):
        assert words in shown


def test_a_record_and_each_reading_of_it_is_logged(builder):
    said(builder, sex="FEMALE")
    page_of(builder)
    entries = AuditEntry.objects.filter(verb__endswith="_characteristics")
    assert set(entries.values_list("verb", "operation")) == {
        ("record_characteristics", "collection"), ("see_characteristics", "consultation"),
    }  # fmt: skip
    assert not entries.exclude(ids=[builder.victim.pk]).exists()


def test_the_page_records_leads_back_and_shows_who_asked(builder):
    officer = client_for(builder.cast.officer)
    address = page_url("record-characteristics", builder.victim)
    assert address in links_on_page(page_of(builder))
    seen = page_url("see-characteristics", builder.victim)
    assert seen in links_on_page(officer.get(page_url("see-victim", builder.victim)))
    page = submit_form(officer, address, sex="FEMALE", religion="DECLINED", how="IN_PERSON")
    shown = page_text(page)
    assert "Recorded" in shown and "Sex: Answered by Olive Officer" in shown
    assert "Religion: Prefers not to say by Olive Officer" in shown


def test_no_draft_is_kept_of_it(builder):
    assert "data-draft" not in form_of(builder).content.decode()
    assert not Draft.objects.exists()


def test_the_page_asks_no_more_of_the_database_for_more_answers(builder):
    client, address = (
        client_for(builder.cast.officer), page_url("see-characteristics", builder.victim),
    )  # fmt: skip
    said(builder, sex="FEMALE")
    _page, one = page_and_queries(client, address)
    said(builder, **{field: answers[0] for field, answers in ANSWERS.items()})
    _page, six = page_and_queries(client, address)
    assert len(one) == len(six)


# Two at once


def test_of_two_who_ask_at_once_the_second_is_told(builder):
    said(builder, version=1, sex="FEMALE")
    with pytest.raises(Refused, match="has changed since you opened it"):
        said(builder, who="contact", version=1, sex="MALE")
    client = client_for(builder.cast.contact)
    address = page_url("record-characteristics", builder.victim)
    page = client.post(address, {"religion": "SIKH", "how": "PHONE", "version": 1})
    assert page.status_code == 409
    assert 'value="SIKH" checked' in " ".join(page.content.decode().split())
    assert set(kept(builder)) == {"SEX"}


# By API


def system_for(builder, who="officer"):
    unit = builder.cast.cps if who == "liaison" else builder.cast.police
    return Caller(unit).for_(getattr(builder.cast, who))


def api_address(builder):
    return f"/api/cases/victims/{builder.victim.pk}/characteristics/"


def sent(builder, body, who="officer", **headers):
    return system_for(builder, who).make(api_address(builder), body, **headers)


def test_a_police_system_sends_what_was_said_and_is_never_sent_it_back(builder):
    answer = sent(builder, {"ethnicity": "NOT_A_CODE", "how": "PHONE"})
    assert answer.status_code == 422
    answer = sent(builder, {"ethnicity": "A2", "religion": "DECLINED", "how": "PHONE"})
    assert answer.status_code == 201, answer.content
    assert answer.json() == {"id": str(builder.victim.pk), "version": 3}
    assert kept(builder) == {
        "ETHNICITY": ("ANSWERED", "PHONE", "Olive Officer"),
        "RELIGION": ("DECLINED", "", "Olive Officer"),
    }
    assert sent(builder, {"sex": "DECLINED"}, If_Match='"2"').status_code == 412
    assert sent(builder, {"sex": "DECLINED"}, If_Match='"3"').status_code == 201
    assert sent(builder, {"ethnicity": "WITHDRAWN"}).status_code == 201
    assert kept(builder)["ETHNICITY"][0] == "WITHDRAWN"


def test_what_a_system_sent_cannot_be_found_by_trying_every_answer(builder):
    """A call that was answered is kept for a repeat by a hash, which everybody can compute."""
    body = {"ethnicity": "A2", "how": "PHONE"}
    assert sent(builder, body).status_code == 201
    [kept_call] = StoredResponse.objects.all()
    user = str(builder.cast.officer.pk)
    parts = ["POST", api_address(builder), user, "", json.dumps(body, sort_keys=True)]
    assert kept_call.asked != sha256("\0".join(parts).encode()).hexdigest()
    assert "A2" not in json.dumps(kept_call.answer)


def test_a_system_reads_what_was_asked_and_no_answer_not_even_for_whoever_recorded_it(builder):
    said(builder, sex="FEMALE", religion="DECLINED", ethnicity="A2")
    said(builder, ethnicity="WITHDRAWN")
    answer = system_for(builder).get(api_address(builder))
    assert answer.json() == {
        "sex": "ANSWERED", "religion": "DECLINED", "ethnicity": "WITHDRAWN",
        "gender_identity": "NOT_ASKED", "disability": "NOT_ASKED", "orientation": "NOT_ASKED",
        "version": 5,
    }  # fmt: skip
    assert answer["ETag"] == '"5"'


def test_a_system_sends_it_for_nobody_who_may_not_ask(builder):
    assert sent(builder, {"sex": "DECLINED"}, who="supervisor").status_code == 403
    assert not kept(builder)


def test_who_may_not_read_the_victim_finds_nothing(builder):
    stranger = person(CaseBuilder(cast()).cast.police, "contact_victims")
    page = client_for(stranger).get(page_url("record-characteristics", builder.victim))
    assert page.status_code == 404
    rows = VictimCharacteristic.objects
    said(builder, sex="FEMALE")
    assert not rows.for_scope(scope(stranger)).exists()
    assert rows.for_scope(scope(builder.cast.liaison)).exists()
    assert not rows.for_scope(scope(builder.cast.supervisor)).exists()
