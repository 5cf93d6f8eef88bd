"""The newest report of the police of what a suspect was charged with, in responses."""

from rest_framework import serializers as s


class LaidChargeShown(s.Serializer):
    """
    One charge as laid. name: of it in a stop. stopped: how, or null while it goes on.

    leave_on: the day on which a court last gave leave to proceed with it, where it had been left to
    lie on the file.
    stopped_on: the day on which the proceedings about it ended, of the notice or in court; null
    where none was given, so that it counts from when the stop was recorded. Where the second reader
    gave the day or corrected it, stopped_on_because says why, and stopped_on_proposed is the day
    that was proposed, null if none was.
    is_replacement: the CPS put it in the place of another, which is stopped as ALTERED; replaces:
    the name of that one. It has no count of its own: it is to the other counts as that one was.
    is_alternative: it is the alternative to the other charge that replaces the same one.
    is_further: the CPS added it, with its count.
    """

    name = s.CharField()
    victim = s.IntegerField()
    code = s.CharField()
    from_on = s.DateField(allow_null=True)
    to_on = s.DateField(allow_null=True)
    count = s.IntegerField(allow_null=True)
    reason = s.CharField(allow_blank=True)
    stopped = s.CharField(allow_null=True)
    stopped_on = s.DateField(allow_null=True)
    stopped_on_proposed = s.DateField(allow_null=True)
    stopped_on_because = s.CharField(allow_blank=True)
    leave_on = s.DateField(allow_null=True)
    is_replacement = s.BooleanField()
    is_alternative = s.BooleanField()
    is_further = s.BooleanField()
    replaces = s.CharField(allow_null=True)


class CountNotChargedShown(s.Serializer):
    """A count of the charge in force that the police did not lay, by its number."""

    count = s.IntegerField()
    reason = s.CharField(allow_blank=True)


class ChargeReportShown(s.Serializer):
    """
    The newest charge report, and the prosecutor's answer if it differs.

    number: to be named by who corrects it, or answers it.
    """

    number = s.IntegerField()
    method = s.CharField()
    charged_on = s.DateField()
    laid = LaidChargeShown(many=True)
    not_charged = CountNotChargedShown(many=True)
    answer = s.CharField(allow_null=True)
