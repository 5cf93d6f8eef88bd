"""One of each kind of cell of the permission matrix, asked of the page and of the API alike."""

import pytest

from tests.api.callers import Caller
from tests.cases import oracle
from tests.cases.crowd import Crowd
from tests.cases.stages import facts, row_of
from tests.cases.test_matrix_pages import at_stage, browser
from tests.security.test_hidden_is_missing import MISSING
from tests.sitemap import about_rows, doors
from tests.standing import standing

pytestmark = pytest.mark.django_db

# What each kind of cell is told: of reading, of acting. A stage that forbids is told by the
# action under its lock, after the answers have been judged, by the page and by the API alike.
TOLD = {
    oracle.HIDDEN: ({404}, {404}),
    oracle.FORBIDDEN: ({403}, {403}),
    oracle.NOT_NOW: ({409}, {409, 412, 422}),
    oracle.OPEN: ({200}, {200, 201, 409, 412, 422}),
}
# What they end is not there where only the stage is put so.
ENDS_ANOTHER_ROW = {"withdraw_challenge", "withdraw_date_request"}
PAGE_IS = {404: oracle.HIDDEN, 403: oracle.FORBIDDEN}


class Systems:
    """A crowd, and for each side a system that acts for every unit that anybody of it holds."""

    def __init__(self):
        self.crowd, self.of = Crowd(), {}
        for side in ("POLICE", "CPS"):
            units = [units[side] for units in (self.crowd.units, *self.crowd.others.values())]
            self.of[side] = Caller(*units, scopes="read act figures")
        units, figures = [self.crowd.units["CPS"]], {"capacity": "see_figures"}
        self.of_figures = Caller(*units, **figures, scopes="figures")

    def people(self):
        """Those whom a system can name: who hold a unit that it acts for."""
        for who in self.crowd.people:
            if who.side in self.of and who.everywhere and who.user.agency.side == who.side:
                yield who


@standing
def systems():
    return Systems()


def page_of(door):
    return next(each for each in about_rows() if each.name == door.door.verb.replace("_", "-"))


def ask(system, door, pk):
    address = door.at(pk=pk)
    if door.method == "GET":
        return system.get(address)
    if door.door.creates:
        return system.make(address)
    return system.change(address, version=1)


def kinds_of_cell(systems, door):
    """(outcome, who, state) of the first person who gets each outcome."""
    model, found = door.door.model.__name__, {}
    for who in systems.people():
        for state in oracle.TABLES[model][1]:
            if row_of(systems.crowd.rows[who.case], model, state):
                outcome = oracle.expected(model, door.door.verb, state, who)
                found.setdefault(outcome, (outcome, who, state))
    return found.values()


def test_a_door_of_the_api_answers_each_kind_of_cell_as_the_tables_and_the_page_do(systems):
    wrong, asked, browsers = [], 0, {}
    for door in filter(lambda each: each.is_about_a_row, doors()):
        page = page_of(door)
        for outcome, who, state in kinds_of_cell(systems, door):
            if outcome == oracle.OPEN and door.door.verb in ENDS_ANOTHER_ROW:
                continue
            system = systems.of[who.side].for_(who.user)
            model = door.door.model.__name__
            row = row_of(systems.crowd.rows[who.case], model, state)
            client = browsers.setdefault(who.user.pk, browser(who.user))
            with at_stage(model, row, facts(model, state, who)):
                answer = ask(system, door, row.pk)
            with at_stage(model, row, facts(model, state, who)):
                drawn = getattr(client, door.method.lower())(page.at(pk=row.pk))
            wanted = TOLD[outcome][door.method != "GET"]
            if answer.status_code not in wanted:
                wrong.append(f"{door} as {who} at {state}: {answer.status_code}, not {outcome}")
            if {answer.status_code, drawn.status_code} & PAGE_IS.keys() and (
                answer.status_code != drawn.status_code
            ):
                wrong.append(f"{door} as {who} at {state}: the page says {drawn.status_code}")
            asked += 1
    assert not wrong, "\n".join(wrong)
    assert asked > 80


HIDDEN_FROM = [
    ("refer_cases", "another unit of the agency"),
    ("supervise_cases", "another agency"),
    ("refer_cases", "conflicted"),
    ("refer_cases", "restricted"),
    ("triage_cases", "before sign-off"),
]


def said(answer):
    return answer.status_code, answer.content, dict(answer.items())


def test_what_is_hidden_and_what_does_not_exist_give_the_same_bytes(systems):
    compared = 0
    for role, relation in HIDDEN_FROM:
        [who] = [
            each for each in systems.people() if (each.role, each.relation) == (role, relation)
        ]
        system = systems.of[who.side].for_(who.user)
        for door in filter(lambda each: each.is_about_a_row, doors()):
            rows = systems.crowd.rows[who.case]
            model = door.door.model.__name__
            row = rows.get(model) or next((row for key, row in rows.items() if model in key), None)
            if row is None:
                continue
            hidden, missing = (said(ask(system, door, pk)) for pk in (row.pk, MISSING))
            assert hidden[0] == 404, f"{door} as {who}"
            assert hidden == missing, f"{door} as {who}"
            compared += 1
    assert compared > 100


def test_a_system_by_itself_reads_what_its_unit_reads_and_no_restricted_case(systems):
    system = systems.of["POLICE"]
    system.officer = None
    for name, status in (("plain", 200), ("restricted", 404)):
        case = systems.crowd.rows[name]["Case"]
        assert system.get(f"/api/cases/{case.pk}/").status_code == status
    listed = {each["id"] for each in system.get("/api/cases/").json()["cases"]}
    assert str(systems.crowd.rows["plain"]["Case"].pk) in listed
    assert str(systems.crowd.rows["restricted"]["Case"].pk) not in listed


def test_nothing_is_done_for_nobody(systems):
    system = systems.of["POLICE"]
    system.officer = None
    for door in doors():
        if door.method == "POST":
            answer = ask(system, door, MISSING)
            assert answer.status_code == 403, door
            assert "Rasso-Officer" in answer.json()["detail"]
