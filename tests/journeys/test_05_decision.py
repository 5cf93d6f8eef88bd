"""One suspect is charged, the other is not; the police report the charge."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Decision
from cases.states import State
from tests.cases.charging import NO_OTHERS, alleged
from tests.cases.pages import as_, at, day, follow, links, said
from tests.cast import Road, cast
from tests.standing import standing

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
START = timezone.now() - timedelta(days=3)


@standing
def road():
    return Road(cast(), suspects=2, at=START).allocate().review()


def states(road):
    return [road.suspect(n).state for n in range(2)]


def test_one_suspect_is_charged_and_on_the_other_no_further_action_is_taken(road):
    prosecutor, officer = as_(road.cast.prosecutor), as_(road.cast.officer)
    first, second = road.suspects
    page = prosecutor.get(at("see-review", road.last_review))
    assert at("authorise-charge", first) in links(page)

    charge(prosecutor, officer, first)
    assert states(road) == [State.CHARGE_AUTHORISED, State.WITH_PROSECUTOR]
    meet(road, prosecutor, officer, second)
    propose(prosecutor, second)
    assert states(road) == [State.CHARGE_AUTHORISED, State.SECOND_READER]
    read(road, prosecutor, second)
    assert states(road) == [State.CHARGE_AUTHORISED, State.NO_FURTHER_ACTION]
    report(officer, road, first)

    assert states(road) == [State.CHARGED, State.NO_FURTHER_ACTION]
    kinds = Decision.objects.system("test").filter(case=road.case, status="LIVE")
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


def meet(road, prosecutor, officer, suspect):
    """Nothing is proposed before police and prosecutor have met; the officer records it."""
    page = prosecutor.get(at("propose-no-further-action", suspect))
    assert page.status_code == 403
    assert "Record the consultation with the police first." in page.content.decode()
    page = follow(
        officer, at("record-consultation", road.case), suspects=[suspect.pk], mode="VIRTUAL",
        police=[road.cast.officer.pk], cps=[road.cast.prosecutor.pk],
        summary="The CCTV does not show who it was.", **day("held_on", TODAY),
    )  # fmt: skip
    assert "Olive Officer" in said(page) and "The CCTV does not show" in said(page)


def propose(prosecutor, suspect):
    """A coded reason, the meeting and the rationale; what follows is said first."""
    address = at("propose-no-further-action", suspect)
    assert "What happens when you send it" in said(prosecutor.get(address))
    [held] = suspect.consultations.system("test")
    typed = {"stage": "evidential", "evidential": "IDENTIFICATION", "rationale": "CCTV is unclear."}
    follow(prosecutor, address, consultation=held.pk, **typed)
    page = prosecutor.post(address, typed | {"form_key": "", "consultation": held.pk})
    assert page.status_code == 409
    assert "Waiting for a second reader." in said(page)


def read(road, prosecutor, suspect):
    """Not by the author; by another prosecutor, who says why not; and at last by a manager."""
    otto, manager = as_(road.cast.other_prosecutor), as_(road.cast.manager)
    assert prosecutor.get(at("countersign-decision", suspect)).status_code == 403
    lists = otto.get(reverse("see-worklist", args=["second-reader"]))
    assert road.case.urn in said(lists)
    page = otto.get(at("decline-decision", suspect))
    assert "CCTV is unclear." in said(page) and "The CCTV does not show who it was." in said(page)
    follow(otto, at("decline-decision", suspect), text="Which camera?")
    page = prosecutor.get(at("propose-no-further-action", suspect))
    assert "Which camera?" in said(page) and "CCTV is unclear." in page.content.decode()
    [held] = suspect.consultations.system("test")
    follow(
        prosecutor, at("propose-no-further-action", suspect), consultation=held.pk,
        stage="evidential", evidential="IDENTIFICATION", rationale="Neither camera shows him.",
    )  # fmt: skip
    page = follow(manager, at("countersign-decision", suspect), text="")
    assert "No further action decided on suspect 2." in said(page)
    assert "Mona Manager" in said(page)


def report(officer, road, suspect):
    """In custody or by written charge, on a day that has come."""
    assert at("report-charge", suspect) in links(officer.get(at("see-case", road.case)))
    typed = {"method": "WRITTEN_CHARGE", "laid": [str(each.pk) for each in alleged(suspect)]}
    typed |= NO_OTHERS
    tomorrow = officer.post(
        at("report-charge", suspect), typed | day("charged_on", TODAY + timedelta(days=1))
    )
    assert "The date of the charge must be today or earlier" in said(tomorrow)
    follow(officer, at("report-charge", suspect), **typed, **day("charged_on", TODAY))
