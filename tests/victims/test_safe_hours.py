"""Safe days and hours of a victim: entered, put in words, and compared with a moment."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.datastructures import MultiValueDict

from victims.forms.safe_hours import SafeHoursField
from victims.safe_hours import is_in_safe_hours, safe_hours_text

LONDON = ZoneInfo("Europe/London")
WEEKDAYS = {"days": [1, 2, 3, 4, 5], "from": "09:00", "until": "12:00"}
EVENINGS = {"days": [6], "from": "18:30", "until": ""}


def london(*moment):
    return datetime(*moment, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (london(2026, 12, 1, 9, 0), True),
        (london(2026, 12, 1, 8, 59), False),
        (london(2026, 12, 1, 11, 59), True),
        (london(2026, 12, 1, 12, 0), False),
        (london(2026, 12, 5, 9, 30), False),
        (london(2026, 12, 5, 18, 30), True),
        (london(2026, 12, 5, 23, 59), True),
        (datetime(2026, 7, 1, 8, 0, tzinfo=UTC), True),  # 9am British Summer Time
        (datetime(2026, 7, 1, 11, 0, tzinfo=UTC), False),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), False),  # half past midnight on Wednesday
    ],
)
def test_a_moment_is_compared_by_its_london_day_and_time(moment, expected):
    assert is_in_safe_hours([WEEKDAYS, EVENINGS], moment) is expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([WEEKDAYS], "Monday to Friday, 9am to midday"),
        ([WEEKDAYS, EVENINGS], "Monday to Friday, 9am to midday; Saturday, from 6:30pm"),
        ([{"days": [1, 2, 4], "from": "", "until": "00:30"}],
         "Monday, Tuesday, Thursday, until 12:30am"),
        ([{"days": [1, 2, 3, 4, 5, 6, 7], "from": "", "until": ""}], "every day"),
        ([], ""),
    ],
)  # fmt: skip
def test_hours_are_said_in_words(rows, expected):
    assert safe_hours_text(rows) == expected


def cleaned_hours(**sent):
    field = SafeHoursField(required=False)
    data = MultiValueDict({f"hours-{name}": value for name, value in sent.items()})
    return field, field.widget.value_from_datadict(data, {}, "hours")


def test_typed_hours_are_kept_as_rows():
    sent = {"1-days": ["5", "1"], "1-from": ["9.00"], "1-until": ["12:00"], "3-days": ["6"]}
    field, value = cleaned_hours(**sent)
    assert field.clean(value) == [
        {"days": [1, 5], "from": "09:00", "until": "12:00"},
        {"days": [6], "from": "", "until": ""},
    ]
    assert field.clean(cleaned_hours()[1]) == []


@pytest.mark.parametrize(
    ("sent", "part", "message"),
    [
        ({"1-from": ["9:00"]}, "1-days", "Select the days"),
        ({"2-days": ["1"], "2-from": ["9am"]}, "2-from", "24-hour clock"),
        ({"2-days": ["1"], "2-from": ["25:00"]}, "2-from", "24-hour clock"),
        ({"2-days": ["1"], "2-from": ["٩:00"]}, "2-from", "24-hour clock"),
        ({"1-days": ["1"], "1-from": ["18:00"], "1-until": ["9:00"]}, "1-until", "later than"),
    ],
)
def test_an_error_names_the_part_that_is_wrong(sent, part, message):
    field, value = cleaned_hours(**sent)
    with pytest.raises(Exception, match=message) as wrong:
        field.clean(value)
    assert wrong.value.params["parts"] == [part]
