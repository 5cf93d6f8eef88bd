"""Two of a kind about a victim: two authors of a letter, two actions that wait."""

from threading import Thread

import pytest

from devtools.case_builder import person
from devtools.letter_steps import act_on_letter, build_charged_case, fresh_letter, write_letter_of
from people.access.key_folder import KeyFolder
from people.access.scopes import Refused
from tests.support.module_fixtures import module_fixture
from victims import keys
from victims.actions import letters as actions

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    builder = build_charged_case()
    builder.cast.third = person(builder.cast.cps, "liaise_with_victims", name="Tia Third")
    return builder


@pytest.mark.parametrize("first", ["liaison", "second"])
def test_neither_of_two_who_wrote_a_letter_approves_it(builder, first):
    letter = write_letter_of(builder, who=first)
    other = {"liaison": "second", "second": "liaison"}[first]
    act_on_letter(builder, actions.edit_letter, letter, other, next_steps="A comma, moved.")
    act_on_letter(builder, actions.request_letter_review, letter, other)
    for writer in (first, other):
        with pytest.raises(Refused, match="someone else must read it"):
            act_on_letter(builder, actions.review_letter, letter, writer, is_approved=True)
    act_on_letter(builder, actions.review_letter, letter, "third", is_approved=True)
    assert fresh_letter(letter).status == "APPROVED"


@pytest.mark.usefixtures("restore_victim_keys")
def test_a_key_destroyed_while_all_are_wrapped_again_does_not_come_back(builder, monkeypatch):
    """The key is destroyed after the rotation has read it and before it writes."""
    victim, wrapped, destroys = builder.victim.pk, KeyFolder._wrap, []

    def meanwhile(folder, key, whose):
        if str(whose) == str(victim):
            destroys.append(Thread(target=keys.destroy_victim_key, args=[victim]))
            destroys[0].start()
            destroys[0].join(1)  # it waits for the lock, or has finished
        return wrapped(folder, key, whose)

    assert keys.is_victim_key_readable(victim)
    monkeypatch.setattr(KeyFolder, "_wrap", meanwhile)
    keys.rewrap_victim_keys()
    destroys[0].join()
    assert not keys.is_victim_key_readable(victim)
