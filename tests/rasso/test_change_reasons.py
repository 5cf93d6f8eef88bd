"""
Every change of a row with a history says why, or the register says why nobody asks (ADR 115, 128).

The ways of change are found in the code: the name of the act with which a row is saved.
"""

import ast
import inspect
import tomllib
from importlib import import_module

import pytest
from django.apps import apps
from django.db.models import BinaryField

from cases.case_details.actions import cases
from cases.models.sealed_text import SealedTextField
from cases.states import MOVES
from devtools.case_builder import CaseBuilder, cast
from people.access.histories import with_history_facts
from people.web.concurrent_edits import WHY_FIELD
from people.web.why_changed import WhyChangedMixin
from rasso.settings.environment import ROOT

REGISTER = tomllib.loads((ROOT / "rasso" / "change_reasons.toml").read_text())
ANSWERS = {"first", "act", "own", "asked", "two people", "cause", "none"}
SAVING = {"save_with_history", "save_next_version", "save_all_next_version", "with_history_facts"}
# What an asked act is sent by.
FORMS = {
    "record_crime_reference": "cases.case_details.forms.cases.RecordCrimeReferenceForm",
    "correct_suspect": "cases.case_details.forms.suspects.CorrectSuspectForm",
    "record_custody": "cases.case_details.forms.suspects.RecordCustodyForm",
    "correct_held_material": "cases.held_material.forms.held_material.CorrectHeldMaterialForm",
    "classify_document": "cases.documents.forms.documents.ClassifyDocumentForm",
    "record_wishes": "victims.forms.records.RecordWishesForm",
    "name_victim_contact": "victims.forms.records.NameVictimContactForm",
    "change_agency": "people.administration.forms.ChangeAgencyForm",
    "change_unit": "people.administration.forms.ChangeUnitForm",
    "change_person": "people.administration.forms.ChangePersonForm",
    "change_pilot": "pilots.forms.pilots.ChangePilotForm",
    "arrange_meeting": "victims.forms.meetings.ArrangeMeetingForm",
    "record_identity": "victims.forms.records.RecordIdentityForm",
}
# {model: the column of its history in which the reason is sealed with the victim's own key}
SEALED_WITH_THE_VICTIM = {"victims.Meeting": "said", "victims.VictimIdentity": WHY_FIELD}
# What an act is sent by besides.
ALSO_ASKING = {"ChangeSystemForm"}
ACTIONS = {
    "correct_held_material": "cases.held_material.actions.held_material",
    "classify_document": "cases.documents.actions.documents",
    "record_wishes": "victims.actions.records",
    "name_victim_contact": "victims.actions.records",
    "change_agency": "people.administration.actions.agencies",
    "change_unit": "people.administration.actions.units",
    "change_person": "people.administration.actions.accounts",
    "change_pilot": "pilots.actions.pilots",
    "arrange_meeting": "victims.actions.meetings",
    "record_identity": "victims.actions.identities",
}


def models_with_history():
    return {
        each.instance_type._meta.label: each
        for each in apps.get_models()
        if hasattr(each, "instance_type")
    }


def registered(answer=None):
    """{(model, verb)} of the register; of one answer, or of all."""
    return {
        (model, verb)
        for model, answers in REGISTER["model"].items()
        for name, verbs in answers.items()
        if answer in (None, name)
        for verb in verbs
    }


def verbs_in_code():
    """{verb: file} of each act that is named where a row is saved with history."""
    found = {}
    for folder in ("people", "cases", "victims", "pilots", "timeliness"):
        for path in (ROOT / folder).rglob("*.py"):
            if "migrations" not in path.parts:
                tree = ast.parse(path.read_text())
                found |= dict.fromkeys(_verbs_in(tree), str(path.relative_to(ROOT)))
    return found


def _verbs_in(tree):
    """The acts of the calls of each function, by word or by a name that stands for a word there."""
    known = _constants(tree.body)
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            yield from _verbs_of_calls(function, known | _constants(ast.walk(function)))


def _constants(nodes):
    """{name: word} of the names that are set to a word."""
    return {
        target.id: node.value.value
        for node in nodes
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value.value, str)
    }


def _verbs_of_calls(function, constants):
    for call in ast.walk(function):
        if not isinstance(call, ast.Call):
            continue
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if name not in SAVING:
            continue
        for told in [*call.args[:2], *(word.value for word in call.keywords if word.arg == "why")]:
            for each in ast.walk(told):
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    yield each.value
                elif isinstance(each, ast.Name) and each.id in constants:
                    yield constants[each.id]


@pytest.mark.register
def test_the_register_has_each_model_with_a_history_and_no_other():
    assert REGISTER["model"].keys() == models_with_history().keys()
    assert REGISTER["answers"].keys() == ANSWERS
    assert {name for told in REGISTER["model"].values() for name in told} <= ANSWERS


def test_each_act_has_one_answer_for_a_model():
    for model, answers in REGISTER["model"].items():
        verbs = [verb for each in answers.values() for verb in each]
        assert len(verbs) == len({*verbs}), model


@pytest.mark.register
def test_every_act_with_which_the_code_saves_a_row_is_in_the_register():
    found, known = verbs_in_code(), {verb for _model, verb in registered()}
    assert len(found) > 60
    assert {verb: file for verb, file in found.items() if verb not in known} == {}


@pytest.mark.django_db
def test_an_act_that_is_not_registered_for_this_model_fails_the_test_that_does_it():
    """Whichever helper it went through: each row of history that a test writes is checked."""
    builder = CaseBuilder(cast())
    with_history_facts(builder.case, by=None, at=builder.at, why="classify_document")
    with pytest.raises(AssertionError, match="classify_document changes a cases.Case"):
        builder.case.save()


def test_every_move_of_a_suspect_is_in_the_register():
    known = {verb for model, verb in registered() if model == "cases.Suspect"}
    assert MOVES.keys() <= known


@pytest.mark.parametrize(("model", "verb"), sorted(registered("asked")))
def test_what_is_asked_has_its_column_its_question_and_its_parameter(model, verb):
    is_of_case = model.startswith(("cases.", "victims."))
    kept_in = SEALED_WITH_THE_VICTIM.get(model, WHY_FIELD if is_of_case else "given_reason")
    column = models_with_history()[model]._meta.get_field(kept_in)
    kind = BinaryField if model in SEALED_WITH_THE_VICTIM else SealedTextField
    assert isinstance(column, kind) is is_of_case
    place, _dot, name = FORMS[verb].rpartition(".")
    assert issubclass(getattr(import_module(place), name), WhyChangedMixin)
    action = getattr(import_module(ACTIONS[verb]) if verb in ACTIONS else cases, verb)
    assert WHY_FIELD in inspect.signature(action).parameters


def test_what_asks_is_registered_as_asked():
    asking = {each.__name__ for each in _subclasses(WhyChangedMixin)}
    assert asking == {path.rpartition(".")[2] for path in FORMS.values()} | ALSO_ASKING
    assert {verb for _model, verb in registered("asked")} == FORMS.keys()


def _subclasses(kind):
    for each in kind.__subclasses__():
        yield each
        yield from _subclasses(each)


def test_whom_nobody_asks_is_decided_and_does_not_grow():
    """Each has its reason beside it in the register, and in ADR 128."""
    assert registered("none") == {
        ("people.User", "sign_person_out"),
        ("victims.VictimCharacteristic", "record_characteristics"),
    }
