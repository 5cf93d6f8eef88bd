"""Audit entries of calls: person, system, and refusals."""

import pytest

from cases.models import Case
from devtools.case_builder import CaseBuilder, cast
from people.models import AuditEntry
from tests.support.api.token_callers import Caller
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    return CaseBuilder(cast())


def suspects_url(builder):
    return f"/api/cases/{builder.case.pk}/suspects/"


def custody_url(builder):
    return f"/api/suspects/{builder.suspects[0].pk}/custody/"


SOMEBODY = {"surname": "Nobody", "custody": "NOT_ARRESTED"}


def test_an_act_is_logged_with_the_officer_and_the_system(builder, officer):
    officer.make(suspects_url(builder), SOMEBODY)
    entry = AuditEntry.objects.filter(verb="add_suspect").latest("pk")
    assert (entry.user_id, entry.system_id) == (builder.cast.officer.pk, officer.system.pk)
    assert entry.case_id == builder.case.pk


def test_reading_is_logged_and_so_is_being_refused(builder, officer):
    officer.get(f"/api/cases/{builder.case.pk}/")
    assistant = Caller(builder.cast.cps).for_(builder.cast.assistant)
    assert assistant.get(f"/api/cases/{builder.case.pk}/").status_code == 404
    read, refused = AuditEntry.objects.filter(verb="see_case").order_by("pk")
    assert (read.system_id, read.refused) == (officer.system.pk, "")
    assert (refused.system_id, refused.refused) == (assistant.system.pk, "Not found")


def test_a_urn_that_is_taken_is_refused_and_its_holder_told_as_from_the_page(builder):
    other = Caller(builder.cast.police).for_(builder.cast.officer)
    told = other.make("/api/cases/", {"urn": builder.urn})
    assert told.status_code == 409
    assert AuditEntry.objects.filter(verb="open_case").latest("pk").refused
    assert Case.objects.unscoped("test").filter(urn=builder.urn).count() == 1


def test_a_refused_call_is_in_the_log(builder, officer):
    before = AuditEntry.objects.filter(verb="record_custody").count()
    officer.change(custody_url(builder), {"custody": "ELSEWHERE"}, version=1)
    officer.change(custody_url(builder), {"custody": "NOT_ARRESTED"}, version=99)
    audit_entries = AuditEntry.objects.filter(verb="record_custody").order_by("pk")[before:]
    assert [entry.refused for entry in audit_entries] == [
        "Some answers cannot be accepted", "Changed by someone else",
    ]  # fmt: skip


def test_a_call_beyond_its_token_or_headers_is_in_the_log(builder, officer):
    narrow = Caller(builder.cast.police, scopes="read").for_(builder.cast.officer)
    sent = {"surname": "Nobody", "custody": "NOT_ARRESTED"}
    for caller, told in ((narrow, "token does not allow this"), (officer, "Name the person")):
        if caller is officer:
            caller.officer = None
        assert caller.make(suspects_url(builder), sent).status_code == 403
        newest = AuditEntry.objects.latest("pk")
        assert (newest.verb, newest.system_id) == ("add_suspect", caller.system.pk)
        assert told in newest.refused
