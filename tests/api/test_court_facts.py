"""What happens in court, recorded by the CPS's system and read by the systems of both sides."""

import html
from datetime import timedelta

import pytest

from cases.models import CourtFact, LaidCharge, Suspect
from devtools.case_builder import CaseBuilder, cast
from people.models import AuditEntry
from tests.support.api.both_systems import BothSystems, created_id, json_of
from tests.support.cases.charges import (
    authorise_charge_of,
    report_charge_of,
    unauthorised_charge,
)
from tests.support.cases.pages import client_for, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.query_shapes import statements_sent
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"
MOVED = "The court moved it: see the notice of that day."


@module_fixture
def builder():
    """Two suspects, each charged with two offences, and the systems of both sides."""
    builder = CaseBuilder(cast(), suspects=2, at=days_ago(3)).allocate().review()
    for n, suspect in enumerate(builder.suspects):
        authorise_charge_of(builder, n)
        charge = suspect.allegations.unscoped("test").get()
        laid = [(charge.victim, charge.offence), unauthorised_charge(builder)]
        report_charge_of(builder, n, charges=laid, explanation="Custody sergeant’s choice.")
    builder.systems = BothSystems(builder.cast)
    return builder


def system_of(builder, who):
    return builder.systems.as_(getattr(builder.cast, who))


def day(builder, days=0):
    return str(builder.at.date() + timedelta(days=days))


def record(builder, who="prosecutor", n=0, key=None, **facts):
    """Record a first hearing of today, or what else is said."""
    sent = {"kind": "FIRST_HEARING", "on": day(builder), **facts}
    address = f"/api/suspects/{builder.suspects[n].pk}/court-facts/"
    return system_of(builder, who).make(address, sent, key=key)


def correct(builder, pk, who="prosecutor", key=None, **facts):
    sent = {"what": "another", "on": day(builder, 9), "reason": MOVED} | facts
    return system_of(builder, who).make(f"/api/court-facts/{pk}/correction/", sent, key=key)


def read(builder, who="officer"):
    """What a side reads of each suspect, by number."""
    told = json_of(system_of(builder, who).get(f"/api/cases/{builder.case.pk}/court-facts/"))
    return {each["number"]: each for each in told["suspects"]}


def errors_of(answer):
    return {each["answer"]: each["detail"] for each in json_of(answer, 422)["errors"]}


def recorded():
    return CourtFact.objects.unscoped("test").count()


def test_the_cps_records_and_corrects_what_both_systems_read(builder):
    first = created_id(record(builder))
    plea = record(builder, kind="PLEA", plea="NOT_GUILTY", charges=["1.2"], on=day(builder, 2))
    right = created_id(correct(builder, first, court="Example Magistrates", on=day(builder, 1)))
    for who in ("officer", "prosecutor"):
        found = read(builder, who)
        assert found[2]["facts"] == [] == found[1]["earlier"]
        hearing, answer = found[1]["facts"]
        assert (hearing["id"], hearing["on"]) == (right, day(builder, 1))
        assert (hearing["court"], hearing["charges"]) == ("Example Magistrates", [])
        assert hearing["reason"] == MOVED
        assert [(each["id"], each["on"]) for each in hearing["before"]] == [(first, day(builder))]
        assert (answer["id"], answer["result"]) == (created_id(plea), "NOT_GUILTY")
        assert answer["charges"] == ["1.2"]
    fact = CourtFact.objects.unscoped("test").get(pk=created_id(plea))
    laid = json_of(system_of(builder, "officer").get(f"/api/cases/{builder.case.pk}/"))
    charges = laid["suspects"][0]["charge_report"]["laid"]
    assert [each["name"] for each in charges] == ["1.1", "1.2"]
    [about] = fact.about.all()
    assert about.charge.offence_id == charges[1]["code"]
    verbs = AuditEntry.objects.filter(case_id=builder.case.pk).values_list("verb", flat=True)
    assert {"record_court_fact", "correct_court_fact", "see_court_facts"} <= set(verbs)


def test_the_police_read_it_and_are_refused_in_the_words_of_the_page(builder):
    pk, before = created_id(record(builder)), recorded()
    for answer, row, page in (
        (record(builder, "officer"), builder.suspects[0], "record-court-fact"),
        (correct(builder, pk, "officer"), CourtFact(pk=pk), "correct-court-fact"),
    ):
        shown = client_for(builder.cast.officer).get(page_url(page, row))
        told = json_of(answer, 403)["detail"]
        assert told in html.unescape(shown.content.decode())
    refused = AuditEntry.objects.filter(system__isnull=False).exclude(refused="")
    assert {each.verb for each in refused} == {"record_court_fact", "correct_court_fact"}
    assert recorded() == before


def test_what_was_corrected_is_not_corrected_again_and_a_call_made_again_records_nothing(builder):
    made = [created_id(record(builder, key=f"{KEY}-1")) for _again in range(2)]
    right = [created_id(correct(builder, made[0], key=f"{KEY}-2")) for _again in range(2)]
    assert (len({*made}), len({*right}), recorded()) == (1, 1, 2)
    told = json_of(correct(builder, made[0]), 409)["detail"]
    assert told == "This has been corrected already. Look at what it says now."
    another = json_of(record(builder), 409)["detail"]
    assert another == "A first hearing is recorded already. Correct that one."
    void = created_id(correct(builder, right[0], what="void", on=None))
    [fact] = read(builder)[1]["facts"]
    assert (fact["id"], fact["is_void"], len(fact["before"])) == (void, True, 2)


def test_a_charge_that_is_not_there_is_answered_like_that_of_another_suspect(builder):
    """A charge has a name in a report of one suspect; a key of a row names none."""
    laid = LaidCharge.objects.filter(report__decision__suspect=builder.suspects[1])
    others = [str(pk) for pk in laid.values_list("pk", flat=True)]
    found = set()
    for name in ("1.3", "2.1", "0.0", *others):
        [(where, told)] = errors_of(record(builder, kind="TRIAL", charges=[name])).items()
        found.add((where, told.replace(name, "…")))
    assert [where for where, _told in found] == ["/charges"]
    assert recorded() == 0


def test_a_fact_of_a_case_that_is_hidden_is_answered_like_one_that_is_missing(builder):
    pk = created_id(record(builder))
    other = CaseBuilder(cast())
    system = BothSystems(other.cast).as_(other.cast.prosecutor)
    missing = "5a1c6d2e-0d3c-4c1e-9d2b-52000000ab00"
    sent, asked = {"what": "void", "reason": MOVED}, {"on": "2999-99-99", "nothing": 1}
    answers = {
        (answer.status_code, answer.content)
        for each in (pk, missing)
        for body in (sent, asked)
        for answer in [system.make(f"/api/court-facts/{each}/correction/", body)]
    }
    assert [status for status, _content in answers] == [404]
    for word, pks in (("cases", builder.case), ("suspects", builder.suspects[0])):
        address = f"/api/{word}/{{}}/court-facts/"
        ask = system.get if word == "cases" else system.make
        hidden, gone = (ask(address.format(each)) for each in (pks.pk, missing))
        assert (hidden.status_code, hidden.content) == (404, gone.content)
    assert recorded() == 1


def test_what_a_fact_does_not_say_is_refused_by_name(builder):
    told = errors_of(record(builder, plea="GUILTY"))
    assert told.keys() == {"/plea"} and "“kind”" in told["/plea"]
    assert errors_of(record(builder, kind="PLEA")) == {"/plea": "Select what the plea was"}
    pk = created_id(record(builder))
    assert errors_of(correct(builder, pk, purpose="Sentence.")).keys() == {"/purpose"}
    [why] = errors_of(correct(builder, pk, reason=None)).items()
    assert why == ("/reason", "Enter why it is corrected")


def test_a_conviction_of_another_offence_is_read_with_that_offence(builder):
    other, on = "SX03007", day(builder, 2)
    asked = {"kind": "OUTCOME", "on": on, "charges": ["1.1"]}
    told = errors_of(record(builder, **asked, verdict="OTHER_OFFENCE"))
    assert told.keys() == {"/convicted_of"}
    assert errors_of(record(builder, **asked, verdict="ACQUITTED", convicted_of=other)).keys() == {
        "/convicted_of"
    }
    created_id(record(builder, **asked, verdict="OTHER_OFFENCE", convicted_of=other))
    created_id(record(builder, kind="NO_VERDICT", on=on, charges=["1.2"]))
    facts = read(builder)[1]["facts"]
    found = {(each["kind"], each["result"], each["convicted_of"]) for each in facts}
    assert found == {("OUTCOME", "CONVICTED", other), ("NO_VERDICT", "", None)}


def test_what_is_recorded_of_a_decision_that_was_set_aside_stands_apart(builder):
    pk = created_id(record(builder))
    fact = CourtFact.objects.unscoped("test").get(pk=pk)
    type(fact.decision).objects.unscoped("test").filter(pk=fact.decision_id).update(
        status="SET_ASIDE"
    )
    Suspect.objects.unscoped("test").filter(pk=fact.suspect_id).update(state="WITH_PROSECUTOR")
    found = read(builder)[1]
    [earlier] = found["earlier"]
    assert found["facts"] == [] and [each["id"] for each in earlier["facts"]] == [pk]
    assert json_of(record(builder), 409)["detail"].startswith("There is nothing to record in court")


def test_reading_costs_the_same_after_many_facts(builder):
    costs = []
    for n in range(3):
        created_id(record(builder, kind="PLEA", plea="NOT_GUILTY", charges=["1.1"], n=n % 2))
        for who in ("officer", "prosecutor"):
            read(builder, who)
            with statements_sent() as sent:
                read(builder, who)
            costs.append(len(sent))
    assert costs[0::2] == [costs[0]] * 3 and costs[1::2] == [costs[1]] * 3
