from people.identity.sides import Side
from people.models import among as among  # registers the lookup
from people.models.access_controlled import AccessControlled, AccessRoot, UnitAccessRoot
from people.models.access_proposal import AccessProposal
from people.models.agency import Agency, AgencyArea
from people.models.audit_entry import AuditEntry, Operation
from people.models.calendar_address import CalendarAddress
from people.models.directory_person import DirectoryPerson
from people.models.draft import Draft
from people.models.grant import Grant, UnitGrant
from people.models.human import Human
from people.models.idempotency_key import IdempotencyKey
from people.models.insider_alert import InsiderAlert
from people.models.linked_sign_in import LinkedSignIn
from people.models.reading_request import ReadingLimit, ReadingRequest
from people.models.route import Route
from people.models.sealed_log import (
    CoSignature,
    SealedEntry,
    SignedHead,
    TreeNode,
    UnsealedEntry,
)
from people.models.session import Session
from people.models.system import CallCount, StoredResponse, System, Token, UsedAssertion
from people.models.unit import Unit
from people.models.user import User

__all__ = [
    "AccessControlled",
    "AccessProposal",
    "AccessRoot",
    "Agency",
    "AgencyArea",
    "AuditEntry",
    "CalendarAddress",
    "CallCount",
    "CoSignature",
    "DirectoryPerson",
    "Draft",
    "Grant",
    "Human",
    "IdempotencyKey",
    "InsiderAlert",
    "LinkedSignIn",
    "Operation",
    "ReadingLimit",
    "ReadingRequest",
    "Route",
    "SealedEntry",
    "Session",
    "Side",
    "SignedHead",
    "StoredResponse",
    "System",
    "Token",
    "TreeNode",
    "Unit",
    "UnitAccessRoot",
    "UnitGrant",
    "UnsealedEntry",
    "UsedAssertion",
    "User",
]
