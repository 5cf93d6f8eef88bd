"""Two people edit a row at once: fields that a person did not change are not overwritten."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from people.models import Agency
from people.web import fields

ROW = Agency(pk=7)
LETTERS = ["", "a", "b", "c"]
DAYS = [None, dt.date(2026, 3, 29), dt.date(2027, 1, 2)]
MOMENTS = [
    None, dt.datetime(2026, 7, 1, 11, 30, tzinfo=dt.UTC), dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
]  # fmt: skip
SAFE_FIRST = ["NO", "NOT_ASKED", "YES"]
OFFERED = [(each, each) for each in "xyz"]
ANSWERS = {
    "line": st.sampled_from(LETTERS),
    "text": st.sampled_from(["", "one", "one\ntwo", "three"]),
    "choice": st.sampled_from(["x", "y", "z"]),
    "choices": st.sampled_from([[], ["x"], ["x", "y"], ["z"]]),
    "number": st.sampled_from([None, 1, 14]),
    "tick": st.booleans(),
    "on": st.sampled_from(DAYS),
    "at": st.sampled_from(MOMENTS),
}


class Facts(fields.EditForm):
    """A form of facts with each kind of field."""

    line = fields.SingleLineField(required=False)
    text = fields.Text(required=False)
    choice = fields.Choice(choices=OFFERED)
    choices = fields.Choices(choices=OFFERED, required=False)
    number = fields.Number(most=99, required=False)
    tick = fields.Tick(required=False)
    on = fields.DateField(what="the day", required=False)
    at = fields.DateTimeField(what="the hour", required=False)


class Safety(fields.EditForm):
    """Two questions, one of which has a safer answer that stays."""

    safe = fields.Choice(choices=[(each, each) for each in SAFE_FIRST])
    line = fields.SingleLineField(required=False)
    safer_values = {"safe": lambda saved, sent: min(saved, sent, key=SAFE_FIRST.index)}


def browser_data(form, answers):
    """What a browser sends of a form: hidden fields and these values."""
    data = QueryDict(mutable=True)
    for name in ("version", "opened", "form_key"):
        data[name] = str(form[name].value() or "")
    for name, value in answers.items():
        if isinstance(value, list):
            data.setlist(name, value)
        elif isinstance(value, bool):
            data.update({name: "on"} if value else {})
        elif isinstance(value, dt.datetime):
            local = value.astimezone(LONDON)
            data.update({f"{name}-{part}": str(getattr(local, part)) for part in PARTS})
        elif isinstance(value, dt.date):
            data.update({f"{name}-{part}": str(getattr(value, part)) for part in PARTS[:3]})
        else:
            data[name] = "" if value is None else str(value).replace("\n", "\r\n")
    return data


PARTS = ("year", "month", "day", "hour", "minute")
LONDON = ZoneInfo("Europe/London")


def opened_form(kind, version, saved):
    return kind(version=version, of=ROW, initial=saved)


def bound_form(kind, data, version, saved):
    return kind(data, version=version, of=ROW, initial=saved)


@given(st.fixed_dictionaries(ANSWERS), st.data())
@settings(max_examples=300, deadline=None)
def test_an_answer_is_the_saved_one_or_the_sender_s_and_only_what_both_changed_waits(base, data):
    theirs = base | data.draw(st.fixed_dictionaries({}, optional=ANSWERS))
    mine = base | data.draw(st.fixed_dictionaries({}, optional=ANSWERS))
    form = bound_form(Facts, browser_data(opened_form(Facts, 1, base), mine), 2, theirs)

    both = {n for n in base if mine[n] != base[n] != theirs[n] != mine[n]}
    assert form.is_valid() == (not both), form.errors
    assert {each.name for each in form.conflicts} == both
    merged = {n: theirs[n] if mine[n] == base[n] else mine[n] for n in base}
    if both:  # sent again as shown: the sender has seen the other version of these
        again = browser_data(form, merged)
        form = bound_form(Facts, again, 2, theirs)
        assert form.is_valid()
    cleaned = {n: form.cleaned_data[n] for n in base}
    assert cleaned == merged
    assert form.cleaned_data["version"] == 2


@given(st.fixed_dictionaries(ANSWERS), st.data())
@settings(max_examples=100, deadline=None)
def test_a_page_that_comes_back_in_conflict_holds_what_was_typed_and_else_what_is_saved(base, data):
    theirs = base | data.draw(st.fixed_dictionaries({}, optional=ANSWERS))
    mine = base | data.draw(st.fixed_dictionaries({}, optional=ANSWERS))
    form = bound_form(Facts, browser_data(opened_form(Facts, 1, base), mine), 2, theirs)
    form.is_valid()
    shown = Facts(form.data, version=2, of=ROW, initial=theirs)
    assert shown.is_valid()
    for name in base:
        assert shown.cleaned_data[name] == (theirs if mine[name] == base[name] else mine)[name]


@pytest.mark.parametrize("forged", ["", "x", "another row", "another form", "another version"])
def test_without_a_seal_of_this_page_every_answer_that_differs_is_asked_about(forged):
    base, theirs = {"safe": "YES", "line": "a"}, {"safe": "NO", "line": "a"}
    data = browser_data(opened_form(Safety, 1, base), base)
    if forged == "another row":
        data["opened"] = Safety(version=1, of=Agency(pk=8), initial=base)["opened"].value()
    elif forged == "another form":
        data["opened"] = Facts(version=1, of=ROW, initial=base)["opened"].value()
    elif forged == "another version":
        data["opened"] = opened_form(Safety, 3, base)["opened"].value()
    else:
        data["opened"] = forged
    form = bound_form(Safety, data, 2, theirs)
    assert form.is_valid() and [each.name for each in form.conflicts] == ["safe"]
    assert form.cleaned_data["safe"] == "NO"


@given(*[st.sampled_from(SAFE_FIRST)] * 3, st.sampled_from(LETTERS), st.sampled_from(LETTERS))
@settings(max_examples=200, deadline=None)
def test_where_two_differ_the_safer_stands_until_the_other_is_selected_again(
    base, theirs, mine, line, other
):
    sent = browser_data(
        opened_form(Safety, 1, {"safe": base, "line": line}), {"safe": mine, "line": other}
    )
    form = bound_form(Safety, sent, 2, {"safe": theirs, "line": line})
    assert form.is_valid() and form.cleaned_data["line"] == other
    if not (mine != base != theirs != mine):
        assert not form.conflicts
        assert form.cleaned_data["safe"] == (theirs if mine == base else mine)
        return
    safer = min(theirs, mine, key=SAFE_FIRST.index)
    assert form.cleaned_data["safe"] == safer
    form.restart_on_version(3)
    saved = {"safe": safer, "line": other}
    again = bound_form(Safety, form.data.copy(), 3, saved)  # the button is pressed again
    assert again.is_valid() and again.cleaned_data["safe"] == safer and not again.conflicts
    chosen = form.data.copy()
    chosen["safe"] = max(theirs, mine, key=SAFE_FIRST.index)
    after = bound_form(Safety, chosen, 3, saved)
    assert after.is_valid() and after.cleaned_data["safe"] == chosen["safe"]


def test_typed_text_in_conflict_without_a_safer_answer_is_still_in_the_form():
    class Both(Safety):
        safer_values = {"safe": Safety.safer_values["safe"]}

    base, theirs = {"safe": "YES", "line": "a"}, {"safe": "YES", "line": "b"}
    form = bound_form(
        Both, browser_data(opened_form(Both, 1, base), base | {"line": "c"}), 2, theirs
    )
    assert form.is_valid() and form.cleaned_data["line"] == "b"  # the saved value stays
    form.restart_on_version(3)
    assert form["line"].value() == "c"
    knowing = bound_form(Both, form.data.copy(), 3, theirs)
    assert knowing.is_valid() and knowing.cleaned_data["line"] == "c"


def test_a_form_of_something_judged_carries_no_seal_and_is_not_merged():
    form = Facts(version=1)
    assert "opened" not in form.fields
    data = browser_data(opened_form(Facts, 1, {}), {"line": "a", "choice": "x"})
    stale = Facts(data, version=2, initial={"line": "b", "choice": "x"})
    assert stale.is_valid() and stale.cleaned_data["version"] == 1  # its action refuses it
