"""The register of what was asked about the victims of a case, as the caller's side may know it."""

from collections import Counter
from typing import Any

from rest_framework import serializers as s

from cases.action_plans.queries.victim_register import (
    RegisterEntry,
    requests_of_case,
    victim_registers,
)
from cases.models import Case
from cases.permissions import CASE
from cases.queries.row_versions import notices_of_requests, victim_request_version
from people.api.endpoints import read_endpoint
from people.api.responses import Answer
from people.web.audit_context import GuardedRequest
from people.web.guards import guarded, scope_for


class RegisterEntryShown(s.Serializer):
    """
    One request for material about a victim: what was asked of whom, why, when, what came of it.

    action: that asks for it; null where the police decided themselves to ask. is_dropped: it was
    given up, or its action cancelled, before anything was asked for. days: from the request until
    the holder's reply, or until today while it is waited for; null where nobody waits for a holder.
    """

    id = s.UUIDField(source="request.pk")
    action = s.UUIDField(source="request.item_id", allow_null=True)
    reach = s.CharField(source="request.reach")
    material = s.CharField(source="request.material")
    holder = s.CharField(source="request.holder", allow_blank=True)
    from_on = s.DateField(source="request.from_on")
    to_on = s.DateField(source="request.to_on")
    necessity = s.CharField(source="request.necessity")
    again_because = s.CharField(source="request.again_because", allow_blank=True)
    set_at = s.DateTimeField(source="request.set_at")
    requested_on = s.DateField(source="request.requested_on", allow_null=True)
    replied_on = s.DateField(source="request.replied_on", allow_null=True)
    reply = s.CharField(source="request.reply", allow_blank=True)
    withdrawn_on = s.DateField(source="request.withdrawn_on", allow_null=True)
    returned_on = s.DateField(source="request.returned_on", allow_null=True)
    is_dropped = s.BooleanField()
    is_waited_for = s.BooleanField()
    days = s.IntegerField(allow_null=True)
    version = s.IntegerField()


class VictimRegisterShown(s.Serializer):
    """
    What was asked about one victim, newest first.

    victim, number: null for requests from before a case's victims were told apart. days_waited: on
    how many days a holder's reply was waited for; a day counts once for several.
    """

    victim = s.UUIDField(allow_null=True)
    number = s.IntegerField(allow_null=True)
    days_waited = s.IntegerField()
    requests = RegisterEntryShown(many=True)


class VictimRegistersListed(s.Serializer):
    """The register of each victim of a case about whom something was asked, by number."""

    registers = VictimRegisterShown(many=True)


@read_endpoint(VictimRegistersListed)
@guarded("see_victim_register", Case, CASE)
def see_victim_register(request: GuardedRequest, case: Case, allowed: frozenset[str]) -> Answer:
    """What was asked about each victim of the case: of whom, why, when, and what came of it."""
    scope = scope_for(request)
    told = notices_of_requests(case, scope)
    registers = [
        {
            "victim": register.victim and register.victim.pk,
            "number": register.victim and register.victim.number,
            "days_waited": register.days_waited,
            "requests": [_with_version(entry, told) for entry in register.entries],
        }
        for register in victim_registers(requests_of_case(case, scope), scope)
    ]
    return Answer(VictimRegistersListed({"registers": registers}).data)


def _with_version(entry: RegisterEntry, told: Counter[Any]) -> dict[str, Any]:
    """An entry as its serializer shows it, with the version that reading its request gives."""
    names = ("request", "is_dropped", "is_waited_for", "days")
    version = victim_request_version(entry.request, told[entry.request.pk])
    return {name: getattr(entry, name) for name in names} | {"version": version}
