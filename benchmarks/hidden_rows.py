"""Rows that are hidden from their reader, beside ids and texts of which there is no row."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

from django.test import Client
from django.urls import reverse

from benchmarks.busy_pages import client_of
from cases.models import Conflict, Decision, Document
from devtools.case_builder import CaseBuilder, cast, person
from devtools.letter_steps import build_charged_case
from people.access.grants import grant_capacity
from people.access.scopes import scope_of
from people.administration.actions.systems import secret_digest
from people.api.endpoints import READ
from people.models import Agency, Side, System, Token, Unit, UnitGrant, User
from pilots.models import Draw, FrameEntry, Panel, PanelCase

PURPOSE = "a benchmark"
NO_URN, NO_NAME = "52ZZ9999926", "Nobody Of This Name"
KNOWN_TOKEN = "of the benchmark"
# A form about the same row as each page.
FORMS = {
    "see-case": "write-note", "see-victim": "record-identity",
    "download-document": "replace-document", "see-pack": "propose-passage",
}  # fmt: skip
Request = Callable[[], object]
Pair = tuple[Request, Request]  # for a hidden row, and for none


def requests_in_pairs(at: datetime) -> dict[str, Pair]:
    """
    {place and reader: (request for a hidden row, request for none)}.

    The readers are an officer of another force, and one who has a conflict of interest with the
    case. Adds the rows that it needs; the caller rolls them back.
    """
    builder = build_charged_case()
    stranger, officer = cast(force="Kent Police").officer, builder.cast.officer
    Conflict.objects.unscoped(PURPOSE).create(
        case=builder.case, user=officer, kind="RELATIVE", reason="A cousin.", declared_by=officer,
        declared_at=at, only_side=Side.POLICE,
    )  # fmt: skip
    rows = {
        "see-case": builder.case.pk, "see-victim": builder.victim.pk,
        "download-document": _add_document(builder, at), "see-pack": _add_pack(builder, at),
    }  # fmt: skip
    found: dict[str, Pair] = {}
    for reader, user in {"another force": stranger, "conflict": officer}.items():
        client = client_of(scope_of(user, at=at))
        found |= {f"{place}, {reader}": pair for place, pair in _pairs_of(client, rows, builder)}
    return found | {"the API's case, another force": _api_pair(stranger, builder, at)}


def _pairs_of(
    client: Client, rows: dict[str, UUID], builder: CaseBuilder
) -> Iterator[tuple[str, Pair]]:
    """(place, pair) for one reader: a page and a form of each model, and both searches."""
    for name, pk in rows.items():
        yield name, (_get(client, name, pk), _get(client, name, uuid4()))
        form = FORMS[name]
        yield form, (_post(client, form, pk), _post(client, form, uuid4()))
    for name, field, hidden, none in (
        ("find-case", "sought", builder.urn, NO_URN),
        ("find-victim", "value", "Zara Quist Example", NO_NAME),
    ):
        find = [{field: text, "by": "name"} for text in (hidden, none)]
        there, nowhere = (partial(client.post, reverse(name), asked) for asked in find)
        yield name, (there, nowhere)


def _get(client: Client, name: str, pk: UUID) -> Request:
    """A request for a row that the reader does not find. Raises AssertionError if they do."""
    ask = partial(client.get, reverse(name, args=[pk]))
    assert ask().status_code == 404, name
    return ask


def _post(client: Client, name: str, pk: UUID) -> Request:
    """A form that is sent about a row that the reader does not find; raises as _get() does."""
    sent = {"form_key": str(uuid4()), "text": "x"}
    send = partial(client.post, reverse(name, args=[pk]), sent)
    assert send().status_code == 404, name
    return send


def _api_pair(user: User, builder: CaseBuilder, at: datetime) -> Pair:
    """The same case by the API, called for the person by a system of their unit."""
    unit = UnitGrant.objects.get(user=user).content_object
    account = person(unit, name="A system")
    User.objects.filter(pk=account.pk).update(is_system=True, password="!")
    grant_capacity("exchange_cases", to=account, on=unit, by=user, at=at)
    system = System.objects.create(account=account, secret=secret_digest("none"))
    Token.objects.create(
        digest=secret_digest(KNOWN_TOKEN), system=system, scopes=[READ], issued_at=at,
        expires_at=at + timedelta(days=365),
    )  # fmt: skip
    headers = {"Authorization": f"Bearer {KNOWN_TOKEN}", "Rasso-Officer": user.email}
    client = Client(headers=headers)

    def ask(pk: UUID) -> Request:
        request = partial(client.get, f"/api/cases/{pk}/")
        assert request().status_code == 404
        return request

    return ask(builder.case.pk), ask(uuid4())


def _add_document(builder: CaseBuilder, at: datetime) -> UUID:
    """A document of the case, without its file."""
    pk, by = uuid4(), builder.cast.officer
    Document.objects.unscoped(PURPOSE).create(
        pk=pk, first_id=pk, case=builder.case, title="a.txt", kind="TEXT", size=1, sha256="0" * 64,
        stored_as=uuid4(), side=Side.POLICE, agency=by.agency, added_by=by, added_at=at,
    )  # fmt: skip
    return pk


def _add_pack(builder: CaseBuilder, at: datetime) -> UUID:
    """A panel of an area that nobody measured takes part in, with the case on it."""
    by, day = builder.cast.officer, at.date()
    agency = Agency.objects.create(name="Pilots of the benchmark", side=Side.LEARNING)
    area = Unit.objects.create(agency=agency, name="Pilot area", kind=Unit.Kind.PILOT_AREA)
    panel = Panel.objects.unscoped(PURPOSE).create(
        area=area, decided_by="CPS", from_on=day, until_on=day, waited_days=0, quorum=1,
        keeps_units_out=False, by=by, at=at, status="OPEN",
    )  # fmt: skip
    decision = Decision.objects.unscoped(PURPOSE).filter(case=builder.case).earliest("at")
    entry = FrameEntry.objects.unscoped(PURPOSE).create(
        panel=panel, reference="0" * 32, stratum="CPS", place=1, case=builder.case,
        suspect_id=decision.suspect_id, decision=decision,
    )  # fmt: skip
    Draw.objects.unscoped(PURPOSE).create(
        panel=panel, method="RANDOM", size=1, seed="0" * 32, frame={}, strata={},
        result=["0" * 32], by=by, at=at,
    )  # fmt: skip
    made = PanelCase.objects.unscoped(PURPOSE).create(
        panel=panel, entry=entry, number=1, is_open=True
    )
    return made.pk
