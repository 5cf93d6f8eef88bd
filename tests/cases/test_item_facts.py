"""Every field of an action item is declared once, and each place that writes or shows it has it."""

from datetime import date

import pytest
from django.db import models

from cases.action_plans import action_item_fields, proposed_plan_codec
from cases.action_plans.forms.action_items import AmendItemForm
from cases.action_plans.forms.action_plans import ActionItemForm
from cases.api.serializers import ItemShown
from cases.desk.queries.row_histories import HISTORY_FIELDS
from cases.models import ActionItem, ItemVersion

# Fields that the prosecutor writes, listed by hand from the plan's page.
WRITTEN = {"text", "category", "weight", "purpose", "line_of_inquiry", "proportionality"}
AMENDED = {"text", "line_of_inquiry", "proportionality"}
# Other fields: its state, and what it belongs to.
KEPT_BESIDE = {
    "id", "case", "plan", "number", "first_due_on", "due_on", "status", "answer", "date_asked_by",
    "taken_on_at", "challenge", "reach", "are_bounds_wanted", "not_reaching_because",
    "asked_to_settle", "began_with", "clock", "version",
}  # fmt: skip
ITEM = {
    "text": "Ask for the phone record.", "category": "RECORDS", "weight": "ESSENTIAL",
    "purpose": "INQUIRY",
    "line_of_inquiry": "Who rang.", "proportionality": "Two days.", "suspects": [],
}  # fmt: skip


def own_fields(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.get_fields() if field.concrete} - {
        "suspects",
        "gaps",
    }


def test_every_field_of_an_action_is_written_or_kept_beside():
    assert {fact.name for fact in action_item_fields.ITEM_FIELDS} == WRITTEN
    assert own_fields(ActionItem) == WRITTEN | KEPT_BESIDE


def test_forms_versions_history_and_api_carry_them_all():
    assert set(ActionItemForm.base_fields) >= WRITTEN
    assert set(ItemShown().fields) >= WRITTEN
    assert set(HISTORY_FIELDS[ActionItem]) >= WRITTEN
    amendable = {fact.name for fact in action_item_fields.AMENDABLE_FIELDS}
    assert amendable == AMENDED == own_fields(ItemVersion) & WRITTEN
    assert set(AmendItemForm.base_fields) >= AMENDED - {"text"} | {"new_text"}


def encoded_plan(items, day):
    return proposed_plan_codec.encode_plan_items([item | {"due_on": day} for item in items])


def test_a_proposed_plan_keeps_every_fact():
    kept = encoded_plan([ITEM], date(2026, 3, 2))[0]
    assert {name: kept[name] for name in WRITTEN} == {name: ITEM[name] for name in WRITTEN}
    assert set(proposed_plan_codec.describe_plan_item(kept, {})) == WRITTEN | {"suspects", "due_on"}


def test_an_undeclared_fact_is_refused_and_never_dropped():
    with pytest.raises(TypeError, match="exhibit"):
        encoded_plan([ITEM | {"exhibit": "EX/2"}], date(2026, 3, 2))


def test_a_fact_that_is_left_out_is_refused():
    with pytest.raises(TypeError, match="line_of_inquiry"):
        action_item_fields.check_item_fields(
            {name: ITEM[name] for name in WRITTEN - {"line_of_inquiry"}}
        )


def test_a_code_that_is_no_choice_is_refused():
    with pytest.raises(ValueError, match="PERHAPS"):
        action_item_fields.check_item_fields(ITEM | {"weight": "PERHAPS"})
