"""What was typed in a search is kept as one hash, however it was typed."""

import pytest

from people.audit import hashed


@pytest.mark.parametrize("typed", ["62rs00001/26", "  62RS00001/26 ", "62Rs00001/26\n"])
def test_capitals_and_spaces_around_it_make_no_other_hash(typed):
    assert hashed(typed) == hashed("62RS00001/26")


def test_spaces_within_it_are_one_and_another_text_is_another_hash():
    assert hashed("Anna  MARIA Straße") == hashed("anna maria STRASSE")
    assert hashed("62RS00001/26") != hashed("62RS00002/26")
    assert "62rs" not in hashed("62RS00001/26").lower()
