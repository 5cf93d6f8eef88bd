"""Journey 8: a panel draws cases with a seed, members give opinions separately, and it finds."""

import pytest
from django.utils import timezone

from pilots.models import Finding, Panel
from tests.support.cases.pages import as_, at, day, follow, said
from tests.support.module_fixtures import standing
from tests.support.pilots import panels
from timeliness.models import Delivery

pytestmark = pytest.mark.django_db
JUDGED = {
    "is_suspect_focused": "PARTLY", "is_plan_proportionate": "YES", "was_victim_told_well": "NO",
}  # fmt: skip


@standing
def there():
    return panels.scene(decisions=3)


def test_a_panel_from_its_frame_to_its_finding(there):
    today = timezone.localdate()
    convener, members = as_(there.convener), [as_(there.police), as_(there.outside)]
    follow(
        convener, "/panels/add/", area=there.area.pk, decided_by="CPS", waited_days="28",
        quorum="2", **day("from_on", panels.FRAME["from_on"]), **day("until_on", today),
    )  # fmt: skip
    panel = Panel.objects.unscoped("test").get()
    for person in (there.police, there.outside):
        follow(convener, at("name-panel-member", panel), member=person.pk, **day("until_on", today))
    follow(convener, at("draw-panel", panel), method="RANDOM", size="1")
    assert "Drawn" in said(convener.get(at("see-panel-draw", panel)))
    [row] = panels.cases(panel)

    reasons = said(convener.get(at("let-passage-through", row)))
    assert "The reasons, as they were written" in reasons
    follow(
        convener, at("let-passage-through", row), text="The accounts differ.", is_checked="on"
    )  # fmt: skip
    assert members[0].get(at("see-pack", row)).status_code == 403  # the packs are not open yet
    follow(convener, at("open-panel", panel), **day("opinions_by", today))

    for word, member in zip(("First", "Second", "Third"), members, strict=False):
        pack = said(member.get(at("see-pack", row)))
        assert "The accounts differ." in pack and "Absence of consent" in pack
        assert panels.case_of(row).urn not in pack
        assert "First opinion" not in pack
        follow(
            member,
            at("give-opinion", row),
            grade="OBSERVATIONS",
            text=f"{word} opinion about the accounts",
            **JUDGED,
        )
    assert "First opinion" in said(members[1].get(at("see-pack", row)))

    follow(
        convener, at("record-finding", row), grade="OBSERVATIONS",
        text="Slow, and sound. Both sides know the reason.",
        refers_back="YES",
    )  # fmt: skip
    follow(convener, at("close-panel", panel))
    assert "Slow, and sound. Both sides know the reason." in said(
        members[0].get(at("see-panel", panel))
    )
    assert members[0].get(at("see-pack", row)).status_code == 403
    assert Finding.objects.unscoped("test").get().refers_back
    assert Delivery.objects.get(notice="decision_referred_back").recipient == there.cast.manager
