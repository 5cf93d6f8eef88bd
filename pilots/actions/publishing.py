"""
Figures are published once a month, all of them together, and stay as they are until the next time.

So nobody who looks twice sees what one case changed, and pages, files and charts that are read on
one day are of one moment. What the facts are meanwhile is kept in line by pilots.actions.figures.
"""

import secrets
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Min

from people.models import Unit
from pilots.actions.tallies import cells_of, parts_of
from pilots.measures import STAGES
from pilots.models import CountingSecret, PilotArea, ShareTally, Tally
from pilots.moments import counted_until, is_due
from pilots.queries.change_series import BEFORE
from pilots.queries.figures import published_on, since
from pilots.shares import SUBJECTS
from pilots.tallies import share_tallies_of, tallies_of
from timeliness.actions import marks
from timeliness.calendar import add_months, london_day

BATCH = 1000
COUNTED = """
    INSERT INTO pilots_countedcase (case_id)
    SELECT case_id FROM pilots_occasion WHERE month < %(until)s
    UNION SELECT suspect.case_id FROM pilots_stretch stretch
        JOIN cases_suspect suspect ON suspect.id = stretch.suspect_id WHERE month < %(until)s
    ON CONFLICT DO NOTHING"""


def publish_if_due(*, at: datetime) -> bool:
    """Publish the figures of this month where that has not been done; whether it was."""
    if not is_due(published_on(), london_day(at)):
        return False
    publish(at=at)
    return True


@transaction.atomic
def publish(*, at: datetime) -> None:
    """
    Put what is published in the place of what was, as the facts stand now.

    Of the years that are listed, and of those that a pilot is compared with. Whoever calls it sees
    to it that no other worker counts meanwhile.
    """
    today, secret = london_day(at), counting_secret()
    for model in (Tally, ShareTally):
        model.objects.all().delete()
    for year in range(first_year(at), today.year + 1):
        _publish_stages(year, today, secret)
        _publish_shares(year, today, secret)
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, {"until": today.replace(day=1)})
    marks.leave("published", at=at)


def _publish_stages(year: int, today: date, secret: bytes) -> None:
    until = counted_until(today)
    for stage in STAGES:
        cells = cells_of(stage.code, year, secret)
        found = tallies_of(cells, _agency_of(), until=until, today=today)
        Tally.objects.bulk_create(
            (Tally(measure=stage.code, **key._asdict(), **values) for key, values in found.items()),
            batch_size=BATCH,
        )


def _publish_shares(year: int, today: date, secret: bytes) -> None:
    until = counted_until(today)
    for code, subject in SUBJECTS.items():
        parts = parts_of(code, year, secret)
        found = share_tallies_of(
            code, parts, _agency_of(), until=until, by_urgency=subject.by_urgency
        )
        ShareTally.objects.bulk_create(
            (ShareTally(measure=code, **key._asdict(), counts=counts)
             for key, counts in found.items()),
            batch_size=BATCH,
        )  # fmt: skip


def _agency_of() -> dict[int, int]:
    return dict(Unit.objects.values_list("pk", "agency"))


def counting_secret() -> bytes:
    """The secret by which it is drawn how often a case is counted: made once, and kept."""
    made = {"secret": secrets.token_bytes(32)}
    row, _is_new = CountingSecret.objects.get_or_create(pk=1, defaults=made)
    return bytes(row.secret)


def first_year(at: datetime) -> int:
    """The first year of which figures are listed, or that a pilot is compared with."""
    first = since(london_day(at))
    began = PilotArea.objects.aggregate(first=Min("starts_on"))["first"] or first
    return add_months(min(began, first), -BEFORE).year
