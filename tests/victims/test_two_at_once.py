"""Two of a kind about a victim: two authors of a letter, two actions that wait."""

from threading import Thread

import pytest

from devtools.case_builder import person
from devtools.letter_steps import act, fresh, road_to_charge, written
from people.access.scopes import Refused
from tests.support.module_fixtures import standing
from victims import keys
from victims.actions import letters as actions

pytestmark = pytest.mark.django_db


@standing
def road():
    road = road_to_charge()
    road.cast.third = person(road.cast.cps, "liaise_with_victims", name="Tia Third")
    return road


@pytest.mark.parametrize("first", ["liaison", "second"])
def test_neither_of_two_who_wrote_a_letter_approves_it(road, first):
    letter = written(road, who=first)
    other = {"liaison": "second", "second": "liaison"}[first]
    act(road, actions.edit_letter, letter, other, next_steps="A comma, moved.")
    act(road, actions.request_letter_review, letter, other)
    for writer in (first, other):
        with pytest.raises(Refused, match="someone else must read it"):
            act(road, actions.review_letter, letter, writer, is_approved=True)
    act(road, actions.review_letter, letter, "third", is_approved=True)
    assert fresh(letter).status == "APPROVED"


@pytest.mark.usefixtures("keys_come_back")
def test_a_key_that_is_destroyed_while_all_are_wrapped_anew_does_not_come_back(road, monkeypatch):
    """The key is destroyed after the rotation has read it and before it writes."""
    victim, wrapped, destroys = road.victim.pk, keys._wrap_key, []

    def meanwhile(key, whose):
        if str(whose) == str(victim):
            destroys.append(Thread(target=keys.destroy_victim_key, args=[victim]))
            destroys[0].start()
            destroys[0].join(1)  # it waits for the lock, or has finished
        return wrapped(key, whose)

    assert keys.is_victim_key_readable(victim)
    monkeypatch.setattr(keys, "_wrap_key", meanwhile)
    keys.rewrap_victim_keys()
    destroys[0].join()
    assert not keys.is_victim_key_readable(victim)
