"""Which charge is in the place of which, and to which count it is the alternative."""

import pytest
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Subquery

from cases.decisions.queries import charge_rows
from cases.decisions.queries.charge_stops import charges_going_on
from cases.models import Suspect
from devtools.case_builder import CaseBuilder, cast, scope
from tests.support.cases.charge_stops import ASSAULT, laid_against, replace_charge_of
from tests.support.cases.charges import authorised_charges, report_charge_of
from tests.support.cases.counts import (
    NIGHT,
    PENETRATION,
    charge_with_counts,
    count_alleged,
    count_not_alleged,
    offence_with_code,
)
from tests.support.cases.pages import client_for, page_text, page_url
from tests.support.module_fixtures import module_fixture

pytestmark = pytest.mark.django_db


@module_fixture
def builder():
    """Two counts, the second in the alternative; the second is replaced, and that one again."""
    made = CaseBuilder(cast()).allocate().review()
    charge_with_counts(made, count_alleged(made), count_not_alleged(made, alternative_to=1))
    second = made.victim, offence_with_code(PENETRATION)
    report_charge_of(made, charges=[*authorised_charges(made.suspects[0]), second])
    stop = replace_charge_of(made, laid_against(made.suspects[0])[1], code=ASSAULT)
    made.last = replace_charge_of(
        made, stop.replacements.get(), code=ASSAULT, from_on=NIGHT.replace(day=7)
    ).replacements.get()
    return made


def test_the_pages_say_which_one_it_replaced_and_the_alternative(builder):
    officer = client_for(builder.cast.officer)
    page = page_text(officer.get(page_url("see-case", builder.case)))
    count, old = "Charge 2, alternative to charge 1", offence_with_code(PENETRATION)
    assert f"replaces {count}: {old}, victim 1" in page
    assert f"replaces {count}: {builder.last.offence}, victim 1" in page
    going_on = charges_going_on(builder.suspect(), scope(builder.cast.prosecutor, at=builder.at))
    [label] = [each.text for each in going_on if each.laid == builder.last]
    assert label.startswith(f"{count}, as replaced: {builder.last.offence}, victim 1")


def test_the_api_names_it(builder):
    by = scope(builder.cast.officer, at=builder.at)
    rows = Suspect.objects.unscoped("test").annotate(
        report=Subquery(charge_rows.newest_charge_report(by)),
        counts=ArraySubquery(charge_rows.counts_in_force()),
    )
    suspect = rows.get(pk=builder.suspects[0].pk)
    told = charge_rows.numbered_report(suspect.report, suspect.counts)["laid"]
    assert [(row["name"], row["replaces"], row["is_replacement"]) for row in told] == [
        ("1.1", None, False), ("1.2", None, False), ("1.3", "1.2", True), ("1.4", "1.3", True),
    ]  # fmt: skip
