"""A pack contains only numbers, codes and approved passages, so nothing identifies a person."""

import json
from uuid import uuid4

import pytest
from django.apps import apps
from django.db.models import CharField, DateField, DateTimeField, TextField

from cases.models import Allegation, Offence, Suspect
from devtools.usual_answers import FOCUS
from people.access.scopes import Refused
from people.models import AccessControlled
from pilots import identifiers
from pilots import pack_labels as words
from pilots.actions import packs, passages
from pilots.models import Pack
from pilots.offence_groups import OffenceGroup, gravest_offence_group
from tests.support.module_fixtures import module_fixture
from tests.support.pilots import panels
from tests.support.pilots.panels import draw_panel_cases, name_members, panel_cases, run_action

pytestmark = pytest.mark.django_db


@module_fixture
def scene():
    scene = panels.build_panel_scene(decisions=1)
    scene.panel = draw_panel_cases(
        scene, name_members(scene, panels.add_scene_panel(scene)), size=1
    )
    return scene


def texts_of_case(case):
    """All texts, names and dates of a case's rows, except codes."""
    for model in apps.get_models():
        if not issubclass(model, AccessControlled) or "case" not in {
            f.name for f in model._meta.fields
        }:
            continue
        kinds = CharField | TextField | DateField | DateTimeField
        fields = [f for f in model._meta.fields if isinstance(f, kinds) and not f.choices]
        for row in model.objects.unscoped("test").filter(case=case):
            yield from (getattr(row, field.attname) for field in fields)


def test_a_pack_holds_no_text_date_name_or_id_of_its_case(scene):
    [row] = panel_cases(scene.panel)
    case = panels.case_of_row(row)
    Suspect.objects.unscoped("test").filter(case=case).update(
        surname="Zqmarkersurname", given_names="Zqmarkergiven", born_on="1991-02-03"
    )
    packs.create_missing_packs(scene.panel, at=scene.at)
    facts = Pack.objects.unscoped("test").get(panel_case=row).facts
    said = json.dumps(facts) + " ".join(f"{q} {a}" for q, a in words.describe_pack_facts(facts))
    people = [case.officer.name, case.prosecutor.name, case.police_unit.name, case.cps_unit.name]
    told = {str(each) for each in (*texts_of_case(case), *people, case.urn, case.pk) if each}
    long_enough = {each for each in told if len(each) > 4 and not each.isupper()}
    assert len(long_enough) > 20
    assert not [each for each in long_enough if each in said]
    assert "marker" not in said and ["age", "35_49"] in facts


def test_the_facts_are_numbers_and_codes_of_a_list_that_is_written_down(scene):
    packs.create_missing_packs(scene.panel, at=scene.at)
    facts = dict(Pack.objects.unscoped("test").get().facts)
    others = {"outcome", "victims_asked", "conditions"}  # of a closing report, and of disposals
    assert set(facts) == set(words.PACK_FACT_LABELS) - others
    for name, value in facts.items():
        codes = words.PACK_CODE_LABELS.get(name)
        assert value in codes if codes else value is None or type(value) is int, name
    assert facts["plans"] == 0 and facts["consultations"] == 1 and facts["told_after"] is None


@pytest.mark.parametrize(("kept_to", "group"), [("POLICE", "ASSAULT"), ("", "RAPE")])
def test_a_pack_says_nothing_of_an_allegation_that_the_cps_was_never_sent(scene, kept_to, group):
    [row] = panel_cases(scene.panel)
    alleged = Allegation.objects.unscoped("test").get(case=panels.case_of_row(row))
    entry = row.entry
    entry.suspect = Suspect.objects.unscoped("test").create(
        case=alleged.case, number=9, surname="Another", custody="NOT_ARRESTED",
        police_unit=alleged.case.police_unit,
    )  # fmt: skip
    for title, only_side in (("Sexual assault", ""), ("Rape", kept_to)):
        pk = uuid4()
        Allegation.objects.unscoped("test").create(
            pk=pk, first_id=pk, case=alleged.case, victim=alleged.victim, suspect=entry.suspect,
            offence=Offence.objects.filter(title__startswith=title).first(), only_side=only_side,
            from_on=alleged.from_on, added_by=alleged.added_by, added_at=alleged.added_at,
        )  # fmt: skip
    assert dict(packs.pack_facts(entry))["offence"] == group


def test_a_panel_reads_what_was_looked_at_and_nothing_that_was_written_about_it(scene):
    packs.create_missing_packs(scene.panel, at=scene.at)
    facts = Pack.objects.unscoped("test").get().facts
    said = dict(words.describe_pack_facts(facts))
    assert said["What the suspect did and said before what is alleged"] == (
        "Looked at, and nothing of it bears on the decision"
    )
    assert said["What the suspect did and said after what is alleged"] == "Not looked at"
    assert said["Misconceptions that the facts may invite"] == "None may arise"
    assert not [row.text for row in FOCUS if row.text and row.text in json.dumps(facts)]


TITLES = {
    "Rape a girl aged 13 / 14 / 15 - SOA 2003": "RAPE",
    "Conspire to rape a girl 13 / 14 / 15 years of age": "RAPE",
    "Assault a male 13 or over by penetration with part of body / a thing - SOA 2003":
        "PENETRATION",
    "Sexual assault on a female": "ASSAULT",
    "Cause a male 13 or over to engage in a penetrative sexual activity - SOA 2003": "OTHER",
    "Aid, abet, sexual assault on a male": "ASSAULT",
}  # fmt: skip


def test_an_offence_is_told_by_its_group_the_gravest_of_several():
    assert {title: gravest_offence_group([title]) for title in TITLES} == TITLES
    assert (
        gravest_offence_group(reversed(TITLES)) == "RAPE"
        and gravest_offence_group([]) == "NOT_RECORDED"
    )
    assert not set(" ".join(map(str, OffenceGroup.labels)).split()) & {"girl", "male", "13"}


def test_a_pack_says_what_is_alleged_and_nothing_of_how_old_the_victim_is(scene):
    packs.create_missing_packs(scene.panel, at=scene.at)
    facts = dict(Pack.objects.unscoped("test").get().facts)
    assert facts["offence"] in OffenceGroup.values and facts["offence"] != "NOT_RECORDED"
    assert not [name for name in facts if "victim" in name]


TEXT = "On 3 March Sam said to Pia in Bristol that Marigold Lane was near."


def test_a_text_that_may_identify_a_person_is_found():
    known = ["Sam Suspect", "Pia Prosecutor"]
    assert identifiers.certain_identifiers(TEXT, known) == ["3", "March", "Sam", "Pia"]
    assert identifiers.likely_identifiers(TEXT, known) == ["Bristol", "Marigold", "Lane"]
    assert not identifiers.certain_identifiers("They may have met. Nobody was there.", known)


def test_a_name_that_begins_a_sentence_is_found_and_an_ordinary_word_there_is_not():
    said = "Sarah said no. The accounts differ. Accounts of it are few. He left. Bryony saw it."
    assert identifiers.likely_identifiers(said, []) == ["Sarah", "Bryony"]
    assert identifiers.likely_identifiers("Will came.\nRose did not: Iris knew.", []) == [
        "Will",
        "Rose",
        "Iris",
    ]


@pytest.mark.parametrize("surname", ["Ng", "Li", "Wu", "Jo", "Ó"])
def test_a_short_surname_is_found(surname):
    wanted = [surname] if len(surname) > 1 else []
    assert identifiers.certain_identifiers(f"It was {surname} there.", [f"Sam {surname}"]) == wanted


@pytest.mark.parametrize("word", ["two", "Seventeen", "twice", "third", "hundred"])
def test_a_number_in_words_is_shown_and_does_not_refuse(word):
    assert identifiers.likely_identifiers(f"They met {word} there.", []) == [word]
    assert not identifiers.certain_identifiers(f"They met {word} there.", [])


@pytest.mark.parametrize("surname", ["West", "Rape", "City"])
def test_a_suspect_whose_name_is_a_word_of_agencies_is_found(scene, surname):
    [row] = panel_cases(scene.panel)
    case = panels.case_of_row(row)
    Suspect.objects.unscoped("test").filter(case=case).update(surname=surname)
    names = packs.identifying_names(row)
    assert surname in names and "Constabulary" not in names
    with pytest.raises(Refused, match="Take out names"):
        text = f"It was {surname} there."
        run_action(scene, passages.propose_passage, "convener", panel_case=row, text=text)


def test_a_passage_with_a_name_or_a_number_is_not_kept_and_one_without_is(scene):
    [row] = panel_cases(scene.panel)
    surname = Suspect.objects.unscoped("test").get(case=panels.case_of_row(row)).surname
    for text in (
        f"It was {surname} there.",
        "It was on 3 days.",
        "Pia wrote it.",
        "In Gloucestershire.",
    ):
        with pytest.raises(Refused, match="Take out names") as refusal:
            run_action(scene, passages.propose_passage, "convener", panel_case=row, text=text)
        assert surname not in refusal.value.reason
    text = "The accounts differ on what was agreed."
    run_action(scene, passages.propose_passage, "convener", panel_case=row, text=text)
    assert row.passages.unscoped("test").get().text == text
