"""
Publish all figures together once a month; they do not change until the next time.

So a reader who looks twice cannot see what one case changed, and pages, files and charts of one day
agree. pilots.actions.measure_refresh keeps the underlying rows in line with the facts meanwhile.
"""

import secrets
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Min

from people.models import Unit
from pilots.actions.counted_cells import proportion_cells_of_year, stage_cells_of_year
from pilots.disclosure_control.publication_dates import counted_until_by_level, is_publication_due
from pilots.measures.aggregates import proportion_aggregates, stage_aggregates
from pilots.measures.proportions import EVENT_KINDS_BY_CODE
from pilots.measures.stages import STAGE_MEASURES
from pilots.models import CountingSecret, PilotArea, ShareTally, Tally
from pilots.queries.changes.series import MONTHS_BEFORE_START
from pilots.queries.filters import first_listed_day
from pilots.queries.publication import figures_published_on
from timeliness.actions import heartbeats
from timeliness.calendar import add_months, london_day

BULK_CREATE_BATCH_SIZE = 1000
RECORD_COUNTED_CASES_SQL = """
    INSERT INTO pilots_countedcase (case_id)
    SELECT case_id FROM pilots_occasion WHERE month < %(until)s
    UNION SELECT suspect.case_id FROM pilots_stretch stretch
        JOIN cases_suspect suspect ON suspect.id = stretch.suspect_id WHERE month < %(until)s
    ON CONFLICT DO NOTHING"""


def publish_figures_if_due(*, at: datetime) -> bool:
    """Publish this month's figures if that has not been done; whether it was done now."""
    if not is_publication_due(figures_published_on(), london_day(at)):
        return False
    publish_all_figures(at=at)
    return True


@transaction.atomic
def publish_all_figures(*, at: datetime) -> None:
    """
    Replace all published figures by those of the current facts.

    Of the years that are listed or used as a pilot's baseline. The caller holds the figures lock.
    """
    today, secret = london_day(at), counting_secret()
    for model in (Tally, ShareTally):
        model.objects.all().delete()
    for year in range(first_published_year(at), today.year + 1):
        _publish_stage_figures(year, today, secret)
        _publish_proportions(year, today, secret)
    with connection.cursor() as cursor:
        cursor.execute(RECORD_COUNTED_CASES_SQL, {"until": today.replace(day=1)})
    heartbeats.leave_heartbeat("published", at=at)


def _publish_stage_figures(year: int, today: date, secret: bytes) -> None:
    until = counted_until_by_level(today)
    for stage in STAGE_MEASURES:
        cells = stage_cells_of_year(stage.code, year, secret)
        found = stage_aggregates(cells, _agency_by_unit(), until=until, today=today)
        Tally.objects.bulk_create(
            (Tally(measure=stage.code, **key._asdict(), **values) for key, values in found.items()),
            batch_size=BULK_CREATE_BATCH_SIZE,
        )


def _publish_proportions(year: int, today: date, secret: bytes) -> None:
    until = counted_until_by_level(today)
    for code, subject in EVENT_KINDS_BY_CODE.items():
        parts = proportion_cells_of_year(code, year, secret)
        found = proportion_aggregates(
            code, parts, _agency_by_unit(), until=until, by_urgency=subject.by_urgency
        )
        ShareTally.objects.bulk_create(
            (ShareTally(measure=code, **key._asdict(), **said) for key, said in found.items()),
            batch_size=BULK_CREATE_BATCH_SIZE,
        )


def _agency_by_unit() -> dict[int, int]:
    return dict(Unit.objects.values_list("pk", "agency"))


def counting_secret() -> bytes:
    """The secret of the counting lot: created once, and stored."""
    made = {"secret": secrets.token_bytes(32)}
    row, _is_new = CountingSecret.objects.get_or_create(pk=1, defaults=made)
    return bytes(row.secret)


def first_published_year(at: datetime) -> int:
    """The first year that is listed or used as a pilot's baseline."""
    first = first_listed_day(london_day(at))
    began = PilotArea.objects.aggregate(first=Min("starts_on"))["first"] or first
    return add_months(min(began, first), -MONTHS_BEFORE_START).year
