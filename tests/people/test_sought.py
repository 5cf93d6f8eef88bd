"""A search text is stored as one hash, however it was typed."""

import pytest

from people.access.audit_log import keyed_hash


@pytest.mark.parametrize("typed", ["62rs00001/26", "  62RS00001/26 ", "62Rs00001/26\n"])
def test_capitals_and_spaces_around_it_make_no_other_hash(typed):
    assert keyed_hash(typed) == keyed_hash("62RS00001/26")


def test_spaces_within_it_are_one_and_another_text_is_another_hash():
    assert keyed_hash("Anna  MARIA Straße") == keyed_hash("anna maria STRASSE")
    assert keyed_hash("62RS00001/26") != keyed_hash("62RS00002/26")
    assert "62rs" not in keyed_hash("62RS00001/26").lower()
