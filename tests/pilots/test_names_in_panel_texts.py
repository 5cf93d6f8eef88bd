"""Names in panel texts: ordinary words, short names, lookalike letters, and earlier identities."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command

from cases.models import Suspect
from devtools.case_builder import scope
from people.access.scopes import Refused
from people.models import AuditEntry
from people.text.folding import latin_look_alike
from pilots.actions import identifying_text, learning_points
from pilots.identifiers import words_written_as_names
from pilots.models import LearningPoint
from tests.support.module_fixtures import module_fixture
from tests.support.pilots import panels
from tests.support.pilots.panels import name_members, panel_cases, run_action
from timeliness.models import Delivery
from victims import keys
from victims.actions.identities import destroy_identity, record_identity
from victims.models import VictimIdentity, VictimRecord

pytestmark = pytest.mark.django_db
VICTIM = {
    "name": "Bo Green", "preferred_name": "Tam Close", "address": "9 Old Lane, Redland",
    "representative": "Mrs Hill, mother",
}  # fmt: skip


@module_fixture
def scene():
    scene = panels.build_panel_scene(decisions=1)
    scene.at = panels.start_of_today()
    whole = {"until_on": scene.at.date()}
    scene.panel = panels.draw_panel_cases(
        scene, name_members(scene, panels.add_scene_panel(scene, **whole)), size=1
    )
    case = panels.case_of_row(panel_cases(scene.panel)[0])
    Suspect.objects.unscoped("test").filter(case=case).update(surname="Church", given_names="Al")
    scene.record = VictimRecord.objects.unscoped("test").filter(case=case).first()
    record_identity(
        record=scene.record, by=scope(case.officer, scene.at), at=scene.at, version=0, **VICTIM
    )
    return scene


def may_identify(scene, text):
    return identifying_text.may_identify_case(panel_cases(scene.panel)[0], text)


def only_identity():
    return VictimIdentity.objects.unscoped("test").get()


@pytest.mark.parametrize(
    "text",
    [
        "They asked Green before the interview.",
        "They asked GREEN before the interview.",
        "The reasons lean on what Bo did afterwards.",
        "Bo did not say so.",
        "It was said that Tam knew.",
        "What Close said was not tested.",
        "Nobody rang Hill, it seems.",
        "They asked Church before the interview.",
        "What Al said was not tested.",
        "\u201cGreen\u201d was how they put it.",
    ],
)
def test_a_name_that_is_short_or_an_ordinary_word_tells_where_it_has_a_capital(scene, text):
    assert may_identify(scene, text)


@pytest.mark.parametrize(
    "text",
    [
        "Close contact was kept. Green lights were given.",
        "It took long.\nClose reading of the file says why.",
        "They were close, and the file was green.",
        "It went uphill from there, and the old plan was kept.",
        "They asked Old before the interview.",  # a word of the address only
        "Their Mother was told, as the Solicitor was.",
    ],
)
def test_a_word_that_is_no_name_there_does_not_tell(scene, text):
    assert not may_identify(scene, text)


@pytest.mark.parametrize(
    "text",
    [
        "near R\u0435dland it was",
        "it was \u0422\u0410\u041c again",  # all Cyrillic, drawn like TAM
        "it was \u03a4\u0391\u039c again",  # Greek
        "What \u0412\u043e did was not said.",
    ],
)
def test_letters_that_look_like_latin_ones_hide_nothing(scene, text):
    assert may_identify(scene, text)


@pytest.mark.parametrize(
    "text",
    [
        "They were \u2169\u2161 then.",  # Roman numerals as signs: X, II
        "They were \u216b then.",  # one sign: XII
        "They were \u217b then.",  # small: xii
        "It was \u2460 of them.",  # in a circle
        "They were \u3289 then.",  # ten, in a circle, of another script
        "They were XII then.",
        "Those of flat IV did not say.",
    ],
)
def test_a_number_in_other_signs_than_digits_tells(scene, text):
    assert may_identify(scene, text)


@pytest.mark.parametrize("text", ["The DC asked, and I did not.", "What the DI said was kept."])
def test_a_rank_is_no_roman_numeral(scene, text):
    assert not may_identify(scene, text)


SPELT = {
    "name": "Se\u00e1n O\u2019Connor-Bryce", "preferred_name": "\u0141ucja",
    "representative": "Mr Mac Donald", "address": "Foxgrove House",
}  # fmt: skip


@pytest.fixture
def names_with_variants(scene):
    """A suspect and a victim with names that can be spelt in several ways."""
    case = panels.case_of_row(panel_cases(scene.panel)[0])
    named = {"surname": "D\u2019Souza-Lindqvist", "given_names": "S\u00f8ren"}
    Suspect.objects.unscoped("test").filter(case=case).update(**named)
    by = scope(case.officer, scene.at)
    record_identity(record=scene.record, by=by, at=scene.at, version=1, **SPELT)
    return scene


@pytest.mark.parametrize(
    "name",
    [
        "OConnor", "O\u02bcConnor", "O'Connor", "oconnor", "Oconnors", "O\u00b4Connor",
        "ConnorBryce", "Connor\u2010Bryce", "Lucja", "LUCJAS", "Lu-cja", "L.u.c.j.a", "L u c j a",
        "Lu_cja", "\u029f\u1d1c\u1d04\u1d0a\u1d00", "MacDonald", "Macdonald", "Mac-Donald",
        "Fox-grove", "Fox Grove", "DSouza", "Dsouza", "D\u02bcSouza", "SouzaLindqvist", "Soren",
        "Soren\u02bcs", "S\u00f8rens", "\u0421\u0435\u0440\u0433\u0435\u0439",
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_spelt(names_with_variants, name):
    assert may_identify(names_with_variants, f"It was said that {name} did know.")


def test_a_word_only_a_little_like_a_name_is_not_found(names_with_variants):
    for text in (
        "The foxes groved there.", "A connoisseur's view; it's the members' own.",
        "They con or bryte. Not-at-all, and/or so. I. e. it was a. b. c.",
    ):  # fmt: skip
        assert not may_identify(names_with_variants, text), text


def test_look_alikes_are_folded_and_nothing_else_is():
    assert latin_look_alike("\u0421\u0430r\u0435 \u041d\u03bf\u03c1\u0435") == "Care Hope"
    assert latin_look_alike("\u0434\u0436\u03b4 caf\u00e9") == "\u0434\u0436\u03b4 cafe"


def test_words_written_as_names_are_those_with_a_capital_that_begin_no_sentence():
    text = "Close to it. He saw Close, and Ng.\nPark was full: Vo said so."
    assert words_written_as_names(text) == ["Close", "Ng", "Vo"]


class TestIndexedAnew:
    def test_an_earlier_identity_is_found_once_it_is_indexed_again(self, scene):
        VictimIdentity.objects.unscoped("test").update(words_index=[])
        before = only_identity().history.count()
        assert not may_identify(scene, "It was said that Tam knew.")
        call_command("index_victim_identities", verbosity=0)
        assert may_identify(scene, "It was said that Tam knew.")
        assert only_identity().history.count() == before

    def test_the_log_has_one_line_of_a_run_that_says_whose(self, scene):
        before = only_identity().words_index
        call_command("index_victim_identities", verbosity=0)
        entry = AuditEntry.objects.get(verb="index_identities")
        assert entry.ids == [str(only_identity().pk)] and entry.user is None
        assert (entry.operation, only_identity().words_index) == ("consultation", before)

    @pytest.mark.usefixtures("restore_victim_keys")
    def test_destroyed_names_stay_destroyed_and_unreadable_ones_are_counted(self, scene, capsys):
        keys.destroy_victim_key(scene.record.pk)  # as if the file were lost
        call_command("index_victim_identities")
        assert "0 identities are indexed; 1 could not be opened." in capsys.readouterr().out
        destroy_identity(record=scene.record.pk, at=scene.at)
        call_command("index_victim_identities")
        assert "0 identities are indexed; 0 could not be opened." in capsys.readouterr().out
        assert only_identity().words_index == []


class TestLearningPoint:
    def write(self, scene, text):
        run_action(
            scene, learning_points.write_learning_point, "convener", title="Late", text=text,
            themes=[], learnt_from="PANEL",
        )  # fmt: skip

    @pytest.mark.parametrize("why", ["It names Church in it.", "What Close said is in it."])
    def test_the_reason_for_keeping_back_or_withdrawing_names_no_person(self, scene, why):
        self.write(scene, "It took longer than it should.")
        point = LearningPoint.objects.get()
        about = {"point": point, "is_shared": False, "check_text": why}
        with pytest.raises(Refused, match="This might identify"):
            run_action(scene, learning_points.check_learning_point, "second", **about)
        about = {"point": point, "is_shared": True}
        run_action(scene, learning_points.check_learning_point, "second", **about)
        about = {"point": point, "withdrawn_because": why}
        with pytest.raises(Refused, match="This might identify"):
            run_action(scene, learning_points.withdraw_learning_point, "convener", **about)

    def test_where_no_tries_are_reported_the_refusal_does_not_say_so(self, scene):
        for n in range(settings.PANEL_TEXT_TRIES_AN_HOUR):
            with pytest.raises(Refused, match="This might identify") as refusal:
                self.write(scene, "What Close said was not tested.")
            AuditEntry.objects.create(
                user=scene.convener, verb="write_learning_point", operation="collection",
                refused=str(refusal.value.reason), at=scene.at - timedelta(minutes=n),
            )  # fmt: skip
        with pytest.raises(Refused, match="refused too often") as refusal:
            self.write(scene, "It took longer than it should.")
        assert "have been notified" not in str(refusal.value) and refusal.value.afterwards is None
        assert not Delivery.objects.filter(notice="panel_text_refused").exists()
