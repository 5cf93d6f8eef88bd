import datetime as dt
import json
import uuid

from django import forms
from django.http import QueryDict

from people.web import fields
from tests.support.pages.form_site import STORED, AllFieldsForm

NO_DATE = {"day": "", "month": "", "year": ""}


class Answer(fields.Form):
    answer = fields.Choice(choices=[("accept", "Accept"), ("vary", "Vary")])
    proposed_on = fields.DateField(what="the date")
    why = fields.Text(required=False)
    conditional_fields = {"answer": {"vary": ["proposed_on", "why"]}}


class Item(fields.RowForm):
    text = fields.Text()
    on = fields.DateField(what="the date")


Items = forms.formset_factory(
    Item, formset=fields.RowFormSet, extra=0, min_num=1, validate_min=True
)
ROWS = {
    "form-TOTAL_FORMS": "2",
    "form-INITIAL_FORMS": "0",
    "form-0-text": "First",
    "form-1-text": "Second",
    "form-1-on-day": "4",
}


def test_a_question_that_was_not_asked_is_dropped_and_not_judged():
    form = Answer({"answer": "accept", "proposed_on-day": "99", "why": "left over"})
    assert form.is_valid()
    assert form.cleaned_data == {"answer": "accept", "proposed_on": None, "why": ""}


def test_a_question_that_was_asked_is_judged_as_it_would_be_alone():
    form = Answer({"answer": "vary"})
    assert form.errors == {"proposed_on": ["Enter the date"]}


def test_each_new_page_has_a_key_of_its_own_and_keeps_it():
    one, other = Answer(), Answer()
    assert one["form_key"].value() == one["form_key"].value() != other["form_key"].value()


def test_a_form_in_error_keeps_its_key():
    key = str(uuid.uuid4())
    form = Answer({"form_key": key})
    assert not form.is_valid()
    assert form["form_key"].value() == key
    assert form.form_key == uuid.UUID(key)


def test_a_form_without_a_well_formed_key_gets_one():
    for data in ({}, {"form_key": "x"}, {"form_key": ""}):
        form = Answer(data | {"answer": "accept"})
        assert form.is_valid()
        assert isinstance(form.form_key, uuid.UUID)
        assert uuid.UUID(str(form["form_key"].value()))


def test_the_key_is_no_argument_of_an_action():
    form = Answer({"answer": "accept"})
    assert form.is_valid()
    assert "form_key" not in form.cleaned_data


def test_an_edit_without_a_version_cannot_be_sent():
    form = AllFieldsForm({}, version=7)
    assert form.errors["version"] == ["Reload the page, then make your change again"]
    assert AllFieldsForm(version=7)["version"].value() == 7


def test_two_versions_are_shown_in_the_words_of_the_form():
    form = AllFieldsForm(QueryDict("answer=vary"), version=7)
    yours = {
        "name": "Mine",
        "answer": "vary",
        "suspects": [],
        "proposed_on": None,
        "why": dt.datetime(2026, 7, 1, 8, 5, tzinfo=dt.UTC),
    }
    form.stale = [(name, theirs, yours[name]) for name, theirs in STORED.items()]
    form.stale += [("Other", True, None), ("Agreed on", 1, 1)]
    assert [tuple(map(str, row)) for row in form.both_versions()] == [
        ("What happened?", "Their\nwords", "Mine"),
        ("How do you answer?", "Accept it", "Propose a variation"),
        ("Which suspects?", "First, Second", "Nothing"),
        ("Date you propose", "4 December 2026", "Nothing"),
        ("Why?", "Nothing", "1 July 2026 at 09:05"),
        ("Other", "Yes", "Nothing"),
    ]


def test_a_draft_is_what_was_typed_and_comes_back_as_it_was():
    form = AllFieldsForm(
        QueryDict("answer=vary&name=Half+a&proposed_on-day=4&suspects=1&suspects=2&version=3")
    )
    draft = json.loads(json.dumps(form.answers()))
    again = AllFieldsForm(initial=draft)
    assert again["name"].value() == "Half a"
    assert again["answer"].value() == "vary"
    assert again["suspects"].value() == ["1", "2"]
    shown = again.fields["proposed_on"].widget.inputs(again["proposed_on"].value(), [])
    assert [part["value"] for part in shown] == ["4", "", ""]
    assert again["version"].value() == "3"
    assert not draft.keys() & {"documents", "form_key"}


def test_rows_are_added_and_removed_without_loss_or_blame():
    more = Items(ROWS).reshaped({"add": "1"})
    assert [form["text"].value() for form in more.forms] == ["First", "Second", None]
    assert not more.is_bound
    fewer = Items(ROWS).reshaped({"remove": "0"})
    assert [form["text"].value() for form in fewer.forms] == ["Second"]
    assert fewer.forms[0]["on"].value()["day"] == "4"


def test_a_row_knows_its_name():
    assert [form.row for form in Items(ROWS).forms] == ["Item 1", "Item 2"]
