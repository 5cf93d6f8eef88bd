"""An upgrade ends the clocks of custody time limits that an earlier one removed."""

from importlib import import_module

import pytest
from django.db import connection

from cases.models import Suspect
from tests.cases.test_custody_limits import builder, record_remand
from timeliness.models import Clock

pytestmark = pytest.mark.django_db

SQL = import_module("cases.migrations.0007_clocks_of_ended_limits").CLOCKS_OF_ENDED_LIMITS
__all__ = ["builder"]


@pytest.mark.parametrize("has_limit", [False, True])
def test_only_a_limit_that_is_gone_has_no_clock(builder, has_limit):
    record_remand(builder)
    clock = builder.suspect().custody_clock
    assert clock.closed_at is None
    if not has_limit:
        rows = Suspect.objects.unscoped("test").filter(pk=builder.suspects[0].pk)
        rows.update(first_limit_ends_on=None)
    with connection.cursor() as cursor:
        cursor.execute(SQL)
    is_running = Clock.objects.get(pk=clock.pk).closed_at is None
    assert is_running == has_limit
    assert builder.suspect().custody_clock_id == (clock.pk if has_limit else None)
