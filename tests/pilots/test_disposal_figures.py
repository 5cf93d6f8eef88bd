"""A suspect who is dealt with out of court counts as decided, and never as charged."""

import pytest
from django.utils import timezone

from devtools.case_builder import CaseBuilder, cast
from pilots.actions import measure_refresh
from pilots.models import Occasion
from tests.support.cases.disposals import authorise_disposal, give_caution, not_given

pytestmark = pytest.mark.django_db


def answers(builder):
    """The answers of the suspect and of their decisions."""
    measure_refresh.rebuild_all_figures(at=timezone.now())
    rows = Occasion.objects.filter(measure__in=["suspects", "decisions"])
    return {each for row in rows for each in row.answers.split()}


@pytest.mark.parametrize("kind", ["ADULT_CONDITIONAL", "ADULT_CAUTION"])
def test_it_is_a_decision_of_its_kind_and_no_charge(kind):
    builder = CaseBuilder(cast()).allocate()
    give_caution(builder, kind=kind)
    assert answers(builder) >= {"charged:NO", f"decision-charge:{kind}"}
    assert "charged:YES" not in answers(builder)


def test_one_that_fell_away_leaves_the_suspect_open():
    builder = CaseBuilder(cast()).allocate()
    authorise_disposal(builder)
    not_given(builder)
    assert answers(builder) >= {"charged:OPEN", "decision-charge:ADULT_CONDITIONAL"}
