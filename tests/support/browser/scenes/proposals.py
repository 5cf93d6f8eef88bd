"""Changes of access that wait for a second person, at each of their stages."""

from datetime import timedelta

from django.utils import timezone

from devtools.case_builder import scope
from people.administration.actions import proposals
from people.models import User

LONG = "Gwasanaeth-Erlyn-y-Goron-" * 12
WHY = f"{LONG} They start on the unit on Monday."


def add_proposals(people, administrator, approver):
    """
    {name: proposal}: one that waits, of each administrator; an approved one, which shows a secret;
    a refused one; and a role given in an emergency.
    """
    now = timezone.now()

    def propose(act, by=administrator, **arguments):
        made = {"act": act, "reason": WHY, "by": scope(by, at=now), "at": now}
        return proposals.propose_access(**made | arguments)

    def settle(action, proposal, **answer):
        return action(proposal=proposal, by=scope(approver, at=now), at=now, **answer)

    officer = User.objects.get(pk=people.officer.pk)
    role = {"person": officer, "unit": people.police, "expires_at": None}
    inspector = User.objects.get(pk=people.inspector.pk)
    emergency = {"person": inspector, "unit": people.police, "capacity": "see_figures"}
    emergency["expires_at"] = now + timedelta(days=1)
    secret = {"name": "Evidence system", "agency": people.police.agency}
    found = {
        "proposed": propose("give_capacity", **role, capacity="inspect_cases"),
        "to_approve": propose(
            "change_address", by=approver, person=officer, version=officer.version,
            email="olive.officer@example.org",
        ),
        "approved": propose("add_system", **secret),
        "refused": propose("give_capacity", **role, capacity="contact_victims"),
        "urgent": propose("give_capacity", by=approver, is_emergency=True, **emergency),
    }  # fmt: skip
    settle(proposals.approve_access, found["approved"])
    settle(proposals.refuse_access, found["refused"], text=WHY)
    return {f"proposal_{name}": each for name, each in found.items()}
