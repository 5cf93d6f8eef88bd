from timeliness.due_text import due_in_days_text


def test_due_dates_are_said_in_words_without_blame():
    said = [due_in_days_text(days)[0] for days in (-4, -1, 0, 1, 3, None)]
    assert said == [
        "4 days overdue",
        "1 day overdue",
        "Due today",
        "Due in 1 day",
        "Due in 3 days",
        "No date set",
    ]


def test_the_last_three_days_stand_out_and_only_the_overdue_are_red():
    tones = [due_in_days_text(days)[1] for days in (-1, 0, 3, 4, None)]
    assert tones == ["late", "soon", "soon", "later", "later"]
