"""
What a directory writes and reads of a person: a small part of SCIM's User, and nothing else.

Source: RFC 7643, 4.1 and 4.3. The descriptions here are published at /scim/v2/Schemas. An attribute
that is not here is accepted and dropped: roles, groups and entitlements give nothing, and a
telephone number or a password is not kept.

Imported when a directory calls (people/directories/views.py): the library takes half a second.
"""

from typing import Annotated

from scim2_models import (
    URN,
    AnyExtension,
    CaseExact,
    ComplexAttribute,
    Extension,
    PatchOp,
    Required,
    Resource,
    ResourceType,
    ResponseParameters,
    Schema,
    ScimPolicy,
    SearchRequest,
    Uniqueness,
)

# What Microsoft Entra ID and Okta send besides the letter of the RFCs.
POLICY = ScimPolicy(
    unknown=ScimPolicy.Unknown.ignore,
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
)


class Name(ComplexAttribute):
    formatted: str | None = None
    """The whole name."""

    given_name: str | None = None
    """The first name."""

    family_name: str | None = None
    """The surname."""


class User(Resource[AnyExtension]):
    """
    A person of the agency. Roles, groups and entitlements are dropped: people give access here.
    """

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    """The work email address by which the person signs in. Where a change of it would let another
    person sign in, it stays as it is until two people have agreed."""

    external_id: Annotated[str | None, CaseExact.true] = None
    """What the directory calls the person."""

    display_name: str | None = None
    """The name as others read it. Without one it is made of the parts of name."""

    name: Name | None = None
    """The name in parts."""

    active: bool | None = None
    """False ends the account at once. True brings back only an account that this directory ended
    and that holds no role; any other waits for two people."""


class Department(Extension):
    """What of the enterprise extension is kept."""

    __schema__ = URN("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")

    department: str | None = None
    """Where the person works. A change takes no role away and gives none: leaders are told."""


Person = User[Department]
PersonPatch = PatchOp[Person]
PersonSearch = SearchRequest[Person]
PersonParameters = ResponseParameters[Person]


def schemas() -> list[Schema]:
    """
    What /Schemas publishes.

    active is published as required, so that no directory removes it; a joiner without it is active.
    """
    user = User.to_schema()
    user["active"].required = Required.true
    return [user, Department.to_schema()]


def resource_types() -> list[ResourceType]:
    """What /ResourceTypes publishes."""
    return [ResourceType.from_resource(Person)]
