"""Serializer of a request for early advice, as a row of its case."""

from rest_framework import serializers as s


class AdviceRowShown(s.Serializer):
    """A request for early advice. number: null until a supervisor has sent it to the CPS."""

    id = s.UUIDField(source="pk")
    number = s.IntegerField(allow_null=True)
    status = s.CharField()
    suspects = s.ListField(child=s.IntegerField())
    written_at = s.DateTimeField()
