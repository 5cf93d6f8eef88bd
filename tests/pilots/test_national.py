"""National figures are shown as published, with their source."""

from pilots.measures.stages import STAGE_MEASURES_BY_CODE
from pilots.national_figures import (
    NATIONAL_FIGURE_LABELS,
    NATIONAL_FIGURES_BY_STAGE,
    all_national_figures,
    national_figures_of_stage,
)


def test_every_figure_says_where_it_is_from_and_in_what_it_is_counted():
    assert len(all_national_figures()) == 18
    assert all(each.source and each.unit and each.period for each in all_national_figures())


def test_a_stage_has_beside_it_what_was_published_of_it():
    found = [
        (each.period, each.value) for each in national_figures_of_stage("charge-to-completion")
    ]
    assert found == [("2021", "374"), ("2022 Q2", "446")]
    assert national_figures_of_stage("decision-to-charge") == []


def test_the_national_figure_beside_a_stage_is_known():
    assert set(NATIONAL_FIGURES_BY_STAGE) == set(STAGE_MEASURES_BY_CODE)
    assert set(NATIONAL_FIGURE_LABELS) == {
        name for names in NATIONAL_FIGURES_BY_STAGE.values() for name in names
    }
    assert {name for names in NATIONAL_FIGURES_BY_STAGE.values() for name in names} <= {
        each.measure for each in all_national_figures()
    }
