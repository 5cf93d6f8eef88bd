"""The police's own requests for material about a victim, through the systems of both sides."""

import html
from datetime import timedelta

import pytest

from cases.case_details.actions import cases
from cases.models import Victim, VictimRequest
from devtools.case_builder import CaseBuilder, cast
from people.models import AuditEntry
from tests.security.test_hidden_is_missing import MISSING
from tests.support.api.both_systems import BothSystems, created_id, json_of
from tests.support.api.request_bodies import REACHING
from tests.support.api.request_bodies_of_victim_requests import OF_A_HOLDER, OF_VICTIM_REQUESTS, OWN
from tests.support.cases.pages import client_for, page_url
from tests.support.module_fixtures import module_fixture
from tests.support.query_shapes import statements_sent
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"
BECAUSE = OF_VICTIM_REQUESTS["drop_victim_request"]["why"]
AGAIN = {"again_because": "The first reply was about another patient."}
READS_OF_A_CASE = ("", "victim-requests/", "documents/", "proof/", "held/", "court-facts/")


@module_fixture
def builder():
    """A case with the prosecutor; a victim whom the CPS does not know; a system of each side."""
    builder = CaseBuilder(cast(), at=days_ago(3)).allocate()
    builder.unknown = builder.do(cases.add_victim, "officer", case=builder.case)
    builder.systems = BothSystems(builder.cast)
    return builder


def system_of(builder, who):
    """The system of somebody's agency, calling for them; of the CPS, for nobody, if "nobody"."""
    if who == "nobody":
        system = builder.systems.of[builder.cast.cps.agency_id]
        system.officer = None
        return system
    return builder.systems.as_(getattr(builder.cast, who))


def begin(builder, victim, who="officer", key=None, **more):
    address = f"/api/cases/victims/{victim.pk}/victim-requests/"
    return system_of(builder, who).make(address, OWN | more, key=key)


def read(builder, pk, who="officer"):
    return json_of(system_of(builder, who).get(f"/api/victim-requests/{pk}/"))


def change(builder, pk, word, body, who="officer", version=1, key=None):
    address = f"/api/victim-requests/{pk}/{word}/"
    return system_of(builder, who).change(address, body, version=version, key=key)


def drop(builder, pk, who="officer", version=1, key=None):
    return change(builder, pk, "dropping", BECAUSE, who, version, key)


def register(builder, who="officer"):
    address = f"/api/cases/{builder.case.pk}/victim-requests/"
    return json_of(system_of(builder, who).get(address))["registers"]


def seen_of(answer):
    """What a caller sees of an answer, but for the moment of it."""
    return answer.status_code, answer.content, answer.get("ETag")


def errors_of(answer):
    return {each["answer"]: each["detail"] for each in json_of(answer, 422)["errors"]}


def stored(builder):
    return VictimRequest.objects.unscoped("test").filter(case=builder.case)


@pytest.mark.parametrize("who", ["prosecutor", "manager", "nobody"])
def test_a_private_request_leaves_no_trace_in_anything_that_the_cps_reads(builder, who):
    def seen():
        system = system_of(builder, who)
        told = [system.get(f"/api/cases/{builder.case.pk}/{word}") for word in READS_OF_A_CASE]
        told.append(system.get("/api/cases/"))
        notices = json_of(system.get("/api/notices/"))
        notices.pop("next")  # an encrypted cursor, which differs in each response
        return [seen_of(each) for each in told], notices

    before = seen()
    assert {status for status, _told, _version in before[0]} == {200}
    one, other = (created_id(begin(builder, builder.unknown, **more)) for more in ({}, AGAIN))
    decided = OF_A_HOLDER | {"authorised_on": str(builder.at.date())}
    json_of(change(builder, one, "decision", decided))
    json_of(drop(builder, other))
    assert seen() == before
    [told] = register(builder)
    assert (told["number"], {each["id"] for each in told["requests"]}) == (2, {one, other})


@pytest.mark.parametrize("who", ["prosecutor", "manager", "nobody"])
def test_a_private_request_and_its_victim_are_answered_as_what_does_not_exist(builder, who):
    one = created_id(begin(builder, builder.unknown))
    nothing = type(builder.unknown)(pk=MISSING)
    hidden = begin(builder, builder.unknown, who), drop(builder, one, who)
    missing = begin(builder, nothing, who), drop(builder, MISSING, who)
    system = system_of(builder, who)
    reads = [system.get(f"/api/victim-requests/{pk}/") for pk in (one, MISSING)]
    assert [seen_of(each) for each in hidden] == [seen_of(each) for each in missing]
    assert seen_of(reads[0]) == seen_of(reads[1])
    assert {each.status_code for each in hidden} <= {404, 403 if who == "nobody" else 404}
    assert reads[0].status_code == 404
    stale = drop(builder, one, who, version=9)  # 412 would tell that there is something
    assert seen_of(stale) == seen_of(hidden[1])


def test_the_cps_is_not_told_that_the_police_asked_for_the_same(builder):
    builder.review()
    json_of(begin(builder, builder.unknown, holder=REACHING["holder"], reach="DEVICE"), 201)
    item = REACHING | {
        "suspects": [str(each.pk) for each in builder.suspects],
        "due_on": str(builder.at.date() + timedelta(days=20)),
        "from_on": OWN["from_on"], "to_on": OWN["to_on"],
    }  # fmt: skip
    address = f"/api/reviews/{builder.last_review.pk}/plan/"
    system = system_of(builder, "prosecutor")
    json_of(system.make(address, {"items": [item]}), 201)
    again = begin(builder, builder.unknown, holder=REACHING["holder"], reach="DEVICE")
    assert "/again_because" in errors_of(again)  # the police see both


def test_the_cps_may_begin_and_give_up_nothing_of_what_it_knows(builder):
    one = created_id(begin(builder, builder.victim))
    assert read(builder, one, "prosecutor")["open"] == []
    assert begin(builder, builder.victim, "prosecutor").status_code == 403
    stale = drop(builder, one, "prosecutor", version=9)
    assert stale.status_code == 403 and "ETag" not in stale
    assert stored(builder).get().dropped_at is None


def test_both_systems_read_it_once_the_referral_about_the_victim_is_signed_off():
    builder = CaseBuilder(cast(), at=days_ago(3))
    builder.systems = BothSystems(builder.cast)
    kept, dropped = (created_id(begin(builder, builder.victim, **more)) for more in ({}, AGAIN))
    json_of(drop(builder, dropped))
    builder.allocate()
    hidden = system_of(builder, "prosecutor").get(f"/api/victim-requests/{dropped}/")
    assert hidden.status_code == 404
    of_cps, of_police = read(builder, kept, "prosecutor"), read(builder, kept)
    assert of_police | {"open": []} == of_cps
    assert of_police["open"] == ["decision", "notice", "dropping"]
    [of_cps], [of_police] = register(builder, "prosecutor"), register(builder)
    assert [each["id"] for each in of_cps["requests"]] == [kept]
    assert {each["id"] for each in of_police["requests"]} == {kept, dropped}


def test_the_police_begin_a_request_take_its_steps_and_give_it_up(builder):
    one = created_id(begin(builder, builder.victim))
    told = read(builder, one)
    assert (told["action"], told["victim"], told["version"]) == (None, str(builder.victim.pk), 1)
    assert {name: told[name] for name in OWN} == OWN
    decided = OF_A_HOLDER | {"authorised_on": str(builder.at.date())}
    json_of(change(builder, one, "decision", decided))
    assert json_of(drop(builder, one, version=2)) == {"id": one, "version": 3}
    told = read(builder, one)
    assert (told["open"], told["dropped_because"]) == ([], BECAUSE["because"])
    assert (told["version"], bool(told["dropped_at"])) == (3, True)
    refused = json_of(drop(builder, one, version=3), 409)["detail"]
    address = page_url("drop-victim-request", stored(builder).get())
    page = client_for(builder.cast.officer).get(address)
    assert refused in html.unescape(page.content.decode())
    [entry] = register(builder)[0]["requests"]
    assert (entry["is_dropped"], entry["version"], entry["days"]) == (True, 3, None)
    register(builder, "prosecutor")
    entries = AuditEntry.objects.filter(case_id=builder.case.pk)
    assert {"begin_victim_request", "drop_victim_request", "see_victim_register"} <= set(
        entries.values_list("verb", flat=True)
    )


def test_a_call_made_again_begins_one_request_and_gives_one_up(builder):
    first, again = (begin(builder, builder.victim, key=KEY) for _twice in range(2))
    assert (again.status_code, again.content) == (201, first.content)
    assert stored(builder).count() == 1
    pk = created_id(first)
    first, again = (drop(builder, pk, key=KEY + "2") for _twice in range(2))
    assert (again.status_code, again.content) == (200, first.content)
    other = begin(builder, builder.victim, key=KEY, holder="A school.")
    assert other.status_code == 422 and stored(builder).count() == 1


def test_what_was_decided_since_it_was_read_is_not_given_up_unread(builder):
    one = created_id(begin(builder, builder.victim))
    decided = OF_A_HOLDER | {"authorised_on": str(builder.at.date())}
    json_of(change(builder, one, "decision", decided))
    stale = drop(builder, one, version=1)
    assert json_of(stale, 412) and stale["ETag"] == '"2"'
    assert stored(builder).get().dropped_at is None


def test_what_is_missing_or_not_asked_is_named_in_the_words_of_the_page(builder):
    told = errors_of(begin(builder, builder.victim, reach="COUNSELLING"))
    assert told == {"/rebuttal": "Enter what rebuts the presumption against asking"}
    assert "/rebuttal" in errors_of(begin(builder, builder.victim, rebuttal="It is a school."))
    told = errors_of(begin(builder, builder.victim, from_on="2026-01-13"))
    assert told == {"/to_on": "The last date must not be before the first"}
    json_of(begin(builder, builder.victim), 201)
    assert "/again_because" in errors_of(begin(builder, builder.victim))
    json_of(begin(builder, builder.victim, **AGAIN), 201)
    assert errors_of(drop_without_a_reason(builder)) == {
        "/because": "Enter why it is no longer asked for"
    }
    assert stored(builder).count() == 2


def drop_without_a_reason(builder):
    one = stored(builder).first()
    return change(builder, one.pk, "dropping", {"because": ""})


def test_the_register_costs_the_same_for_more_requests_and_shows_each_version(builder):
    costs = []
    for holder in ("A school.", "A surgery.", "The council."):
        one = created_id(begin(builder, builder.victim, holder=holder, **AGAIN))
        told = {"told": "late", "late_because": "She is in hospital until the end of the week.",
                "promised_on": str(builder.at.date() + timedelta(days=30))}  # fmt: skip
        json_of(change(builder, one, "notice", told))
        register(builder)
        with statements_sent() as sent:
            [shown] = register(builder)
        costs.append(len(sent))
    assert costs == [costs[0]] * 3
    assert [each["version"] for each in shown["requests"]] == [2, 2, 2]
    assert [each["holder"] for each in shown["requests"]] == [
        "The council.", "A surgery.", "A school.",
    ]  # fmt: skip


def test_the_days_of_a_holder_are_counted_as_on_the_page(builder):
    one = created_id(begin(builder, builder.victim))
    day = str(builder.at.date())
    for word, body, version in (
        ("decision", OF_A_HOLDER | {"authorised_on": day}, 1),
        ("notice", {"told": "late", "late_because": "She is in hospital until the end of the week.",
                    "promised_on": str(builder.at.date() + timedelta(days=30))}, 2),
        ("request", {"requested_on": day, "request_means": "By email.", "request_text": "Why."}, 3),
    ):  # fmt: skip
        json_of(change(builder, one, word, body, version=version))
    [told] = register(builder, "prosecutor")
    [entry] = told["requests"]
    assert (told["days_waited"], entry["days"], entry["is_waited_for"]) == (3, 3, True)
    page = client_for(builder.cast.prosecutor).get(page_url("see-victim-register", builder.case))
    assert "No answer for 3 days." in html.unescape(page.content.decode())
    assert Victim.objects.unscoped("test").get(pk=told["victim"]).number == told["number"]
