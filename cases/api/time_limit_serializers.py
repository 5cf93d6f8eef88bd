"""The time limits of a suspect in responses."""

from rest_framework import serializers as s


class TimeLimitShown(s.Serializer):
    """
    A time within which a prosecution must begin, which runs: of an offence and the days of an act.

    ends_on: the last day to begin. is_confirmed: the length was read in a source.
    """

    offence = s.CharField()
    from_on = s.DateField()
    last_on = s.DateField()
    ends_on = s.DateField()
    is_confirmed = s.BooleanField()
