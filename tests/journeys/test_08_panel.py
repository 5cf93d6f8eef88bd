"""Journey 8: a panel draws cases with a seed, members give opinions separately, and it finds."""

import pytest
from django.utils import timezone

from pilots.models import Finding, Panel
from tests.support.cases.pages import client_for, date_parts, page_text, page_url, submit_form
from tests.support.module_fixtures import module_fixture
from tests.support.pilots import panels
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
JUDGED = {
    "is_suspect_focused": "PARTLY", "is_plan_proportionate": "YES", "was_victim_told_well": "NO",
}  # fmt: skip


@module_fixture
def scene():
    return panels.build_panel_scene(decisions=3)


def test_a_panel_from_its_frame_to_its_finding(scene):
    today = timezone.localdate()
    convener, members = (
        client_for(scene.convener),
        [client_for(scene.police), client_for(scene.outside)],
    )
    submit_form(
        convener,
        "/panels/add/",
        area=scene.area.pk,
        decided_by="CPS",
        waited_days="28",
        quorum="2",
        **date_parts("from_on", panels.FRAME["from_on"]),
        **date_parts("until_on", today),
    )
    panel = Panel.objects.unscoped("test").get()
    for person in (scene.police, scene.outside):
        submit_form(
            convener,
            page_url("name-panel-member", panel),
            member=person.pk,
            **date_parts("until_on", today),
        )
    submit_form(convener, page_url("draw-panel", panel), method="RANDOM", size="1")
    assert "Drawn" in page_text(convener.get(page_url("see-panel-draw", panel)))
    [row] = panels.panel_cases(panel)

    reasons = page_text(convener.get(page_url("propose-passage", row)))
    assert "The reasons, as they were written" in reasons
    submit_form(
        convener, page_url("propose-passage", row), text="The accounts differ.", is_checked="on"
    )  # fmt: skip
    second = client_for(scene.second)
    assert "The accounts differ." in page_text(second.get(page_url("settle-passage", row)))
    submit_form(second, page_url("settle-passage", row), is_agreed="YES")
    assert (
        members[0].get(page_url("see-pack", row)).status_code == 403
    )  # the packs are not open yet
    submit_form(convener, page_url("open-panel", panel), **date_parts("opinions_by", today))

    for word, member in zip(("First", "Second", "Third"), members, strict=False):
        pack = page_text(member.get(page_url("see-pack", row)))
        assert "The accounts differ." in pack and "Absence of consent" in pack
        assert panels.case_of_row(row).urn not in pack
        assert "First opinion" not in pack
        submit_form(
            member,
            page_url("give-opinion", row),
            grade="OBSERVATIONS",
            text=f"{word} opinion about the accounts",
            **JUDGED,
        )
    assert "First opinion" in page_text(members[1].get(page_url("see-pack", row)))

    submit_form(
        convener, page_url("record-finding", row), grade="OBSERVATIONS",
        text="Slow, and sound. Both sides know the reason.",
        refers_back="YES",
    )  # fmt: skip
    submit_form(convener, page_url("close-panel", panel))
    assert "Slow, and sound. Both sides know the reason." in page_text(
        members[0].get(page_url("see-panel", panel))
    )
    assert members[0].get(page_url("see-pack", row)).status_code == 403
    assert Finding.objects.unscoped("test").get().refers_back
    assert Delivery.objects.get(notice="decision_referred_back").recipient == scene.cast.manager
