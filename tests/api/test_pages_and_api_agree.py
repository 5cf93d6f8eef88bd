"""Pages and API agree: one cell of each kind of the permission matrix, through both."""

import html
from datetime import timedelta
from itertools import count

import pytest
from django.db import transaction
from django.utils import timezone

from cases.action_plans.actions import action_items, challenges
from cases.decisions.disposals import StatedCondition
from cases.models import ActionItem
from devtools.case_builder import CaseBuilder
from tests.cases.test_matrix_pages import row_at_stage, warmed_client
from tests.cases.test_second_reading import cover_case_of
from tests.security.test_hidden_is_missing import MISSING
from tests.support.api.form_equivalents import api_body, page_form_data, sample_uploads
from tests.support.api.row_versions import version_of
from tests.support.api.rows_come_so_far import (
    advice_so_far,
    challenges_so_far,
    court_facts_so_far,
    name_to_settle,
    private_material_so_far,
    proposals_so_far,
    reports_so_far,
    second_plans_so_far,
    wordings_so_far,
)
from tests.support.api.token_callers import Caller
from tests.support.cases import expected
from tests.support.cases.charge_stops import charge_read_twice, stop_charges_of
from tests.support.cases.charges import authorise_charge_of, report_charge_of
from tests.support.cases.closing import close_investigation, propose_closing
from tests.support.cases.conflicts import nobody_in_conflict
from tests.support.cases.consents import allege_incest, charge_of_incest
from tests.support.cases.decisions import (
    countersign_no_charge,
    no_further_action,
    propose_no_charge,
    record_consultation_of,
)
from tests.support.cases.disposals import authorise_disposal, give_caution, set_birth
from tests.support.cases.expected import roles
from tests.support.cases.matrix_states import row_of, state_values
from tests.support.cases.pages import day_from_today
from tests.support.cases.permission_matrix import Crowd
from tests.support.cases.reversals import propose_reversal
from tests.support.module_fixtures import module_fixture
from tests.support.query_shapes import statements_sent
from tests.support.sitemap import api_endpoints, routes_about_rows
from timeliness.calendar import london_day

pytestmark = pytest.mark.django_db

# For each outcome: statuses of the API, of the page that reads, and of the page that acts.
TOLD = {
    expected.HIDDEN: ({404}, {404}, {404}),
    expected.FORBIDDEN: ({403}, {403}, {403}),
    expected.NOT_NOW: ({409}, {403}, {200, 409}),
    expected.OPEN: ({200, 201}, {200}, {302}),
}
KEYS = count(1)


@pytest.fixture(autouse=True)
def many_calls(settings):
    """One system makes more calls in a minute here than any system may."""
    settings.CALLS_A_MINUTE = 100_000


class Systems:
    """The matrix's crowd, and for each side a system that acts for all units with people."""

    def __init__(self):
        self.crowd, self.of = Crowd(), {}
        for side in ("POLICE", "CPS"):
            units = [units[side] for units in (self.crowd.units, *self.crowd.others.values())]
            self.of[side] = Caller(*units, scopes="read act figures")
        units, figures = [self.crowd.units["CPS"]], {"capacity": "see_figures"}
        self.of_figures = Caller(*units, **figures, scopes="figures")

        there = self.crowd.cast
        submitted, accepted = CaseBuilder(there).submit().referral, CaseBuilder(there).accept().case
        charged = CaseBuilder(there).allocate()
        authorise_charge_of(charged)
        to_withdraw = CaseBuilder(there).allocate()
        authorise_charge_of(to_withdraw)
        closing, closed = CaseBuilder(there), CaseBuilder(there)
        propose_closing(closing)
        close_investigation(closed)
        against, proposed = CaseBuilder(there).allocate(), CaseBuilder(there).allocate()
        for each in (against, proposed):
            no_further_action(each, each.suspects[0])
        to_read = decided_by_another_prosecutor(there)
        for each in (proposed, to_read):
            propose_reversal(each)
        to_stop, stopping = CaseBuilder(there).allocate().review(), charge_read_twice(there)
        authorise_charge_of(to_stop)
        report_charge_of(to_stop)
        stop_charges_of(stopping)
        to_add = CaseBuilder(there).allocate().review()
        authorise_charge_of(to_add)
        report_charge_of(to_add)
        to_add.review()
        to_consent = allege_incest(CaseBuilder(there).allocate().review())
        charge_of_incest(to_consent)
        stop_to_read = cover_case_of(charge_read_twice(there))
        stop_charges_of(stop_to_read, who="other_prosecutor")  # so that the other one reads it
        to_dispose, disposing, given = (CaseBuilder(there).allocate() for _ in range(3))
        to_dispose.have_reviewed(to_dispose.suspects[0])
        set_birth(to_dispose)
        later = StatedCondition("REHABILITATION", "Attend the course.", day_from_today(60))
        authorise_disposal(disposing, conditions=[later])  # its day has not passed
        give_caution(given)
        answers = ("sign_closing_report", "send_closing_report_back", "withdraw_closing_report")
        self.come_so_far = dict.fromkeys(answers, closing.suspects[0]) | {
            "reopen_investigation": closed.suspects[0],
            "withdraw_charge": to_withdraw.suspects[0],
            # The side that asks owes something by a day.
            ("ask_for_extension", "POLICE"): CaseBuilder(there).submit().send_back().suspects[0],
            ("ask_for_extension", "CPS"): CaseBuilder(there).allocate().suspects[0],
            "reverse_no_further_action": against.suspects[0],
            "withdraw_reversal": proposed.suspects[0],
            **dict.fromkeys(("countersign_reversal", "decline_reversal"), to_read.suspects[0]),
            "propose_disposal": to_dispose.suspects[0],
            **dict.fromkeys(("report_disposal", "withdraw_disposal"), disposing.suspects[0]),
            **dict.fromkeys(("report_conditions", "vary_conditions"), given.suspects[0]),
            "stop_charges": to_stop.suspects[0], "add_charge": to_add.suspects[0],
            "record_prosecution_consent": to_consent.suspects[0],
            "withdraw_stop": stopping.suspects[0],
            **dict.fromkeys(("countersign_stop", "decline_stop"), stop_to_read.suspects[0]),
            "accept_referral": submitted, "return_referral": submitted,
            "allocate_case": accepted, "report_charge": charged.suspects[0],
        } | advice_so_far(there) | court_facts_so_far(there)  # fmt: skip
        self.come_so_far |= private_material_so_far(there) | reports_so_far(there)
        self.come_so_far |= wordings_so_far(there) | challenges_so_far(there)
        self.come_so_far |= proposals_so_far(there) | second_plans_so_far(there)
        self.questioned = build_questioned_plan(self.crowd.cast)

    def row_for(self, door, state, who):
        """A row in the condition that an action needs beyond its stage; None if there is none."""
        verb = door.door.verb
        if verb in ("propose_outcome", "answer_outcome"):
            item = self.come_so_far["send_challenge_up"]
            return name_to_settle(self.crowd.cast, item, who)
        if door.door.model is not ActionItem or verb in self.come_so_far:
            return self.come_so_far.get((verb, who.side)) or self.come_so_far.get(verb)
        _status, asked_by, challenge, _taken_on, *_reach = state
        return self.questioned.get("ASKED" if challenge else asked_by)

    def people(self):
        """People whom a system can name: those with a capacity on one of its units."""
        for who in self.crowd.people:
            is_of_a_side = who.side in self.of and who.user.agency.side == who.side
            if is_of_a_side and who.everywhere and roles.UNIT_ROLES[who.role] == who.side:
                yield who


def decided_by_another_prosecutor(cast):
    """
    No further action written by the unit's other prosecutor.

    Whoever wrote a decision reads no reversal of it, so the prosecutor of the cast can.
    """
    builder, who = CaseBuilder(cast).accept(), "other_prosecutor"
    [suspect] = builder.give_case(builder.suspects, to=who).suspects
    there = [cast.officer, cast.other_prosecutor]
    held = record_consultation_of(builder, suspect, who=who, took_part=there)
    propose_no_charge(builder, suspect, who=who, consultation=held)
    countersign_no_charge(builder, suspect, who="manager")
    return builder


@module_fixture
def systems():
    return Systems()


def route_of_endpoint(door):
    return next(
        each for each in routes_about_rows() if each.name == door.door.verb.replace("_", "-")
    )


def call_endpoint(system, door, pk, body=None, version=1):
    address = door.at(pk=pk)
    if door.method == "GET":
        return system.get(address)
    more = {"Idempotency-Key": f"key-of-a-cell-{next(KEYS):06d}"}
    more |= {} if door.door.creates else {"If-Match": f'"{version}"'}
    if not door.door.files:
        return system.post(address, body, **more)
    sent = (body or {}) | ({"documents": sample_uploads()} if "documents" in (body or {}) else {})
    return system.client.post(address, sent, headers=system.headers(more))


def kinds_of_cell(systems, door):
    """(outcome, who, state) of the first person who gets each outcome."""
    model, found = door.door.model.__name__, {}
    for who in systems.people():
        for state in expected.TABLES[model][1]:
            if row_of(systems.crowd.rows[who.case], model, state):
                outcome = expected.expected(model, door.door.verb, state, who)
                found.setdefault(outcome, (outcome, who, state))
    return found.values()


def build_questioned_plan(cast):
    """{side that asked for another date, or ASKED for a challenge: an action item}."""
    builder = CaseBuilder(cast).allocate().plan({}, {}, {})
    by_cps, by_police, challenged = builder.items
    asked = {
        "proposed_on": london_day(timezone.now()) + timedelta(days=14),
        "text": "Later. Both sides know the reason.",
    }
    builder.do(action_items.ask_for_date, "prosecutor", item=by_cps, version=1, **asked)
    builder.do(action_items.ask_for_date, "officer", item=by_police, version=1, **asked)
    told = {"reason": "OTHER", "text": "Why? Both sides know the reason."}
    builder.do(challenges.challenge_item, "officer", item=challenged, version=1, **told)
    return {"CPS": by_cps, "POLICE": by_police, "ASKED": challenged}


def responses_of_both(systems, door, client, outcome, who, state):
    """(response of the API, response of the page) to the same person about the same row."""
    model, rows = door.door.model.__name__, systems.crowd.rows[who.case]
    row, page = row_of(rows, model, state), route_of_endpoint(door)
    if outcome == expected.OPEN:
        row = systems.row_for(door, state, who) or row
    row = type(row).objects.unscoped("test").get(pk=row.pk)
    with row_at_stage(model, row, state_values(model, state, who)):
        if door.method == "GET":
            answer = call_endpoint(systems.of[who.side].for_(who.user), door, row.pk)
            return answer, client.get(page.at(pk=row.pk))
        body = api_body(door, row, systems.crowd, rows)
        version = version_of(type(row).objects.unscoped("test").get(pk=row.pk)) or 1
        with transaction.atomic():  # the page is to find what the API found
            answer = call_endpoint(systems.of[who.side].for_(who.user), door, row.pk, body, version)
            transaction.set_rollback(True)
    with row_at_stage(model, row, state_values(model, state, who)):
        return answer, client.post(page.at(pk=row.pk), page_form_data(door, body, row))


def test_a_door_of_the_api_answers_each_kind_of_cell_as_the_tables_and_the_page_do(systems):
    wrong, asked, browsers = [], 0, {}
    for door in filter(lambda each: each.is_about_a_row, api_endpoints()):
        for outcome, who, state in kinds_of_cell(systems, door):
            client = browsers.get(who.user.pk) or warmed_client(who.user)
            browsers[who.user.pk] = client
            answer, drawn = responses_of_both(systems, door, client, outcome, who, state)
            of_api, of_reading, of_acting = TOLD[outcome]
            of_page = of_reading if door.method == "GET" else of_acting
            if answer.status_code not in of_api or drawn.status_code not in of_page:
                wrong.append(
                    f"{door} as {who} at {state}: not {outcome}: {answer.status_code} "
                    f"{answer.content}, the page {drawn.status_code}"
                )
            elif answer.status_code in (403, 409) and not has_text(drawn, answer.json()["detail"]):
                wrong.append(f"{door} as {who} at {state}: page lacks {answer.json()['detail']}")
            asked += 1
    assert not wrong, "\n".join(wrong)
    assert asked > 80


def has_text(page, words):
    """Whether a page has this text."""
    return words in html.unescape(page.content.decode())


HIDDEN_FROM = [
    ("refer_cases", "another unit of the agency"),
    ("supervise_cases", "another agency"),
    ("refer_cases", "conflicted"),
    ("refer_cases", "restricted"),
    ("triage_cases", "before sign-off"),
]


def response_facts(system, door, pk):
    """Status, content, headers, and the statements that made them."""
    with statements_sent() as sent:
        answer = call_endpoint(system, door, pk)
    return answer.status_code, answer.content, dict(answer.items()), sent


def test_hidden_and_missing_rows_give_the_same_bytes_by_the_same_statements(systems):
    compared = 0
    for role, relation in HIDDEN_FROM:
        [who] = [
            each for each in systems.people() if (each.role, each.relation) == (role, relation)
        ]
        system = systems.of[who.side].for_(who.user)
        for door in filter(lambda each: each.is_about_a_row, api_endpoints()):
            rows = systems.crowd.rows[who.case]
            model = door.door.model.__name__
            row = rows.get(model) or next((row for key, row in rows.items() if model in key), None)
            if row is None:
                continue
            hidden, missing = (response_facts(system, door, pk) for pk in (row.pk, MISSING))
            assert hidden[0] == 404, f"{door} as {who}"
            assert hidden == missing, f"{door} as {who}"
            compared += 1
    assert compared > 100


def test_a_system_by_itself_reads_what_its_unit_reads_and_no_restricted_case(systems):
    system = systems.of["POLICE"]
    system.officer = None
    plain, restricted = (systems.crowd.rows[name]["Case"] for name in ("plain", "restricted"))

    def read():
        listed = {each["id"] for each in system.get("/api/cases/").json()["cases"]}
        found = [system.get(f"/api/cases/{case.pk}/").status_code for case in (plain, restricted)]
        return found, [str(case.pk) in listed for case in (plain, restricted)]

    with nobody_in_conflict():
        assert read() == ([200, 404], [True, False])
    # Somebody of the unit is in conflict with the case.
    assert read() == ([404, 404], [False, False])


def test_nothing_is_changed_by_a_call_for_no_person(systems):
    system = systems.of["POLICE"]
    system.officer = None
    for door in api_endpoints():
        if door.method == "POST":
            answer = call_endpoint(system, door, MISSING)
            assert answer.status_code == 403, door
            assert "Rasso-Officer" in answer.json()["detail"]
