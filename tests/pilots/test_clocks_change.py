"""Figures over nights when clocks change: turns have whole days."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from cases.models import Turn
from cases.referrals.actions import referrals
from devtools.case_builder import CaseBuilder, cast
from pilots.actions import measure_refresh
from pilots.models import Stretch
from tests.pilots.test_figures import recomputed_rows, stored_stages
from tests.support.pilots import bulk_histories
from tests.support.pilots.bulk_histories import Histories, make_units_of_areas
from tests.support.pilots.stages_in_pandas import COLUMNS
from timeliness.calendar import london_day

pytestmark = pytest.mark.django_db


def utc(day, hour, minute=30):
    return datetime(2026, *day, hour, minute, tzinfo=UTC)


OCTOBER = [  # on 25 October half past one occurs twice
    utc((10, 24), 22), utc((10, 24), 23), utc((10, 25), 0), utc((10, 25), 1), utc((10, 25), 23),
    utc((10, 26), 0),
]  # fmt: skip
MARCH = [  # on 29 March half past one does not occur
    utc((3, 28), 23), utc((3, 29), 0), utc((3, 29), 1), utc((3, 29), 22), utc((3, 29), 23),
    utc((3, 30), 22),
]  # fmt: skip


@pytest.mark.parametrize(
    ("moments", "days"),
    [(OCTOBER, [24, 25, 25, 25, 25, 26]), (MARCH, [28, 29, 29, 29, 30, 30])],
    ids=["back", "forward"],
)
def test_the_turns_of_a_night_add_up_to_the_days_of_the_stage(moments, days):
    assert [london_day(each).day for each in moments] == days
    builder = CaseBuilder(cast(), at=moments[0] - timedelta(days=1))
    for at, act in zip(moments, ["sign", "return", "sign", "accept", None, None], strict=True):
        if act == "sign":
            builder.write()
            builder.at = at
            builder.do(
                referrals.sign_referral_off, "supervisor", referral=builder.referral,
                supervisor_comments="Ready to go.",
            )  # fmt: skip
        elif act:
            builder.at = at
            builder.send_back() if act == "return" else builder.do(
                referrals.accept_referral, "assistant", referral=builder.referral
            )
    turns = Turn.objects.unscoped("test").filter(suspect=builder.suspects[0]).order_by("began_at")
    held = [(each.side, each.began_at, each.ended_at) for each in turns]
    assert all(one[2] == two[1] for one, two in pairwise(held))
    measure_refresh.refresh_measures(at=moments[-1] + timedelta(days=60))
    [stage] = Stretch.objects.filter(suspect=builder.suspects[0], measure="recorded-to-referral")
    assert (stage.began_on, stage.until_on) == (
        london_day(moments[0] - timedelta(days=1)), london_day(moments[0]),
    )  # fmt: skip
    assert stage.police_days + stage.cps_days + stage.other_days == 1


@pytest.mark.parametrize("first", [date(2026, 3, 28), date(2026, 10, 24)], ids=str)
def test_untidy_histories_begun_over_the_night_are_counted_as_by_hand(monkeypatch, first):
    begun = datetime(first.year, first.month, first.day, tzinfo=UTC)
    monkeypatch.setattr(bulk_histories, "START", begun)
    Histories(make_units_of_areas(), seed=9, days=2).add(120)
    measure_refresh.refresh_measures(at=begun + timedelta(days=400))
    assert stored_stages() == sorted(
        recomputed_rows()[COLUMNS].itertuples(index=False, name=None), key=str
    )
    ended = Stretch.objects.filter(outcome="ENDED")
    assert ended.filter(began_on__lte=first + timedelta(days=2)).count() > 40
    for each in ended:
        parts = (each.police_days, each.cps_days, each.other_days)
        assert min(parts) >= 0 and sum(parts) == (each.until_on - each.began_on).days
