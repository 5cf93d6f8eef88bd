"""The officer's writing in the matrix of proof, and the correction of an allegation, by systems."""

import html

import pytest

from cases.models import Allegation, Bearing, ClosingReport, Gap
from devtools.case_builder import CaseBuilder, cast
from people.access import grants
from people.models import AuditEntry
from tests.support.api.both_systems import BothSystems, change_suspect, created_id, json_of
from tests.support.api.request_bodies import CLOSING
from tests.support.api.request_bodies_of_proof import BEARS, MISSING
from tests.support.cases.pages import client_for, page_url
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"
WHY = "The statement is of another night: see its date."


@module_fixture
def builder():
    """A case before referral, and the systems of both sides."""
    builder = CaseBuilder(cast())
    builder.systems = BothSystems(builder.cast)
    return builder


def system_of(builder, who):
    return builder.systems.as_(getattr(builder.cast, who))


def first_point(builder, who="officer"):
    told = json_of(system_of(builder, who).get(f"/api/cases/{builder.case.pk}/proof/"))
    return told["allegations"][0]["points"][0]


def write(builder, who, word, body, **facts):
    """Record an entry on the first point."""
    sent = body | {"points": [first_point(builder, who)["key"]]} | facts
    system = system_of(builder, who)
    return system.make(f"/api/suspects/{builder.suspects[0].pk}/{word}/", sent)


def end(builder, who, address, version=1):
    return system_of(builder, who).change(address, {"reason": WHY}, version=version)


def test_an_officer_records_what_bears_and_what_is_missing_and_ends_both(builder):
    bearing = created_id(write(builder, "officer", "bearings", BEARS))
    gap = created_id(write(builder, "officer", "gaps", MISSING))
    point = first_point(builder)
    assert [(each["id"], each["text"]) for each in point["bearings"]] == [(bearing, BEARS["text"])]
    assert [(each["id"], each["state"]) for each in point["gaps"]] == [(gap, "NOT_ASKED")]
    assert point["state"] == "NOT_COVERED"
    for address in (f"/api/bearings/{bearing}/removal/", f"/api/gaps/{gap}/closing/"):
        assert json_of(end(builder, "officer", address, version=2), 412)
        assert json_of(end(builder, "officer", address))["version"] == 2
        assert end(builder, "officer", address, version=2).status_code == 409
    assert Bearing.objects.unscoped("test").get(pk=bearing).ended_because == WHY
    assert Gap.objects.unscoped("test").get(pk=gap).ended_because == WHY
    verbs = set(AuditEntry.objects.filter(case_id=builder.case.pk).values_list("verb", flat=True))
    assert {"add_bearing", "add_gap", "remove_bearing", "close_gap"} <= verbs


def test_a_repeated_call_is_answered_as_before_and_nothing_is_recorded_twice(builder):
    point, system = first_point(builder)["key"], system_of(builder, "officer")
    for word, body, made, ending in (
        ("bearings", BEARS, Bearing, "removal"), ("gaps", MISSING, Gap, "closing"),
    ):  # fmt: skip
        address = f"/api/suspects/{builder.suspects[0].pk}/{word}/"
        sent = body | {"points": [point]}
        first, again = (system.make(address, sent, key=f"{KEY}-{word}") for _ in range(2))
        assert (again.status_code, again.content) == (201, first.content), word
        [entry] = made.objects.unscoped("test").filter(suspect=builder.suspects[0])
        assert created_id(first) == str(entry.pk)
        address, key = f"/api/{word}/{entry.pk}/{ending}/", f"{KEY}-{ending}"
        first, again = (
            system.change(address, {"reason": WHY}, version=1, key=key) for _ in range(2)
        )
        assert (again.status_code, again.content) == (200, first.content), word
        assert json_of(first) == {"id": str(entry.pk), "version": 2}


def test_one_side_does_not_remove_what_the_other_recorded_and_the_cps_keeps_its_own(builder):
    builder.allocate()
    shared = created_id(write(builder, "officer", "bearings", BEARS))
    kept = created_id(write(builder, "prosecutor", "bearings", BEARS, is_kept=True))
    refused = end(builder, "prosecutor", f"/api/bearings/{shared}/removal/")
    told = "Only the side that recorded it can remove it."
    assert json_of(refused, 403)["detail"] == told
    assert end(builder, "officer", f"/api/bearings/{kept}/removal/").status_code == 404
    assert [each["id"] for each in first_point(builder)["bearings"]] == [shared]
    unknown = write(builder, "officer", "bearings", BEARS, is_kept=True)
    [error] = json_of(unknown, 422)["errors"]
    assert error["answer"] == "/is_kept"


def test_a_correction_is_another_version_and_the_wrong_one_is_corrected_once(builder):
    builder.submit()
    wrong = builder.case.allegations.unscoped("test").get()
    body = {
        "victim": str(wrong.victim_id), "offence": wrong.offence_id,
        "from_on": str(wrong.from_on), "reason": "The receipt of the taxi has the night after.",
    }  # fmt: skip
    address, system = f"/api/allegations/{wrong.pk}/correction/", system_of(builder, "officer")
    assert system.make(address, body).status_code == 409  # nothing is different
    body["to_on"] = str(wrong.from_on)
    right = created_id(system.make(address, body))
    again = system.make(address, body)
    assert json_of(again, 409)["detail"].startswith("This has been corrected already")
    now = Allegation.objects.unscoped("test").get(pk=right)
    assert (now.number, now.first_id, now.is_current) == (2, wrong.first_id, True)
    case = json_of(system_of(builder, "assistant").get(f"/api/cases/{builder.case.pk}/"))
    assert [each["id"] for each in case["allegations"]] == [right]  # the CPS has the referral
    refused = system_of(builder, "assistant").make(f"/api/allegations/{right}/correction/", body)
    assert refused.status_code == 403


def test_one_person_is_not_both_halves_of_a_closing_through_their_system(builder):
    """A supervisor who refers cases too writes it; the officer, who wrote nothing, may not sign."""
    people = builder.cast
    grants.grant_capacity(
        "refer_cases", to=people.supervisor, on=people.police, by=people.supervisor, at=builder.at
    )
    report = CLOSING | {
        "not_asked_because_1": "She has moved abroad and answers no message.",
        "interviewed_on": str(builder.at.date()),
    }
    signed = {"has_open_line": "no", "text": "I have read the accounts and the messages."}
    json_of(change_suspect(system_of(builder, "supervisor"), builder.case, "closing", report))
    page = client_for(people.supervisor).get(page_url("sign-closing-report", builder.suspects[0]))
    for who in ("supervisor", "officer"):
        system = system_of(builder, who)
        refused = change_suspect(system, builder.case, "closing-signature", signed)
        told = json_of(refused, 403)["detail"]
        assert who == "officer" or told in html.unescape(page.content.decode())
    [report] = ClosingReport.objects.unscoped("test").filter(suspect=builder.suspects[0])
    assert (report.status, report.answered_by_id) == ("PROPOSED", None)
