"""What the letter says to a victim whom a charge or a disposal leaves out, and once one fell."""

import pytest

from devtools.case_builder import cast
from tests.support.cases.disposals import authorise_disposal, not_given
from tests.support.module_fixtures import module_fixture
from tests.support.victims.duties import recomputed_duties, record_of, tell_victim
from tests.support.victims.left_out import leave_out, two_victims
from victims.actions.letter_facts import NothingToTell, facts_of_letter
from victims.letter_templates import fill_template, letter_template, newest_template_version

pytestmark = pytest.mark.django_db

GUILTY = "more likely than not to find the person guilty"
ENOUGH = "there is enough evidence"
NO_PROSECUTION = "There will be no prosecution."
NO_CHARGE = "No charge will be brought about what is alleged to have been done to you."
DIFFER = "the reason is not the same for each"
FELL = "We told you before that something else had been decided."


@module_fixture
def builder():
    return two_victims(cast())


def text_of(builder, victim, kind="NFA", language="en", **late):
    name = {"en": "ENGLISH", "cy": "WELSH"}[language]
    facts = facts_of_letter(kind, record_of(victim), builder.suspect(), side="CPS", language=name)
    template = letter_template(kind, newest_template_version(kind), language)
    said = {"called": "Zaz", "dated": "x", "ask_by": "y", "cases": ["told"]} | late
    return fill_template(template, facts, {}, **said).as_plain_text()


@pytest.mark.parametrize("kind", ["charge", "disposal"])
class TestReasons:
    @pytest.mark.parametrize(("whys", "says"), [
        (("EVIDENTIAL", "EVIDENTIAL"), {GUILTY}),
        (("PUBLIC_INTEREST", "PUBLIC_INTEREST"), {ENOUGH}),
        (("EVIDENTIAL", "PUBLIC_INTEREST"), {DIFFER}),
        (("SELECTION", "EVIDENTIAL"), {DIFFER}),
        (("SELECTION", "SELECTION"), {"We would rather explain the reason to you"}),
    ])  # fmt: skip
    def test_the_letter_gives_one_reason_or_says_that_they_differ(self, builder, kind, whys, says):
        leave_out(builder, kind, whys)
        text = text_of(builder, builder.second)
        each = {GUILTY, ENOUGH, DIFFER, "We would rather explain the reason to you"}
        assert {words for words in each if words in text} == says
        assert NO_CHARGE in text and NO_PROSECUTION not in text
        assert "caution" not in text and "charged" not in text

    def test_nobody_else_gets_it_and_not_before(self, builder, kind):
        with pytest.raises(NothingToTell):
            text_of(builder, builder.second)
        leave_out(builder, kind)
        with pytest.raises(NothingToTell):
            text_of(builder, builder.victim)

    def test_it_says_the_same_in_welsh(self, builder, kind):
        leave_out(builder, kind, ("EVIDENTIAL", "PUBLIC_INTEREST"))
        text = text_of(builder, builder.second, language="cy")
        assert "nid yr un yw’r rheswm am bob un" in text and "Ni ddygir cyhuddiad" in text


class TestOneFell:
    """News of the next decision meets the news that the one before fell, so its letter says it."""

    @pytest.fixture
    def fallen(self, builder):
        authorise_disposal(builder)
        tell_victim(builder, builder.victim, builder.suspect(), "DISPOSAL")
        not_given(builder)
        builder.review()
        return builder

    def test_the_letter_of_the_next_disposal_says_so_to_who_was_told(self, fallen):
        authorise_disposal(fallen)
        assert {each.what for each in recomputed_duties(fallen) if each.is_open} >= {
            "DISPOSAL", "DISPOSAL_ENDED",
        }  # fmt: skip
        assert FELL in text_of(fallen, fallen.victim, kind="DISPOSAL")
        assert FELL not in text_of(fallen, fallen.second, kind="DISPOSAL")

    def test_so_does_that_of_no_charge_about_them(self, fallen):
        leave_out(fallen, "charge", victim=fallen.victim)
        text = text_of(fallen, fallen.victim)
        assert FELL in text and NO_CHARGE in text
