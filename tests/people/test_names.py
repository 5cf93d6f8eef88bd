"""Names and addresses have no invisible or deceptive characters."""

import pytest
from django.core.exceptions import ValidationError

from cases.case_details.forms.suspects import SuspectIdentityForm
from people.administration import forms as administration
from people.web import fields
from victims.forms.records import RecordIdentityForm

HIDDEN = ["Fe\u200brn", "\u202enreF", "Fern\u2069", "Fe\x07rn", "Fern\u3164", "Fern\ufeff"]
MIXED = ["F\u0435rn", "\u039fak Fern", "Sm\u0456th"]
GOOD = [
    "Si\u00e2n O\u2019Neill-Price",
    "\u0410\u043d\u043d\u0430 \u041f\u0435\u0442\u0440",
    "J. Fern 3rd",
    "Ng",
]


@pytest.mark.parametrize("name", [*HIDDEN, *MIXED])
def test_a_name_with_something_hidden_or_of_two_alphabets_is_refused(name):
    with pytest.raises(ValidationError) as refusal:
        fields.Name(max_length=80).clean(name)
    [said] = refusal.value.messages
    assert said.startswith("Remove hidden" if name in HIDDEN else "Use letters of one alphabet")


@pytest.mark.parametrize("name", GOOD)
def test_a_name_as_people_have_it_is_kept_as_it_was_typed(name):
    assert fields.Name(max_length=80).clean(name) == name


@pytest.mark.parametrize(
    "email",
    ["officer@police.demo.exampl\u0435", "offi\u0441er@police.demo.example", "a\u200bb@x.org"],
)
def test_an_address_that_only_looks_like_another_is_refused(email):
    with pytest.raises(ValidationError):
        fields.Email().clean(email)


def test_an_address_is_kept_in_small_letters():
    assert fields.Email().clean("Officer@Police.demo.example") == "officer@police.demo.example"


@pytest.mark.register
@pytest.mark.parametrize(
    ("form", "names"),
    [
        (SuspectIdentityForm, ["surname", "given_names"]),
        (RecordIdentityForm, ["name", "preferred_name"]),
        (administration.AddAgencyForm, ["name"]),
        (administration.ChangeAgencyForm, ["name"]),
        (administration.AddUnitForm, ["name"]),
        (administration.ChangeUnitForm, ["name"]),
        (administration.AddPersonForm, ["name"]),
        (administration.ChangePersonForm, ["name"]),
    ],
)
def test_every_form_that_asks_for_a_name_asks_so(form, names):
    for name in names:
        assert isinstance(form.base_fields[name], fields.Name), f"{form.__name__}.{name}"
