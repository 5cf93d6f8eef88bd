"""What is left of a case once it was destroyed: nothing of it in any table, file or key."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from cases.case_details.queries.case_search import case_id_of_urn
from cases.models import Case, DestroyedCase, Destruction, Suspect
from cases.retention.queries.rows_of_case import tables_of_case
from devtools.case_builder import CaseBuilder, cast, person
from people.models import Draft
from rasso.database.append_only import closed_tables
from rasso.settings.environment import ROOT
from tests.rasso.test_database_objects import as_owner
from tests.support.browser.scenes.action_plans import plan_three_actions
from tests.support.browser.scenes.decisions import bring_to_court
from tests.support.browser.scenes.documents import add_scene_documents
from tests.support.browser.scenes.everything import build_administrator
from tests.support.browser.scenes.letters import add_letters
from tests.support.browser.scenes.panels import add_panels, decide_against_suspects
from tests.support.browser.scenes.pilots import add_pilot_with_measure, pilot_manager
from tests.support.browser.scenes.restrictions import add_restriction
from tests.support.browser.scenes.support_services import build_supported_cases
from tests.support.browser.scenes.victims import add_victim_people, record_known_victim
from tests.support.cases.second_unit import add_second_unit
from victims.queries.log_subjects import cases_in_conflict, urns_of_cases

__all__ = ["as_owner"]
# Tables of these apps that are not about one case.
STAY = {
    "cases_absence", "cases_boardcount", "cases_destroyedcase", "cases_offence",
    "cases_offencepoints", "cases_point", "cases_pointsreview", "cases_prosecutorspecialism",
    "cases_wording", "cases_wordingversion", "pilots_countingsecret", "pilots_draw",
    "pilots_historicalpilot", "pilots_historicalpilotarea", "pilots_learningpoint",
    "pilots_learningreading", "pilots_learningrequest", "pilots_panel", "pilots_panelgrant",
    "pilots_panelmember", "pilots_pilot", "pilots_pilotarea", "pilots_pilotarea_forces",
    "pilots_registeredmeasure", "pilots_sharetally", "pilots_stage_tally", "pilots_touched",
    "pilots_panelstep", "pilots_export",
}  # fmt: skip
KEPT_OUT = 2**31  # an account
# Where a URN or the id of a row of a case may stand afterwards.
NAMED_IN = {
    "cases_destroyedcase", "people_auditentry", "people_insideralert", "people_accessproposal",
    "pilots_draw", "pilots_touched", "people_readingrequest",
}  # fmt: skip


def build_cases():
    """Cases with all that apps keep of one: documents, letters, panels, an ISVA's entries."""
    people, start = add_second_unit(cast()), timezone.now() - timedelta(days=3)
    add_victim_people(people)
    pilot_unit = add_pilot_with_measure(build_administrator(), pilot_manager(people)).area.unit
    build_supported_cases(people, start)
    opened = CaseBuilder(people, suspects=2, at=start)
    add_scene_documents(opened)
    record_known_victim(CaseBuilder(people, suspects=2, at=start).allocate())
    add_restriction(CaseBuilder(people, at=start).submit())
    add_letters(bring_to_court(CaseBuilder(people, suspects=2, at=start).allocate()))
    plan_three_actions(CaseBuilder(people, suspects=2, at=start).allocate())
    decide_against_suspects(CaseBuilder(people, suspects=2, at=start).allocate())
    add_panels(pilot_unit, people)
    Draft.objects.create(
        user=people.officer, id=uuid4(), key=f"write_note:{opened.case.pk}", sealed=b"sealed",
        saved_at=timezone.now(),
    )  # fmt: skip


@pytest.fixture
def destroyed(as_owner, settings, tmp_path):
    """Every case, destroyed, half of them first; and what was known of them before."""
    for name in ("DOCUMENT_ROOT", "CASE_KEY_ROOT", "VICTIM_KEY_ROOT"):
        setattr(settings, name, tmp_path / name)
    build_cases()
    rows = Case.objects.unscoped("test").select_related("police_unit", "cps_unit")
    cases = list(rows.order_by("opened_at", "pk"))
    known = {case.urn for case in cases} | {str(case.pk) for case in cases} | secrets()
    assert len(cases) > 8 and len(known) > 50
    kept = cases[::2]
    before = rows_about(kept)
    assert sum(map(len, before.values())) > 300
    destroy(case for case in cases if case not in kept)
    assert rows_about(kept) == before
    destroy(kept)
    return cases, known


def destroy(cases):
    """Approve the destruction of cases, and have them removed."""
    now = timezone.now()
    for case in cases:
        approve(case, at=now)
    call_command("remove_destroyed_cases")


def rows_about(cases):
    """{table: rows that have the id of one of these cases, or of a row that has}."""
    words = {str(case.pk) for case in cases}
    found = {name: rows_as_text(name) for name in tables() if name not in NAMED_IN}
    for rows in found.values():
        for text in rows:
            if any(word in text for word in words):
                words |= {text[1:37]} if text[9:10] == "-" else set()
    return {
        name: sorted(text for text in rows if any(word in text for word in words))
        for name, rows in found.items()
    }


def approve(case, *, at):
    """A destruction that another person has approved, and its certificate."""
    approver = person(case.cps_unit or case.police_unit)
    about = {"case": case, "rule": "OLD", "side": "POLICE", "reason": "It is old."}
    rows = Destruction.objects.unscoped("test")
    made = rows.create(
        **about, by=case.officer, at=at, authors=[case.officer_id],
        takes_other_side=case.cps_unit_id is not None,
    )  # fmt: skip
    rows.filter(pk=made.pk).update(status="APPROVED", settled_by=approver, settled_at=at)
    Suspect.objects.unscoped("test").filter(case=case).update(is_open=False)
    DestroyedCase.objects.create(
        case_id=case.pk, urn=case.urn, police_unit=case.police_unit, cps_unit=case.cps_unit,
        rule_name="Old", rule_source="Test", is_restricted=False, kept_out=[KEPT_OUT],
        proposed_by=case.officer, proposed_at=at, approved_by=approver, approved_at=at,
    )  # fmt: skip


def secrets():
    """Surnames of suspects and ids of rows of cases, as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT surname FROM cases_suspect WHERE surname <> ''"
            " UNION SELECT id::text FROM cases_suspect UNION SELECT id::text FROM cases_document"
            " UNION SELECT id::text FROM victims_victimrecord"
        )
        return {text for (text,) in cursor.fetchall()}


def tables():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = current_schema()::regnamespace ORDER BY relname"
        )
        return [name for (name,) in cursor.fetchall()]


def rows_as_text(name):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT t::text FROM {name} t")
        return [text for (text,) in cursor.fetchall()]


def test_nothing_of_it_is_left_anywhere(destroyed):
    cases, known = destroyed
    found = {name: rows_as_text(name) for name in tables()}
    of_cases = {name for name in found if name.split("_")[0] in ("cases", "victims", "pilots")}
    assert {name for name in of_cases if found[name]} <= STAY
    left = {
        (name, word) for name, rows in found.items() if name not in NAMED_IN
        for text in rows for word in known if word in text
    }  # fmt: skip
    assert not left
    assert not list(settings.DOCUMENT_ROOT.glob("??/*"))
    keys = [*settings.CASE_KEY_ROOT.iterdir(), *settings.VICTIM_KEY_ROOT.iterdir()]
    assert keys and not any(path.stat().st_size for path in keys if path.name[0] != ".")
    certificates = DestroyedCase.objects.all()
    assert len(certificates) == len(cases)
    assert all(each.removed_at and each.removed["cases_case"] == 1 for each in certificates)
    assert sum(each.files for each in certificates) > 5
    # The auditor still asks of it by its URN, unless a conflict of interest kept them from it.
    for case in cases:
        assert case_id_of_urn(case.urn) == case.pk
    ids = {case.pk for case in cases}
    assert urns_of_cases(ids) == {case.pk: case.urn for case in cases}
    assert cases_in_conflict([KEPT_OUT]) == ids and cases_in_conflict([KEPT_OUT + 1]) == set()
    assert_no_certificate_says_that_a_service_had_entries(certificates)


def assert_no_certificate_says_that_a_service_had_entries(certificates):
    kept = {"victims_serviceentry", "victims_servicelog", "victims_support"}
    assert kept <= {table.name for table in tables_of_case()}
    assert not any(kept & each.removed.keys() for each in certificates)


@pytest.mark.register
def test_the_database_lets_go_of_each_table_that_has_rows_of_a_case_without_naming_it():
    """A new table that only grows, and is found by the rows of another, is named there too."""
    sql = (ROOT / "cases/sql/retention.sql").read_text()
    named = set(re.findall(r"'((?:cases|pilots|victims)_\w+)'", sql[sql.index("ELSE name IN (") :]))
    grows = {table.name for table in closed_tables()}
    by_others = {
        table.name for table in tables_of_case()
        if not table.where.startswith(("case_id IN (%", "content_object_id IN (%", "id IN (%"))
    }  # fmt: skip
    assert named == by_others & grows
