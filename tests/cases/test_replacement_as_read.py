"""The charge in the place of another: the consent that it needs, and that it is laid as read."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cases.models import ChargeStop, LaidCharge
from devtools.case_builder import cast
from people.access.scopes import Refused
from tests.support.cases.charge_stops import (
    ASSAULT,
    WHY,
    charge_read_twice,
    charge_two_victims,
    laid_about,
    laid_against,
    newest_stop,
    replace_charge_of,
    stop_charges_of,
)
from tests.support.cases.counts import NIGHT, PENETRATION
from tests.support.cases.pages import client_for, date_parts, page_text, page_url, submit_form
from tests.support.cases.sealed_rows import update_in_clear
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db

PHOTOGRAPH = "PK78001"  # no prosecution without the consent of the Director
CONSENT = "A prosecution needs the consent of the Director of Public Prosecutions"
NOT_IT = "not the charge in the place"


@module_fixture
def builder():
    return charge_two_victims(cast())


@module_fixture
def read_twice():
    return charge_read_twice(cast())


def first_laid(builder):
    return laid_against(builder.suspects[0])[0]


class TestConsent:
    def test_it_is_said_of_a_charge_that_needs_it_and_kept(self, builder):
        with pytest.raises(Refused, match="Select whether the consent to prosecute"):
            replace_charge_of(builder, first_laid(builder), code=PHOTOGRAPH)
        stop = replace_charge_of(builder, first_laid(builder), code=PHOTOGRAPH, consent="ASKED")
        assert stop.consent == "ASKED"

    def test_it_is_not_kept_where_no_charge_needs_it(self, builder):
        assert replace_charge_of(builder, first_laid(builder), consent="GIVEN").consent == ""
        second = laid_against(builder.suspects[0])[1]
        assert stop_charges_of(builder, charges=[second], consent="GIVEN").consent == ""

    def test_both_read_that_it_is_needed(self, read_twice):
        browser = client_for(read_twice.cast.prosecutor)
        address = page_url("stop-charges", read_twice.suspects[0])
        said = {"charges": ["1.1"], "kind": "ALTERED", "text": WHY, "are_told": "yes"}
        said |= {"offence": PHOTOGRAPH, **date_parts("from_on", NIGHT)}
        page = browser.post(address, {"form_key": "", **said})
        assert list(page.context["form"].errors) == ["consent"]
        assert CONSENT in page_text(page)
        submit_form(browser, address, **said, consent="GIVEN")
        assert newest_stop(read_twice.suspects[0]).consent == "GIVEN"
        reader = client_for(read_twice.cast.manager)
        page = page_text(reader.get(page_url("countersign-stop", read_twice.suspects[0])))
        assert CONSENT in page and "Consent to prosecute It has been given" in page


class TestDatabase:
    @pytest.mark.parametrize("change", [
        {"new_offence": ASSAULT}, {"new_from_on": "2025-01-01"}, {"new_to_on": "2026-06-01"},
        {"consent": "GIVEN"},
    ])  # fmt: skip
    def test_what_was_read_is_not_changed(self, read_twice, change):
        stop = replace_charge_of(read_twice, first_laid(read_twice))
        rows = ChargeStop.objects.unscoped("test").filter(pk=stop.pk)
        with pytest.raises(DatabaseError, match="cases_chargestop only"), transaction.atomic():
            update_in_clear(rows, **change)

    def test_nothing_else_is_laid_by_it(self, builder):
        stop = replace_charge_of(builder, first_laid(builder))
        LaidCharge.objects.get(altered_by=stop)
        other = stop_charges_of(builder, charges=[laid_against(builder.suspects[0])[1]])
        same = {
            "report_id": first_laid(builder).report_id, "victim_id": builder.victim.pk,
            "offence_id": PENETRATION, "from_on": NIGHT,
        }  # fmt: skip
        with pytest.raises(IntegrityError, match=NOT_IT), transaction.atomic():
            LaidCharge.objects.create(**same, altered_by=other)

    @pytest.mark.parametrize("wrong", ["victim", "offence", "from_on", "to_on"])
    def test_it_is_laid_as_it_was_decided(self, builder, monkeypatch, wrong):
        values = {
            "victim": builder.second, "offence_id": ASSAULT, "from_on": "2026-01-01",
            "to_on": "2026-12-01",
        }  # fmt: skip
        said = {"offence": "offence_id"}.get(wrong, wrong)
        create = LaidCharge.objects.create

        def create_another(**facts):
            facts.pop("victim_id") if said == "victim" else None
            return create(**facts | {said: values[said]})

        monkeypatch.setattr(LaidCharge.objects, "create", create_another)
        laid = laid_about(builder.suspects[0], builder.victim)[0]
        with pytest.raises(IntegrityError, match=NOT_IT), transaction.atomic():
            replace_charge_of(builder, laid)
