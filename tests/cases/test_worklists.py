"""Worklists: whose they are, their order, their texts, and their queries."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.action_plans.actions import action_items
from cases.decisions.actions import charges, decisions
from cases.desk.queries import worklists
from cases.models import Case, Suspect
from cases.states import LOW_COUNT_STATES
from devtools.case_builder import CaseBuilder, cast, force_unit, person
from people.access import grants, scopes
from people.access.worklists import Cursor
from people.models import Agency, AuditEntry, Side, Unit
from tests.support.cases.charges import charge_facts
from tests.support.cases.conflicts import add_conflict
from tests.support.cases.pages import client_for, links_on_page, page_text
from tests.support.cases.query_counter import page_and_queries
from tests.support.recent_moments import days_ago

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def worklist_url(name):
    return reverse("see-worklist", args=[name])


def start_moment():
    """A start for cases, all of whose steps are then a day in the past."""
    return days_ago(2)


def rows_on_list(client, name):
    """(case, number) of a list's rows, in order."""
    return [row[:2] for row in client.get(worklist_url(name)).context["rows"]]


def list_counts(page):
    return page.context["counts"]


# Which list has what


def build_case_to(people, step, **facts):
    builder = CaseBuilder(people, at=start_moment(), **facts)
    return getattr(builder, step)() if step else builder


def test_each_row_is_on_the_lists_of_those_whose_turn_it_is():
    people = cast()
    builders = {
        step: build_case_to(people, step) for step in ("", "write", "submit", "accept", "allocate")
    }
    builders["plan"] = CaseBuilder(people, at=start_moment()).allocate().plan()
    case = {step: builder.case.pk for step, builder in builders.items()}
    on = {
        ("officer", "mine"): {"", "write", "plan"},
        ("officer", "unit"): {"", "write", "plan"},
        ("officer", "waiting"): {"submit", "accept", "allocate"},
        ("supervisor", "sign-off"): {"write"},
        ("supervisor", "unit"): {"", "write", "plan"},
        ("assistant", "check"): {"submit"},
        ("manager", "allocate"): {"accept"},
        ("prosecutor", "mine"): {"allocate"},
        ("other_prosecutor", "mine"): set(),
        ("prosecutor", "unit"): {"submit", "accept", "allocate"},
        ("prosecutor", "waiting"): {"plan"},
    }
    for (who, name), steps in on.items():
        client = client_for(getattr(people, who))
        assert {row[0] for row in rows_on_list(client, name)} == {case[step] for step in steps}, who
        page = client.get(worklist_url(name))
        assert list_counts(page)[name] == str(len(steps)), (who, name)


def lists_with_case(people):
    """{person: their lists that have a row}, of the people on the only case."""
    return {
        who: {
            name
            for name in ("mine", "unit", "waiting", "overdue")
            if rows_on_list(client_for(getattr(people, who)), name)
        }
        for who in ("officer", "prosecutor")
    }


OURS, THEIRS = {"mine", "unit"}, {"waiting"}


def test_a_desirable_action_is_on_the_officer_s_list_until_it_is_answered():
    people = cast()
    builder = CaseBuilder(people, at=start_moment()).allocate().plan({"weight": "DESIRABLE"})
    assert lists_with_case(people) == {"officer": OURS, "prosecutor": OURS}
    builder.do(
        action_items.answer_item, "officer", item=builder.items[0], answer="DONE", text="Done."
    )
    assert lists_with_case(people) == {"officer": THEIRS, "prosecutor": OURS}


def test_an_action_is_on_the_officer_s_list_after_the_charge_too():
    people = cast()
    builder = CaseBuilder(people, at=start_moment()).allocate().plan({"weight": "DESIRABLE"})
    allegations = list(builder.suspect().allegations.unscoped("test"))
    builder.do(
        decisions.authorise_charge,
        "prosecutor",
        suspect=builder.suspect(),
        allegations=allegations,
        rationale="Met.",
    )
    assert lists_with_case(people) == {"officer": OURS, "prosecutor": THEIRS}
    builder.do(
        charges.report_charge, "officer", suspect=builder.suspect(), **charge_facts(builder),
    )  # fmt: skip
    assert lists_with_case(people) == {"officer": OURS, "prosecutor": THEIRS}
    builder.do(
        action_items.answer_item, "officer", item=builder.items[0], answer="DONE", text="Done."
    )
    assert lists_with_case(people) == {"officer": set(), "prosecutor": set()}


def test_a_desirable_action_that_is_late_is_on_the_list_of_what_is_overdue():
    people = cast()
    builder = CaseBuilder(people, at=days_ago(20)).allocate()
    builder.plan({"weight": "DESIRABLE", "due_on": (builder.at + DAY).date()})
    assert lists_with_case(people)["officer"] == {*OURS, "overdue"}


def test_a_date_that_is_asked_for_is_on_the_list_of_who_answers():
    people = cast()
    builder = CaseBuilder(people, at=start_moment()).allocate().plan()
    assert lists_with_case(people) == {"officer": OURS, "prosecutor": THEIRS}
    item = builder.items[0]
    builder.do(
        action_items.ask_for_date, "officer", item=item, text="The lab.",
        proposed_on=builder.at.date() + 20 * DAY,
    )  # fmt: skip
    assert lists_with_case(people) == {"officer": THEIRS, "prosecutor": OURS}
    builder.do(
        action_items.answer_date_request, "prosecutor", item=item, is_agreed=False, text="No."
    )
    assert lists_with_case(people) == {"officer": OURS, "prosecutor": THEIRS}


@pytest.mark.parametrize(
    ("who", "offered"),
    [
        (
            "officer",
            [
                "mine",
                "charges-to-report",
                "custody-limits",
                "hearings",
                "unit",
                "waiting",
                "overdue",
            ],
        ),
        (
            "supervisor",
            [
                "sign-off",
                "charges-to-report",
                "custody-limits",
                "hearings",
                "unit",
                "waiting",
                "overdue",
            ],
        ),
        ("inspector", ["unit", "waiting", "overdue"]),
        (
            "assistant",
            ["check", "consents", "custody-limits", "hearings", "unit", "waiting", "overdue"],
        ),
        (
            "manager",
            [
                "allocate",
                "transfers",
                "escalated",
                "second-reader",
                "charges-to-compare",
                "consents",
                "custody-limits",
                "hearings",
                "unit",
                "waiting",
                "overdue",
            ],
        ),
        (
            "prosecutor",
            [
                "mine",
                "second-reader",
                "consents",
                "custody-limits",
                "hearings",
                "unit",
                "waiting",
                "overdue",
            ],
        ),
    ],
)
def test_lists_are_offered_by_what_a_person_holds_and_the_first_is_home(who, offered):
    client = client_for(getattr(cast(), who))
    page = client.get("/")
    assert [each.name for each in page.context["lists"]] == offered
    assert page.context["chosen"].name == offered[0]
    assert str(page.context["chosen"].empty) in page_text(page)
    others = {each.name for each in worklists.WORKLISTS} - set(offered)
    assert {client.get(worklist_url(name)).status_code for name in (*others, "nothing")} == {404}


def test_a_capacity_in_one_unit_opens_no_list_of_another():
    people = cast()
    supervisor = people.supervisor
    elsewhere = force_unit()
    grants.grant_capacity(
        "refer_cases", to=supervisor, on=elsewhere, by=supervisor, at=start_moment()
    )
    other = cast()
    builder = build_case_to(other, "write")
    Case.objects.unscoped("test").filter(pk=builder.case.pk).update(police_unit=elsewhere)
    assert rows_on_list(client_for(supervisor), "unit") == [(builder.case.pk, 1)]
    assert rows_on_list(client_for(supervisor), "sign-off") == []
    assert list_counts(client_for(supervisor).get("/"))["sign-off"] == "0"


def test_a_person_named_on_a_case_without_a_unit_has_it_on_their_list():
    people = cast()
    builder = build_case_to(people, "")
    moved = person(force_unit())
    grants.grant_capacity("officer_in_case", to=moved, on=builder.case, by=moved, at=start_moment())
    page = client_for(moved).get("/")
    assert page.context["chosen"].name == "mine"
    assert [row[0] for row in page.context["rows"]] == [builder.case.pk]


def test_leave_to_read_a_restricted_case_puts_it_on_no_person_s_own_list():
    people = cast()
    builder = build_case_to(people, "")
    grants.grant_capacity(
        "allowed_on_case",
        to=people.supervisor,
        on=builder.case,
        by=people.supervisor,
        at=start_moment(),
    )
    grants.grant_capacity(
        "refer_cases",
        to=people.supervisor,
        on=people.police,
        by=people.supervisor,
        at=start_moment(),
    )
    assert rows_on_list(client_for(people.supervisor), "mine") == []


@pytest.mark.parametrize(
    ("capacity", "place"), [("administer_accounts", "people"), ("read_audit_log", "see-log-answer")]
)
def test_a_person_without_cases_is_taken_to_their_own_work(capacity, place):
    office = Agency.objects.create(name="Oversight", side=Side.OVERSIGHT)
    unit = Unit.objects.create(agency=office, name="Office", kind=Unit.Kind.ADMINISTRATION)
    browser = client_for(person(unit, capacity))
    assert browser.get("/").url == reverse(place)
    page = browser.get(reverse(place))
    assert links_on_page(page).count(reverse("see-notices")) == 1


# Access blocks


@pytest.mark.parametrize("name", ["mine", "unit", "waiting", "overdue"])
def test_a_conflict_takes_every_row_and_every_count_away(name):
    people = cast()
    CaseBuilder(people, at=datetime(2026, 3, 2, 9, tzinfo=UTC)).allocate().plan()
    CaseBuilder(people, at=datetime(2026, 3, 2, 9, tzinfo=UTC)).allocate()
    client = client_for(people.officer)
    assert rows_on_list(client, name)
    for case in Case.objects.unscoped("test"):
        add_conflict(people.officer, case, at=timezone.now())
    page = client.get(worklist_url(name))
    assert page.context["rows"] == []
    assert set(list_counts(page).values()) == {"0"}


def test_a_restricted_case_is_on_the_lists_of_named_people_alone():
    people = cast()
    builder = build_case_to(people, "write")
    Case.objects.unscoped("test").filter(pk=builder.case.pk).update(is_restricted=True)
    for name in ("sign-off", "unit", "overdue"):
        assert rows_on_list(client_for(people.supervisor), name) == []
    assert rows_on_list(client_for(people.officer), "mine") == [(builder.case.pk, 1)]
    assert set(list_counts(client_for(people.supervisor).get("/")).values()) == {"0"}


@pytest.mark.parametrize(
    ("is_restricted", "named_as", "is_listed"),
    [
        (True, "officer_in_case", False),  # named, but not allowed on the restricted case
        (True, "allowed_on_case", True),
        (False, "allowed_on_case", True),  # listed once, though found in two ways
    ],
)
def test_behind_a_wall_a_list_of_a_capacity_holds_what_its_reader_is_admitted_to(
    is_restricted, named_as, is_listed
):
    people = cast()
    builder = build_case_to(people, "write")
    who = {"to": people.supervisor, "by": people.supervisor, "at": start_moment()}
    grants.grant_capacity(named_as, on=builder.case, **who)
    Case.objects.unscoped("test").filter(pk=builder.case.pk).update(is_restricted=is_restricted)
    assert (
        rows_on_list(client_for(people.supervisor), "sign-off")
        == [(builder.case.pk, 1)] * is_listed
    )
    assert list_counts(client_for(people.supervisor).get("/"))["sign-off"] == str(int(is_listed))


def test_admitted_behind_a_wall_one_has_no_list_of_a_unit_that_one_does_not_hold_so():
    people = cast()
    builder = build_case_to(people, "write")
    supervisor, elsewhere = people.supervisor, force_unit()
    facts = {"to": supervisor, "by": supervisor, "at": start_moment()}
    grants.grant_capacity("allowed_on_case", on=builder.case, **facts)
    Case.objects.unscoped("test").filter(pk=builder.case.pk).update(
        is_restricted=True, police_unit=elsewhere
    )
    assert rows_on_list(client_for(supervisor), "sign-off") == []
    assert list_counts(client_for(supervisor).get("/"))["sign-off"] == "0"


def test_another_units_cases_are_on_no_list():
    mine, theirs = cast(), cast()
    build_case_to(theirs, "write")
    build_case_to(theirs, "allocate")
    for who in ("officer", "supervisor", "assistant", "manager", "prosecutor"):
        page = client_for(getattr(mine, who)).get("/")
        assert set(list_counts(page).values()) == {"0"}, who


# Order and pagination


def test_pages_follow_one_another_as_the_orm_would_sort_everything():
    people = cast()
    builder = CaseBuilder(people, suspects=3)
    by = scopes.scope_of(people.officer, at=timezone.now())
    for n in range(60):
        Suspect.objects.unscoped("test").create(
            case=builder.case, number=n + 10, surname="A", custody="NOT_ARRESTED",
            police_unit=people.police, holder_side="POLICE", turn_began_at=start_moment(),
            listed_at=start_moment() + (n % 7) * DAY,
        )  # fmt: skip
    rows = Suspect.objects.for_scope(by).filter(is_open=True, holder_side="POLICE")
    oracle = [
        (builder.case.pk, n)
        for n in rows.order_by("listed_at", "pk").values_list("number", flat=True)
    ]

    client, address, read, pages = client_for(people.officer), worklist_url("unit"), [], 0
    while address:
        page = client.get(address)
        read += [row[:2] for row in page.context["rows"]]
        address = page.context["following"] and worklist_url("unit") + page.context["following"]
        pages += 1
        assert pages < 9, "a page leads back to one before it"
    assert read == oracle
    assert pages == 3
    assert 'rel="prev"' in page.content.decode()


def test_a_page_that_is_just_full_leads_nowhere():
    people = cast()
    builder = CaseBuilder(people, suspects=0)
    for n in range(25):
        Suspect.objects.unscoped("test").create(
            case=builder.case, number=n + 1, surname="A", custody="NOT_ARRESTED",
            police_unit=people.police, holder_side="POLICE", turn_began_at=start_moment(),
        )  # fmt: skip
    page = client_for(people.officer).get(worklist_url("unit"))
    assert len(page.context["rows"]) == 25
    assert page.context["following"] == ""


def test_a_page_after_the_last_row_says_so():
    people = cast()
    build_case_to(people, "")
    after = Cursor.after(
        [("f" * 8 + "-ffff-ffff-ffff-ffffffffffff", datetime(9999, 2, 1, tzinfo=UTC))]
    )
    page = client_for(people.officer).get(worklist_url("unit"), {"after": after})
    assert "There is nothing more on this list." in page_text(page)


def test_a_count_is_capped_in_words(monkeypatch):
    people = cast()
    CaseBuilder(people, suspects=2)
    monkeypatch.setattr(worklists, "MAX_COUNTED_ROWS", 1)
    assert list_counts(client_for(people.officer).get(worklist_url("unit")))["unit"] == "1+"
    monkeypatch.setattr(worklists, "MAX_COUNTED_ROWS", 2)
    assert list_counts(client_for(people.officer).get(worklist_url("unit")))["unit"] == "2"


def test_the_page_says_how_many_notices_are_unread(monkeypatch):
    people = cast()
    for _ in range(2):
        build_case_to(people, "accept")  # the manager is notified of each
    assert "Notices not read: 2" in page_text(client_for(people.manager).get("/"))
    assert "Notices not read" not in page_text(client_for(people.other_prosecutor).get("/"))
    monkeypatch.setattr(worklists, "MAX_UNREAD_SHOWN", 1)
    assert "Notices not read: 1+" in page_text(client_for(people.manager).get("/"))
    case = Case.objects.unscoped("test").first()
    add_conflict(people.manager, case, at=start_moment())
    assert "Notices not read: 1 " in page_text(client_for(people.manager).get("/")) + " "


def test_a_list_costs_six_questions_however_many_rows_it_has():
    people = cast()
    build_case_to(people, "")
    _, few = page_and_queries(client_for(people.officer), worklist_url("unit"))
    for _ in range(6):
        CaseBuilder(people, suspects=2).allocate()
        build_case_to(people, "")
    page, many = page_and_queries(client_for(people.officer), worklist_url("unit"))
    assert len(page.context["rows"]) == 7
    assert len(few) == len(many) <= 6, many


# The audit log


@pytest.mark.parametrize("side", ["police", "cps"])
def test_a_page_is_read_from_the_index_alone(side):
    """A printed column that the index lacks would cost a table block for each row."""
    [index] = [each for each in Suspect._meta.indexes if each.name == f"suspect_{side}_due"]
    printed = {name.partition("__")[0] for name in worklists.SUSPECT_COLUMNS}
    assert printed <= {*index.fields, *index.include}


@pytest.mark.parametrize(
    "name",
    [
        "sign-off",
        "early-advice",
        "escalated",
        "second-reader",
        "charges-to-report",
        "charges-to-compare",
    ],
)
def test_a_list_of_few_asks_for_no_state_that_its_index_has_not(name):
    """With one more state Postgres could not use the index, and would scan all open suspects."""
    [chosen] = [each for each in worklists.WORKLISTS if each.name == name]
    asked = set(re.findall(r"'([A-Z_]+)'", chosen.rows.where))
    assert asked and asked <= {state.value for state in LOW_COUNT_STATES}


def test_rows_shown_on_a_list_are_in_the_log():
    people = cast()
    builder = build_case_to(people, "")
    client_for(people.officer).get("/")
    entry = AuditEntry.objects.filter(verb="see_worklist").get()
    assert entry.ids == [str(builder.suspects[0].pk)]
    assert entry.user_id == people.officer.pk
