"""Learning points of the scene."""

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from devtools.case_builder import person, scope
from pilots.actions import learning_points as actions

LONG = "Gwasanaeth-Erlyn-y-Goron-" * 8


def add_learning_points(area, people):
    """A learning point that the police unit is asked to read, one to check, and a withdrawn one."""
    at = timezone.now() - timedelta(days=20)
    author, checker = (scope(person(area, "convene_panels"), at) for _ in range(2))

    def point(title, **said):
        said = {
            "title": title, "text": f"Say in the plan why an action matters.\n{LONG}",
            "themes": ["ACTION_PLANS", "DELAY"], "learnt_from": "PANEL",
        } | said  # fmt: skip
        return actions.write_learning_point(by=author, at=at, **said)

    shared, withdrawn = point(LONG[:100]), point("An older one", learnt_from="REVIEW")
    for each in (shared, withdrawn):
        actions.check_learning_point(point=each, by=checker, at=at, is_shared=True)
    actions.withdraw_learning_point(
        point=withdrawn, by=author, at=at, withdrawn_because="The guidance has changed."
    )
    actions.ask_unit_to_read(
        point=shared, by=author, at=at, unit=people.police.pk,
        read_by=(at + timedelta(days=60)).date(),
    )  # fmt: skip
    return SimpleNamespace(shared=shared, withdrawn=withdrawn, unchecked=point("Not checked yet"))
