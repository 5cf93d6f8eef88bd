"""Ids in form data: a hidden row's id gets the same error as a missing one."""

from uuid import UUID, uuid4

import pytest
from django.forms import BaseForm, BaseFormSet
from django.urls import reverse

from cases.models import Allegation, Suspect, Victim
from devtools.case_builder import MONDAY, CaseBuilder, cast, force_unit, person
from people.access import grants
from tests.cases.test_matrix_pages import kinds_of_cell, row_at_stage
from tests.security.test_hidden_is_missing import comparable_response, warmed_client
from tests.security.test_hidden_is_missing import person_of_role as somebody
from tests.support.cases import expected
from tests.support.cases.matrix_states import row_of, state_values
from tests.support.cases.permission_matrix import Crowd, row_on_case
from tests.support.sitemap import routes_about_rows
from victims.models import ABOUT_SUSPECTS

pytestmark = pytest.mark.django_db

MISSING_PERSON = 987_654_321
# Questions answered with an id, by their page. A new one is added here on purpose.
ASKED_BY_ID = {
    "answer-item": {"held", "on_file"},
    "add-allegation": {"victim", "suspect"},
    "correct-allegation": {"victim"},
    "record-circumstances": {"abusers"},
    "write-referral": {"suspects"},
    "check-referral": {"suspects"},
    "revise-referral": {"suspects"},
    "allocate-case": {"suspects", "to"},
    "reallocate-case": {"to"},
    "cover-case": {"to"},
    "end-cover": {"to"},
    "name-officer": {"to"},
    "record-conflict": {"person"},
    "restrict-case": {"people"},
    "propose-allowing": {"person"},
    "propose-disposal": {"allegations", "uncharged-0-allegation"},
    "record-service-conflict": {"person"},
    "propose-lifting-service-conflict": {"conflict"},
    "settle-service-lifting": {"lifting"},
    "propose-transfer": {"to"},
    "unlink-case": {"link"},
    "record-review": {"suspects"},
    "set-action-plan": {"items-0-suspects", "items-0-gaps", "items-0-victim"},
    "propose-action-plan": {"items-0-suspects", "items-0-gaps", "items-0-victim"},
    "plan-from-gaps": {"items-0-victim"},
    "propose-from-gaps": {"items-0-victim"},
    "authorise-charge": {"counts-0-allegation", "counts-0-victim", "uncharged-0-allegation"},
    "add-charge": {"allegation", "victim"},
    "report-charge": {"counts-0-victim"},
    "correct-charge-report": {"counts-0-victim"},
    "add-bearing": {"document", "held"},
    "dismiss-matches": {"others"},
    "open-case": {"unit"},
    "request-early-advice": {"suspects"},
    "name-adviser": {"to"},
    "change-adviser": {"to"},
    "give-early-advice": {"allegations"},
    "write-note": {"suspects", "item"},
    "write-letter": {"suspect"},
    "send-challenge-up": {"inspector", "manager"},
    "send-extension-up": {"inspector", "manager"},
    "propose-counselling-request": {"suspects", "victim"},
    "justify-item": {"victim"},
    "open-thread": {"item", "mention"},
    "write-message": {"mention"},
    "record-consultation": {"suspects", "police", "cps"},
    "propose-closing": {"allegations", "spoke_1"},
    "propose-no-further-action": {"consultation"},
    "revise-decision": {"consultation"},
    "name-victim-contact": {"person"},
    "refer-to-service": {"service"},
    "pass-withdrawal-on": {"consents"},
    "accept-support": {"isva"},
    "assign-isva": {"isva"},
    "name-reviewer": {"person"},
    "ask-for-review": {"decided_by"},
    "record-contact": {f"about_{what}" for what in ABOUT_SUSPECTS},
    "record-meeting": {"actions-0-owner"},
    "record-victim-event": {"suspect"},
    "end-duties": {"duties"},
    "name-panel-member": {"member"},
    "set-learning-action": {"member"},
    "name-for-second-look": {"person"},
    "end-panel-member": {"member"},
}
# Questions answered with a code of a published list, by their page; and an answer beside ids.
ASKED_BY_CODE = {"propose-closing": {"outcome"}, "draw-panel": {"reason"}}
NO_ID = {"", "ISVA", "none"}

# The state that suspects need for a page to offer them.
SUSPECTS_ARE = {
    "request-early-advice": "INVESTIGATING",
    "write-referral": "INVESTIGATING",
    "correct-allegation": "INVESTIGATING",
    "revise-referral": "INVESTIGATING",
    "allocate-case": "READY_TO_ALLOCATE",
    "record-review": "WITH_PROSECUTOR",
    "record-consultation": "WITH_PROSECUTOR",
    "propose-counselling-request": "WITH_PROSECUTOR",
    "set-action-plan": "WITH_PROSECUTOR",
    "propose-action-plan": "WITH_PROSECUTOR",
}


def form_questions(context):
    """[(form, bound field)] of a page, and the hidden fields of its formsets."""
    found, unasked = [], {}
    for each in context.values():
        if isinstance(each, BaseFormSet):
            manager = each.management_form
            unasked |= {bf.html_name: bf.value() for bf in manager}
            found += [(form, bf) for form in each.forms for bf in form]
        elif isinstance(each, BaseForm):
            found += [(each, bf) for bf in each]
    return found, unasked


def is_id(key):
    try:
        return bool(UUID(str(key)))
    except ValueError:
        return str(key).isdigit()


def id_fields(context):
    """{name in the request: (is it a UUID, answers that reveal it)} of fields with ids."""
    found = {}
    for _form, bf in form_questions(context)[0]:
        keys = [key for key, _label in getattr(bf.field, "choices", ()) if key not in NO_ID]
        if keys and all(map(is_id, keys)):
            found[bf.html_name] = not str(keys[0]).isdigit(), revealing_answers(context, bf.name)
    return found


def field_errors(context, name):
    """The errors of a field."""
    [errors] = [bf.errors for _form, bf in form_questions(context)[0] if bf.html_name == name]
    return list(errors)


def hidden_ids():
    """Ids of rows, and of people, that nobody of the first cast can see."""
    builder = CaseBuilder(cast())
    rows = [row_on_case(model, builder.case) for model in (Suspect, Victim, Allegation)]
    return [row.pk for row in rows], [builder.cast.prosecutor.pk, person(builder.cast.cps).pk]


def revealing_answers(context, name):
    """The answers after which a field is asked."""
    return {
        form.add_prefix(first): value
        for form in {form for form, _bf in form_questions(context)[0]}
        for first, branches in form.conditional_fields.items()
        for value, asked in branches.items()
        if name in asked
    }


def send_id(client, address, name, given, first):
    """
    The page and the field's error after sending this id.

    first: the answers that reveal the field.
    """
    sent = {"form_key": uuid4(), **first, name: given}
    of_rows, in_a_row, _question = name.partition("-0-")
    if in_a_row:
        sent |= {f"{of_rows}-TOTAL_FORMS": 1, f"{of_rows}-INITIAL_FORMS": 0}
    answer = client.post(address, sent)
    return comparable_response(answer), field_errors(answer.context, name)


def compare_errors(client, address, found, hidden_ids):
    """Assert that each field of a page gives hidden and missing ids the same error."""
    rows, people = hidden_ids
    for name, (is_row, first) in found.items():
        hidden, missing = (rows, uuid4()) if is_row else (people, MISSING_PERSON)
        wanted, error = send_id(client, address, name, missing, first)
        assert error, f"{address} takes any id for {name}"
        for given in hidden:
            assert send_id(client, address, name, given, first) == (wanted, error), (
                f"{address}: {name}"
            )


def test_a_hidden_id_in_a_form_is_answered_like_one_that_does_not_exist():
    crowd, browsers, asked, hidden = Crowd(), {}, {}, hidden_ids()
    Suspect.objects.unscoped("test").update(surname="Marlow")  # so that cases may match
    for route in routes_about_rows():
        _open, who, state = open_cell(crowd, route)
        model, rows = route.model.__name__, crowd.rows[who.case]
        row, user = row_of(rows, model, state), who.user
        browsers[user.pk] = client = browsers.get(user.pk) or warmed_client(who)
        with row_at_stage(model, row, state_values(model, state, who)):
            if route.name in SUSPECTS_ARE:
                mine = Suspect.objects.unscoped("test").filter(case=rows["Case"])
                mine.update(state=SUSPECTS_ARE[route.name])
            codes = ASKED_BY_CODE.get(route.name, set())
            asked[route.name] = try_page(client, route.at(pk=row.pk), hidden, codes=codes)
    officer = somebody(crowd, "refer_cases", "own unit")
    grants.grant_capacity(
        "refer_cases", to=officer.user, on=force_unit(), by=officer.user, at=MONDAY
    )
    asked["open-case"] = try_page(warmed_client(officer), reverse("open-case"), hidden)
    assert {name: found for name, found in asked.items() if found} == ASKED_BY_ID


def open_cell(crowd, route):
    return {cell[0]: cell for cell in kinds_of_cell(crowd, route)}[expected.OPEN]


def context_with_rows(client, address):
    """The context of a page; of one that starts without rows, after one was added."""
    context = client.get(address).context or {}
    formsets = [each for each in context.values() if isinstance(each, BaseFormSet)]
    if not any(not each.forms for each in formsets):
        return context
    sent = {f"{each.prefix}-{name}_FORMS": 0 for each in formsets for name in ("TOTAL", "INITIAL")}
    return client.post(address, sent | {"add": "new"}).context


def try_page(client, address, hidden, *, codes=frozenset()):
    """Try every field with ids on a page, apart from those with codes. Returns their names."""
    found = id_fields(context_with_rows(client, address))
    found = {name: each for name, each in found.items() if name not in codes}
    compare_errors(client, address, found, hidden)
    return set(found)
