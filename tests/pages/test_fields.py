import datetime as dt
import re
from importlib import import_module

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import CharField, EmailField

from people.web import fields
from rasso.settings.environment import ROOT


def cleaned_value(field, *numbers):
    return field.clean(dict(zip(field.parts, map(str, numbers), strict=True)))


def error_of(field, *numbers):
    with pytest.raises(ValidationError) as caught:
        cleaned_value(field, *numbers)
    return caught.value


DAY = fields.DateField(what="the date you propose")
MOMENT = fields.DateTimeField(what="when this was")


def test_a_date_is_a_date():
    assert cleaned_value(DAY, 4, 12, 2026) == dt.date(2026, 12, 4)


def test_a_time_is_londons():
    assert cleaned_value(MOMENT, 1, 7, 2026, 9, 30).astimezone(dt.UTC).hour == 8


@pytest.mark.parametrize(
    ("numbers", "said", "parts"),
    [
        (("", "", ""), "Enter the date you propose", ("day", "month", "year")),
        ((4, "", 2026), "The date you propose must include a month", ["month"]),
        ((4, "", ""), "The date you propose must include a month", ["month", "year"]),
        ((31, 2, 2026), "The date you propose must be a real date", ("day", "month", "year")),
        ((4, "Dec", 2026), "The date you propose must be a real date", ("day", "month", "year")),
        ((4, 12, "1_000"), "The date you propose must be a real date", ("day", "month", "year")),
        ((4, 12, 26), "The date you propose must have a year of 4 numbers", ("year",)),
    ],
)
def test_an_error_says_which_number_is_wrong(numbers, said, parts):
    error = error_of(DAY, *numbers)
    assert error.messages == [said]
    assert error.params["parts"] == parts


def test_a_time_the_clocks_skip_is_refused():
    said = error_of(MOMENT, 29, 3, 2026, 1, 30).messages
    assert said == ["When this was must be a real date and time"]
    assert MOMENT.widget.fold(TWICE | {"month": "3", "day": "29"}) is None


TWICE = {"day": "25", "month": "10", "year": "2026", "hour": "1", "minute": "30"}


@pytest.mark.parametrize(("fold", "hour"), [("0", 0), ("1", 1)])
def test_of_a_time_the_clocks_repeat_it_is_asked_which_it_was(fold, hour):
    with pytest.raises(ValidationError) as asked:
        MOMENT.clean(TWICE)
    assert "came twice" in asked.value.messages[0] and asked.value.params["parts"] == ("fold",)
    with pytest.raises(ValidationError):
        MOMENT.clean(TWICE | {"fold": "2"})
    found = MOMENT.clean(TWICE | {"fold": fold})
    assert found.astimezone(dt.UTC) == dt.datetime(2026, 10, 25, hour, 30, tzinfo=dt.UTC)
    assert MOMENT.widget.fold(TWICE) == "" and MOMENT.widget.fold(TWICE | {"fold": fold}) == fold
    stored = dt.datetime(2026, 10, 25, hour, 30, tzinfo=dt.UTC)
    assert MOMENT.widget.fold(MOMENT.prepare_value(stored)) == fold


@pytest.mark.parametrize(
    "numbers", [(25, 10, 2026, 0, 59), (25, 10, 2026, 2, 0), (1, 7, 2026, 1, 30)]
)
def test_nothing_more_is_asked_of_a_time_that_comes_once(numbers):
    cleaned_value(MOMENT, *numbers)
    assert MOMENT.widget.fold(dict(zip(MOMENT.parts, map(str, numbers), strict=True))) is None


def test_a_stored_moment_comes_back_as_london_typed_it():
    stored = dt.datetime(2026, 7, 1, 8, 5, tzinfo=dt.UTC)
    shown = MOMENT.widget.inputs(MOMENT.prepare_value(stored), [])
    assert [part["value"] for part in shown] == ["1", "7", "2026", "09", "05"]


def test_a_line_break_counts_once():
    assert fields.Text(max_length=3).clean("a\r\nb") == "a\nb"


def test_an_address_is_kept_in_lower_case():
    assert fields.Email().clean("Priya.Nair@Example.org") == "priya.nair@example.org"


def test_our_words_for_a_wrong_address_stay_with_our_field():
    with pytest.raises(ValidationError, match="name@example.police.uk"):
        fields.Email().clean("priya")
    with pytest.raises(ValidationError, match="Enter a valid email address"):
        EmailField().clean("priya")  # Django's field shares one validator between all forms


def test_a_field_is_found_with_its_class():
    class Day(fields.Form):
        on = DAY

    assert Day().typed_field("on", fields.DateField).what == DAY.what
    with pytest.raises(TypeError, match="on of Day is not a Choice"):
        Day().typed_field("on", fields.Choice)


def test_several_files_are_a_list_and_none_is_an_empty_one():
    one = SimpleUploadedFile("a.pdf", b"%PDF")
    hollow = SimpleUploadedFile("b.pdf", b"")  # refused by the action, with its name
    assert fields.Files().clean([one, hollow]) == [one, hollow]
    assert fields.File().clean(hollow) == hollow
    assert fields.Files().clean([one, one]) == [one, one]
    assert fields.Files(required=False).clean([]) == []


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([], "Select a file"),
        (
            [SimpleUploadedFile("a.pdf", b"x")] * 3,
            "You can only select up to 2 files at the same time",
        ),
    ],
)
def test_files_that_cannot_be_taken_are_refused_in_words(files, said):
    with pytest.raises(ValidationError) as caught:
        fields.Files(most=2).clean(files)
    assert caught.value.messages == [said]


def test_an_answer_that_was_not_offered_is_not_echoed():
    with pytest.raises(ValidationError) as caught:
        fields.Choice(choices=[("a", "A")]).clean("<script>")
    assert caught.value.messages == ["Select one of the answers shown"]


WHY = fields.Reason(label="Why do you withdraw it?", max_length=200)


@pytest.mark.parametrize(
    "typed",
    [
        "x",
        "It was too early",  # 16 characters
        "early early early early",  # one word
        "Early, early and EARLY, e\u0301arly",  # two words, without counting capitals and accents
        "too early" + "\u200b" * 20,  # invisible characters
        "too early" + "\u0301" * 20,
        "\u2800\u3164 too early \u2800\u3164\u2800\u3164\u2800\u3164",
        "1 2 3 4 5 6 7 8 9 10 11 12",
        "…………… …………… ……………",
        "ａ　ａ　ａ　ａ　ａ　ａ　ａ　ａ　ａ　ａ　a a",  # one letter in two widths
        "a\n\n\n\n\n\n\n\n\n\nb\n\n\n\n\n\n\n\n\n\n\nc",
    ],
)
def test_a_reason_that_explains_nothing_is_refused(typed):
    with pytest.raises(ValidationError) as caught:
        WHY.clean(typed)
    assert caught.value.messages == [
        "Say more under “Why do you withdraw it?”: at least 20 characters and 3 different words"
    ]


@pytest.mark.parametrize(
    "typed", ["It is much too early", "Mae’n rhy gynnar o lawer", "La décision est prématurée"]
)
def test_a_reason_is_kept_as_it_was_typed(typed):
    assert WHY.clean(typed) == typed


def test_a_reason_that_is_optional_may_be_left_out():
    optional = fields.Reason(label="Why?", required=False)
    assert optional.clean("") == ""
    with pytest.raises(ValidationError):
        optional.clean("x")


ASKS_WHY = re.compile(
    r"\bwhy\b|your reasons|circumstances|rebuts|What did the victim say, and to whom"
    r"|What could tell somebody who it is about",
    re.IGNORECASE,
)


def test_every_question_that_asks_why_takes_a_reason():
    """
    Exceptions: a victim's reason, which may be none; the text of a paper notice that is copied; and
    a line of advice, which first says what to do.
    """
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for app in ("cases", "victims", "pilots")
        for path in (ROOT / app).rglob("forms/*.py")
        if path.stem != "__init__"
    ]
    asked, wrong = 0, set()
    for name in [
        *modules,
        "people.administration.forms",
        "people.signing_in.forms",
        "timeliness.forms",
    ]:
        for form in vars(import_module(name)).values():
            for field, kind in getattr(form, "base_fields", {}).items():
                is_text = isinstance(kind, CharField)
                if is_text and ASKS_WHY.search(
                    f"{kind.label} {kind.error_messages.get('required', '')}"
                ):
                    asked += 1
                    if not isinstance(kind, fields.Reason):
                        wrong.add(f"{form.__name__}.{field}")
    assert asked > 60
    assert wrong == {
        "RecordMeetingResponseForm.declined_because",
        "LineOfInquiryForm.text",
        "RecordNoticeForm.why",
        "RecordDeviceNoticeForm.why",
        "NoticeGivenForm.why",
    }
