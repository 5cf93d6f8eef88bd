from people.identity.sides import Side
from people.models.access_controlled import AccessControlled, AccessRoot, UnitAccessRoot
from people.models.agency import Agency, AgencyArea
from people.models.audit_entry import AuditEntry, Operation
from people.models.draft import Draft
from people.models.grant import Grant, UnitGrant
from people.models.idempotency_key import Posted
from people.models.person import Human
from people.models.route import Route
from people.models.system import Answered, Calls, System, Token
from people.models.unit import Unit
from people.models.user import User

__all__ = [
    "AccessControlled",
    "AccessRoot",
    "Agency",
    "AgencyArea",
    "Answered",
    "AuditEntry",
    "Calls",
    "Draft",
    "Grant",
    "Human",
    "Operation",
    "Posted",
    "Route",
    "Side",
    "System",
    "Token",
    "Unit",
    "UnitAccessRoot",
    "UnitGrant",
    "User",
]
