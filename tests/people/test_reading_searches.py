"""Searches for a case or a victim count to the limits, and lists at once wait for each other."""

import ast
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Case
from devtools.case_builder import CaseBuilder, cast, scope
from people.access.reading_limits import check_limits
from people.models import ReadingLimit
from rasso.settings.environment import ROOT
from tests.support.api.token_callers import Caller
from tests.support.cases.pages import client_for
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db
# Searches that find no case or victim, and break-glass, which is not refused at a limit.
NO_SEARCH_FOR_ONE = {
    "list_people", "list_users", "read_audit_log", "see_learning", "break_glass",
}  # fmt: skip
REFERENCE = "42/7/26"


@module_fixture
def builder():
    return CaseBuilder(cast())


def test_each_search_for_a_case_or_a_victim_is_counted():
    """A view that logs what was searched for checks the limit before it answers."""
    unchecked = set()
    for part in ("people", "cases", "victims", "timeliness", "pilots"):
        for path in (ROOT / part).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.FunctionDef):
                    text = ast.unparse(node)
                    if ".set_search_text(" in text and "check_search(" not in text:
                        unchecked.add(node.name)
    assert unchecked == NO_SEARCH_FOR_ONE


def test_a_crime_reference_that_another_case_has_is_a_search_too(builder, settings):
    Case.objects.unscoped("test").filter(pk=builder.case.pk).update(crime_reference=REFERENCE)
    officer, police = builder.cast.officer, builder.cast.police
    typed = {"crime_reference": REFERENCE, "unit": str(police.pk), "urn": "52RS1234526"}
    browser = client_for(officer)
    page = browser.post(reverse("open-case"), typed | {"form_key": str(uuid4())})
    assert page.status_code == 200 and builder.urn in page.content.decode()
    settings.RECORDS_AN_HOUR = 0
    typed["crime_reference"] = "42/8/26"
    page = browser.post(reverse("open-case"), typed | {"form_key": str(uuid4())})
    assert page.status_code == 429
    caller = Caller(police).for_(officer)
    assert caller.make("/api/cases/", typed).status_code == 429


@pytest.mark.parametrize(
    ("had", "would", "waits"), [(0, 4, False), (0, 5, True), (94, 95, True), (99, 99, False)]
)
def test_lists_at_once_wait_where_they_could_pass_the_limit(builder, settings, had, would, waits):
    settings.LISTED_AN_HOUR = 100
    counted = []

    def count():
        counted.append(would)
        return {ReadingLimit.LISTED: (had, would)}

    check_limits(scope(builder.cast.officer, timezone.now()), count)
    assert len(counted) == (2 if waits else 1)  # again once the others are done
