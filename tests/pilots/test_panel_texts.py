"""
Texts for a panel name nobody, however disguised; the one refusal reveals nothing.

Recall is measured on a corpus of 200 passages made here, each with one identifying detail, some of
them disguised in ways that are not detected. It must be at least 9 in 10.
"""

import random
from datetime import timedelta

import pytest
from django.conf import settings

from cases.models import Suspect
from devtools.case_builder import scope
from people.access.scopes import Refused
from pilots.actions import exclusions, identifying_text, learning_actions, learning_points, opinions
from tests.support.cases.pages import page_text
from tests.support.module_fixtures import module_fixture
from tests.support.people.pages import post_page
from tests.support.pilots import panels
from tests.support.pilots.panels import panel_cases, run_action
from timeliness.models import Delivery
from victims.actions.identities import record_identity
from victims.models import VictimIdentity, VictimRecord

pytestmark = pytest.mark.django_db
JUDGED = dict.fromkeys(
    ("is_suspect_focused", "is_plan_proportionate", "was_victim_told_well"), "YES"
)
VICTIM = {
    "name": "Alicia Jane Hartwell-Bryce", "preferred_name": "Lissy",
    "address": "14 Acacia Avenue\nRedland\npupil of Foxgrove School",
    "representative": "Mrs Oyelaran", "email": "alicia@example.org",
}  # fmt: skip
TELLING = [
    "Alicia", "Hartwell", "Bryce", "Hartwell-Bryce", "Lissy", "Acacia", "Redland", "Foxgrove",
    "Oyelaran", "alicia@example.org", "Alicia Jane", "Quennell",
]  # fmt: skip
AROUND = [
    "The complainant {} spoke to a teacher.", "They asked {} before the interview took place.",
    "Nothing was said to {} for a long time", "{} was not told of it", "near {}, it was said,",
    "The reasons lean on what {} did afterwards.",
]  # fmt: skip
CLEAN = [
    "The accounts differ on what was agreed.", "It took long, and nobody said why.",
    "The decision followed the evidence and the policy.", "The plan was fair to both.",
    "The reasons lean on what happened afterwards.", "Nobody was asked before the interview.",
]  # fmt: skip
LATIN, CYRILLIC = "aeocpx", "\u0430\u0435\u043e\u0441\u0440\u0445"


def fullwidth(text):
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


DISGUISES = [
    (lambda text: text, 20), (str.upper, 10), (str.lower, 10), (fullwidth, 12),
    ("\u200b".join, 12), ("\u00ad".join, 8), (lambda text: "\u202e" + text + "\u202c", 6),
    ("\u0301".join, 6), (lambda text: text.translate(str.maketrans(LATIN, CYRILLIC)), 8),
    (lambda text: f"\u201c{text}\u2019s", 4),
    # Spaced letters and misspellings, which are not detected.
    (" ".join, 2), (lambda text: text[:-1], 2),
]  # fmt: skip


def corpus(n=200, seed=20261128):
    """n passages, each with one of TELLING in one of DISGUISES."""
    pick = random.Random(seed)
    disguises = pick.choices([d for d, _ in DISGUISES], [weight for _, weight in DISGUISES], k=n)
    return [pick.choice(AROUND).format(disguise(pick.choice(TELLING))) for disguise in disguises]


@module_fixture
def scene():
    scene = panels.build_drawn_panel()
    case = panels.case_of_row(panel_cases(scene.panel)[0])
    Suspect.objects.unscoped("test").filter(case=case).update(surname="Quennell")
    record = VictimRecord.objects.unscoped("test").filter(case=case).first()
    record_identity(
        record=record, by=scope(case.officer, scene.at), at=scene.at, version=0, **VICTIM
    )
    until = scene.at.date() + timedelta(days=14)
    run_action(scene, opinions.open_panel, "convener", panel=scene.panel, opinions_by=until)
    return scene


def first_panel_case(scene):
    return panel_cases(scene.panel)[0]


def test_nine_in_ten_of_200_passages_that_tell_are_found_and_none_of_the_clean_ones(scene):
    passages, case = corpus(), first_panel_case(scene)
    assert len(passages) == 200
    missed = [each for each in passages if not identifying_text.may_identify_case(case, each)]
    assert 1 - len(missed) / len(passages) >= 0.9, missed
    assert not [each for each in CLEAN if identifying_text.may_identify_case(case, each)]


def test_words_are_kept_as_keyed_hashes_and_go_with_the_key(scene):
    victim_identities = VictimIdentity.objects.unscoped("test").get().words_index
    assert len(victim_identities) > 5 and all(len(each) == 64 for each in victim_identities)
    assert not [each for each in victim_identities if "alicia" in each]


TELLS = "Lissy was there when it began."


def give_opinion_text(scene, text):
    facts = {"grade": "OBSERVATIONS", "themes": [], **JUDGED}
    return run_action(
        scene,
        opinions.give_opinion,
        "police",
        panel_case=first_panel_case(scene),
        text=text,
        **facts,
    )


def record_finding_text(scene, text):
    for who in ("police", "cps", "outside"):
        facts = {"grade": "OBSERVATIONS", "themes": [], **JUDGED, "text": "It took long."}
        run_action(scene, opinions.give_opinion, who, panel_case=first_panel_case(scene), **facts)
    facts = {"grade": "CONSISTENT", "themes": [], "refers_back": False}
    return run_action(
        scene,
        opinions.record_finding,
        "convener",
        panel_case=first_panel_case(scene),
        text=text,
        **facts,
    )


def set_action_text(scene, text):
    record_finding_text(scene, "It was sound.")
    member = scene.police
    due_on = scene.at.date() + timedelta(days=30)
    return run_action(
        scene,
        learning_actions.set_learning_action,
        "convener",
        panel_case=first_panel_case(scene),
        text=text,
        due_on=due_on,
        member=member,
    )


def write_point(scene, text):
    return run_action(
        scene, learning_points.write_learning_point, "convener", title="Late", text=text,
        themes=[], learnt_from="PANEL",
    )  # fmt: skip


def ask_to_leave_out_for(scene, text):
    return run_action(
        scene,
        exclusions.ask_to_leave_out,
        "convener",
        panel_case=first_panel_case(scene),
        reason=text,
    )


@pytest.mark.parametrize(
    "write",
    [give_opinion_text, record_finding_text, set_action_text, write_point, ask_to_leave_out_for],
)
def test_nothing_that_is_written_for_a_panel_may_name_the_victim(scene, write):
    with pytest.raises(Refused, match="This might identify a case") as refusal:
        write(scene, TELLS)
    assert "Lissy" not in str(refusal.value) and "Lissy" not in str(refusal.value.reason)


def test_the_refusal_says_the_same_for_every_find(scene):
    said = set()
    for text in (
        TELLS,
        "Quennell was there.",
        "It was on 3 days.",
        "\uff21licia was.",
        "F\u0435w.",
    ):
        with pytest.raises(Refused) as refusal:
            give_opinion_text(scene, text)
        said.add((str(refusal.value), str(refusal.value.reason)))
    assert len(said) == 1


def test_tries_are_stopped_and_the_conveners_are_told_once(scene, client):
    client.force_login(scene.police)
    sent = {"grade": "OBSERVATIONS", "text": TELLS, **JUDGED}
    for _ in range(settings.PANEL_TEXT_TRIES_AN_HOUR):
        page = post_page(client, "give-opinion", first_panel_case(scene).pk, **sent)
        assert "This might identify a case" in page_text(page)
    for text in (TELLS, *["It took longer than it should."] * 2):
        page = post_page(
            client, "give-opinion", first_panel_case(scene).pk, **sent | {"text": text}
        )
        assert "refused too often" in page_text(page)
    deliveries = Delivery.objects.filter(notice="panel_text_refused")
    assert set(deliveries.values_list("recipient", flat=True)) == {
        scene.convener.pk,
        scene.second.pk,
    }
    assert deliveries.count() == 2
