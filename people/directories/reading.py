"""From what a directory sends to what it says of a person, and back."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError as WrongValue
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from pydantic import ValidationError
from scim2_models import Context, Error, Meta, SCIMException

from people.api.parsers import StrictJSON
from people.directories.refusals import (
    NOT_A_LINE,
    NOT_A_NAME,
    NOT_AN_ADDRESS,
    NOT_SCIM,
    STAYS,
    WRONG_BY_KIND,
    DirectoryRefusal,
)
from people.directories.said import NAME_PARTS, SaidOfPerson, record_of, version_of
from people.directories.schema import (
    POLICY,
    Department,
    Name,
    Person,
    PersonParameters,
    PersonPatch,
    PersonSearch,
)
from people.models import User
from people.web.absolute_urls import absolute_url
from people.web.fields import Email
from people.web.fields import Name as NameField

KINDS = ("application/scim+json", "application/json")
LONGEST = 200  # characters of a text that is kept
LONGEST_ADDRESS = 254  # characters, as of an account's


def joiner(request: HttpRequest) -> SaidOfPerson:
    """What a POST says of a new person."""
    context = Context.RESOURCE_CREATION_REQUEST
    return _said_of_resource(
        Person.model_validate(_body(request), scim_ctx=context, scim_policy=POLICY)
    )


def replacement(request: HttpRequest) -> Callable[[SaidOfPerson], SaidOfPerson]:
    """What a PUT says of a person: what it leaves out is not said any more, but for active."""
    context = Context.RESOURCE_REPLACEMENT_REQUEST
    sent = Person.model_validate(_body(request), scim_ctx=context, scim_policy=POLICY)
    return lambda before: _said_or_end(sent, before)


def modification(request: HttpRequest) -> Callable[[SaidOfPerson], SaidOfPerson]:
    """What a PATCH makes of what was said before."""
    context = Context.RESOURCE_PATCH_REQUEST
    patch = PersonPatch.model_validate(_body(request), scim_ctx=context, scim_policy=POLICY)

    def change(before: SaidOfPerson) -> SaidOfPerson:
        person = _as_written(before)
        patch.patch(person, scim_policy=POLICY)
        if person.active is None:
            raise DirectoryRefusal(400, STAYS, "mutability")
        return _said_or_end(person, before)

    return change


def search_of(request: HttpRequest) -> Any:
    """
    The query of a list, in the address or in a body (/.search), checked.

    Unknown parameters are left alone, as SCIM says nothing of them.
    """
    known = ("filter", "startIndex", "count", "attributes", "excludedAttributes")
    asked: dict[str, Any] = {name: request.GET[name] for name in known if request.GET.get(name)}
    if request.method == "POST":
        asked = _body(request)
    return PersonSearch.model_validate(asked, scim_ctx=Context.SEARCH_REQUEST, scim_policy=POLICY)


def parameters_of(request: HttpRequest) -> Any:
    """Which attributes a response is to have."""
    known = ("attributes", "excludedAttributes")
    asked = {name: request.GET[name] for name in known if request.GET.get(name)}
    return PersonParameters.model_validate(asked, scim_policy=POLICY)


def resource_of(person: User, request: HttpRequest, parameters: Any) -> dict[str, Any]:
    """A person as the directory reads them: the account as it is, and the names as written."""
    record = record_of(person)
    names = dict(record.names) if record else {"displayName": person.name}
    said = SaidOfPerson(
        email=person.email, is_active=person.is_active, names=names,
        external_id=record.external_id if record else "",
        department=record.department if record else "",
    )  # fmt: skip
    made = _as_written(said)
    made.id = str(person.reference)
    made.meta = Meta(
        resource_type="User",
        location=location_of(person, request),
        version=version_of(person),
    )
    context = Context.RESOURCE_QUERY_RESPONSE
    found: dict[str, Any] = made.model_dump(scim_ctx=context, response_parameters=parameters)
    return found


def location_of(person: User, request: HttpRequest) -> str:
    return absolute_url(reverse("scim-user", args=[person.reference]), request)


def words_of_error(error: Exception) -> tuple[str | Promise, str]:
    """
    (what is wrong, SCIM's keyword) of an error of the library.

    In sentences of our own: those of the library repeat what was sent.
    """
    kind = "invalidValue"
    if isinstance(error, ValidationError):
        kind = Error.from_validation_errors(error.errors(include_input=False))[0].scim_type or kind
    elif isinstance(error, SCIMException):
        kind = error.to_error().scim_type or kind
    return WRONG_BY_KIND.get(kind, WRONG_BY_KIND["invalidValue"]), kind


def _body(request: HttpRequest) -> dict[str, Any]:
    if request.content_type not in KINDS:
        raise DirectoryRefusal(415, NOT_SCIM, "invalidSyntax")
    return StrictJSON().parse(request)


def _as_written(said: SaidOfPerson) -> Any:
    """What was said, as the resource that the directory writes."""
    parts = {name: said.names.get(name) for name in NAME_PARTS}
    person = Person(user_name=said.email, active=said.is_active)
    person.external_id = said.external_id or None
    person.display_name = parts["displayName"]
    if parts["formatted"] or parts["givenName"] or parts["familyName"]:
        person.name = Name(
            formatted=parts["formatted"],
            given_name=parts["givenName"],
            family_name=parts["familyName"],
        )
    if said.department:
        person[Department] = Department(department=said.department)
    return person


def _said_or_end(person: Any, before: SaidOfPerson) -> SaidOfPerson:
    """
    What a resource says; of one that ends a person and says what cannot be kept, the end alone.

    So that no leaver goes on because of a name or an address that came with it.
    """
    try:
        return _said_of_resource(person, is_active=before.is_active)
    except DirectoryRefusal:
        if person.active is False:
            return replace(before, is_active=False)
        raise


def _said_of_resource(person: Any, *, is_active: bool = True) -> SaidOfPerson:
    """
    What a resource says. is_active: where it does not say.

    Raises DirectoryRefusal for an address that is none, for a text that is too long, and for a name
    that may look like another.
    """
    name = person.name or Name()
    names = {
        "displayName": person.display_name, "formatted": name.formatted,
        "givenName": name.given_name, "familyName": name.family_name,
    }  # fmt: skip
    extension = person[Department]
    department = (extension.department if extension else "") or ""
    return SaidOfPerson(
        email=_address(person.user_name or ""),
        is_active=is_active if person.active is None else person.active,
        names={part: _name(text) for part, text in names.items() if text},
        external_id=_text(person.external_id or ""),
        department=_name(department),
    )


def _address(text: str) -> str:
    """A work address, in lower case, as the page that adds a person takes it."""
    try:
        return Email(max_length=LONGEST_ADDRESS).clean(text)
    except WrongValue:
        raise DirectoryRefusal(400, NOT_AN_ADDRESS, "invalidValue") from None


def _name(text: str) -> str:
    """A text that people read as a name. Raises DirectoryRefusal where it may mislead them."""
    try:
        return NameField(required=False).clean(_text(text))
    except WrongValue:
        raise DirectoryRefusal(400, NOT_A_NAME, "invalidValue") from None


def _text(text: str) -> str:
    """A text of one line. Raises DirectoryRefusal where it is too long or has other characters."""
    if len(text) > LONGEST or not text.isprintable():
        raise DirectoryRefusal(400, NOT_A_LINE, "invalidValue")
    return text.strip()
