"""Selection of drills by number, and the summary at the end."""

import pytest

from drills.__main__ import parse_arguments, summary_text


def test_a_number_that_no_drill_has_is_refused_and_those_known_are_listed(capsys):
    with pytest.raises(SystemExit) as refused:
        parse_arguments(["--only", "K01", "K99"])
    assert refused.value.code == 2
    told = capsys.readouterr().err
    assert "'K99'" in told
    assert "'K30'" in told


def test_those_that_there_are_may_be_chosen_or_none():
    assert parse_arguments(["--only", "K01", "K17A"]).only == ["K01", "K17A"]
    assert parse_arguments([]).only == []


def test_a_skipped_drill_was_not_played():
    assert summary_text({"K01": True, "K08": None}) == "All good: 1 played, 1 skipped"
    assert summary_text({"K01": True, "K02": False}) == "Not good: K02: 2 played, 0 skipped"
