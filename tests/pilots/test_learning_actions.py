"""What a panel found leads to something done: by somebody, by a day, with what shows it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from people.access import Refused
from pilots.actions import learning_actions, opinions
from pilots.models import LearningAction
from tests.people.pages import send, text
from tests.pilots import panels
from tests.pilots.panels import cases, do, named
from tests.pilots.test_opinions import FOUND, SAID
from tests.standing import standing

pytestmark = pytest.mark.django_db


@standing
def there():
    """A panel of one case on which it has found something."""
    there = panels.scene(decisions=1)
    there.at = timezone.now() - timedelta(minutes=5)  # pages ask the clock
    until = {"until_on": there.at.date()}
    there.panel = panels.drawn(there, named(there, panels.begun(there, **until)), size=1)
    day = there.at.date() + timedelta(days=14)
    do(there, opinions.open_panel, "convener", panel=there.panel, opinions_by=day)
    there.due = day
    return there


def given(there):
    for who in ("police", "cps", "outside"):
        do(there, opinions.give_opinion, who, panel_case=cases(there.panel)[0], **SAID)


def found(there):
    given(there)
    do(there, opinions.record_finding, "convener", panel_case=cases(there.panel)[0], **FOUND)


def asked(there, member=None):
    said = {"text": "Brief the team.", "member": member or there.police, "due_on": there.due}
    action = learning_actions.set_learning_action
    return do(there, action, "convener", panel_case=cases(there.panel)[0], **said)


def test_nothing_is_asked_before_the_panel_has_found_anything(there):
    given(there)
    with pytest.raises(Refused, match="found nothing on this case yet"):
        asked(there)


def test_only_somebody_on_the_panel_is_asked(there):
    found(there)
    with pytest.raises(Refused, match="Select a member or a convener"):
        asked(there, there.cast.officer)


def test_its_owner_completes_it_with_what_shows_it_and_everybody_on_the_panel_reads_it(
    there, client
):
    found(there)
    made = asked(there)
    client.force_login(there.cps)
    assert send(client, "complete-learning-action", made.pk, evidence="Mine.").status_code == 403
    client.force_login(there.police)
    page = text(client.get(reverse("see-panel", args=[there.panel.pk])))
    assert "Brief the team." in page and "Complete this action" in page
    send(client, "complete-learning-action", made.pk, evidence="Minutes of the briefing.")
    page = text(client.get(reverse("see-panel", args=[there.panel.pk])))
    assert "Minutes of the briefing." in page and "Complete this action" not in page
    row = LearningAction.objects.system("test").get()
    assert (row.done_by, row.owner) == (there.police, there.police)
    with pytest.raises(Refused, match="has been completed"):
        do(
            there,
            learning_actions.complete_learning_action,
            "police",
            learning_action=made,
            evidence="x",
        )
