"""The key of the index of victims' names can be changed while the service runs."""

import pytest
from django.core.management import call_command

from devtools.case_builder import CaseBuilder, cast
from people.models import AuditEntry
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.module_fixtures import module_fixture
from victims.actions import identities
from victims.models import VictimIdentity, VictimRecord
from victims.queries.namesakes import cases_of_namesakes
from victims.queries.victim_names_in_text import has_victim_name

pytestmark = pytest.mark.django_db

FACTS = {"name": "Jane Marigold", "phone": "07700 900123", "email": "jane@example.org"}


@module_fixture
def builder():
    return CaseBuilder(cast()).allocate()


def record(builder):
    row = VictimRecord.objects.unscoped("test").get(pk=builder.victim.pk)
    builder.do(identities.record_identity, "officer", record=row, version=0, **FACTS)


def indexes():
    columns = ("name_index", "phone_index", "email_index", "words_index")
    return VictimIdentity.objects.unscoped("test").values(*columns).get()


def found_by(builder):
    """By which of the facts the page finds the victim."""
    client, address = client_for(builder.cast.officer), page_url("find-victim")
    pages = {by: client.post(address, {"by": by, "value": value}) for by, value in FACTS.items()}
    return {by for by, page in pages.items() if builder.case.urn in page_text(page)}


def named_in_text(builder):
    cases = [builder.case.pk]
    return [
        has_victim_name("It was Jane Marigold.", cases),
        has_victim_name("Write to jane@example.org.", cases),
        has_victim_name("Only marigold was said.", cases),
        bool(cases_of_namesakes(["Tom Marigold"], cases, broken_open=[])),
    ]


def test_a_victim_is_found_before_during_and_after_a_change_of_the_key(builder, settings):
    record(builder)
    old, first = settings.VICTIM_INDEX_KEY, indexes()
    settings.VICTIM_INDEX_KEY_FALLBACKS = ["new"]
    assert found_by(builder) == set(FACTS) and all(named_in_text(builder))
    settings.VICTIM_INDEX_KEY, settings.VICTIM_INDEX_KEY_FALLBACKS = "new", [old]
    assert found_by(builder) == set(FACTS) and all(named_in_text(builder))
    assert indexes() == first
    call_command("index_victim_identities", verbosity=0)
    second = indexes()
    assert all(first[name] != second[name] for name in first)
    assert not set(first["words_index"]) & set(second["words_index"])
    assert len(first["words_index"]) == len(second["words_index"]) > 0
    settings.VICTIM_INDEX_KEY_FALLBACKS = []
    assert found_by(builder) == set(FACTS) and all(named_in_text(builder))
    assert AuditEntry.objects.filter(verb="index_identities").count() == 1
    settings.VICTIM_INDEX_KEY = old
    assert found_by(builder) == set() and not any(named_in_text(builder))


def test_what_is_recorded_meanwhile_is_written_with_the_first_key(builder, settings):
    settings.VICTIM_INDEX_KEY_FALLBACKS = [settings.VICTIM_INDEX_KEY]
    settings.VICTIM_INDEX_KEY = "new"
    record(builder)
    settings.VICTIM_INDEX_KEY_FALLBACKS = []
    assert found_by(builder) == set(FACTS)


def test_a_value_of_which_nothing_is_left_finds_nobody(builder, settings):
    record(builder)
    VictimIdentity.objects.unscoped("test").update(name_index="")
    settings.VICTIM_INDEX_KEY_FALLBACKS = ["new"]
    page = client_for(builder.cast.officer).post(
        page_url("find-victim"), {"by": "name", "value": "…"}
    )
    assert builder.case.urn not in page_text(page)
