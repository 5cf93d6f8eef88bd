"""One suspect is charged, the other is not; the police report the charge."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Decision
from cases.states import State
from tests.cases.pages import as_, at, day, follow, links, said
from tests.cast import Road, cast

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
START = timezone.now() - timedelta(days=3)


@pytest.fixture
def road():
    return Road(cast(), suspects=2, at=START).allocate().review()


def states(road):
    return [road.suspect(n).state for n in range(2)]


def test_one_suspect_is_charged_and_on_the_other_no_further_action_is_taken(road):
    prosecutor, officer = as_(road.cast.prosecutor), as_(road.cast.officer)
    first, second = road.suspects
    page = prosecutor.get(at("see-review", road.last_review))
    assert {at("authorise-charge", first), at("take-no-further-action", second)} <= set(links(page))

    charge(prosecutor, officer, first)
    assert states(road) == [State.CHARGE_AUTHORISED, State.WITH_PROSECUTOR]
    no_further_action(prosecutor, second)
    assert states(road) == [State.CHARGE_AUTHORISED, State.NO_FURTHER_ACTION]
    report(officer, road, first)

    assert states(road) == [State.CHARGED, State.NO_FURTHER_ACTION]
    kinds = Decision.objects.system("test").filter(case=road.case, is_live=True)
    assert {row.suspect_id: row.kind for row in kinds} == {
        first.pk: "CHARGE", second.pk: "NFA_EVIDENTIAL",
    }  # fmt: skip
    told = said(officer.get(at("see-case", road.case)))
    assert "Charged" in told and "No further action" in told


def charge(prosecutor, officer, suspect):
    """Charges come from the allegations; only the prosecutor decides."""
    [allegation] = suspect.allegations.system("test")
    assert officer.get(at("authorise-charge", suspect)).status_code == 403
    page = follow(
        prosecutor, at("authorise-charge", suspect), allegations=[allegation.pk],
        rationale="Both stages are met.",
    )  # fmt: skip
    assert "Charge authorised for suspect 1." in said(page)


def no_further_action(prosecutor, suspect):
    """A coded reason and the rationale; what follows is said first, and it is decided once."""
    address = at("take-no-further-action", suspect)
    assert "What happens when you send it" in said(prosecutor.get(address))
    typed = {"stage": "evidential", "evidential": "IDENTIFICATION", "rationale": "CCTV is unclear."}
    follow(prosecutor, address, **typed)
    page = prosecutor.post(address, typed | {"form_key": ""})
    assert page.status_code == 409
    assert "No further action has already been decided on suspect 2." in said(page)


def report(officer, road, suspect):
    """In custody or by written charge, on a day that has come."""
    assert at("report-charge", suspect) in links(officer.get(at("see-case", road.case)))
    typed = {"method": "WRITTEN_CHARGE"}
    tomorrow = officer.post(
        at("report-charge", suspect), typed | day("charged_on", TODAY + timedelta(days=1))
    )
    assert "The date of the charge must be today or earlier" in said(tomorrow)
    follow(officer, at("report-charge", suspect), **typed, **day("charged_on", TODAY))
