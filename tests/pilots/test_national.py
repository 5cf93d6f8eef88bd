"""Published figures are shown as they were published, with where from."""

from pilots.measures import BY_CODE
from pilots.national import ABOUT, WORDS, beside, published


def test_every_figure_says_where_it_is_from_and_in_what_it_is_counted():
    assert len(published()) == 18
    assert all(each.source and each.unit and each.period for each in published())


def test_a_stage_has_beside_it_what_was_published_of_it():
    found = [(each.period, each.value) for each in beside("charge-to-completion")]
    assert found == [("2021", "374"), ("2022 Q2", "446")]
    assert beside("decision-to-charge") == []


def test_what_is_set_beside_a_stage_is_known():
    assert set(ABOUT) == set(BY_CODE)
    assert set(WORDS) == {name for names in ABOUT.values() for name in names}
    assert {name for names in ABOUT.values() for name in names} <= {
        each.measure for each in published()
    }
