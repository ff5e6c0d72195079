"""What a program says to record one of AWS's documents, and to accept it for an officer."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from compliance.models import Attestation, Opinion, Partition, Variant
from frameworks.compiled import shipped
from frameworks.models import Programme
from frameworks.schema import Currency, Document

LOOKS_BACK = {Currency.PERIOD: ("period_start", "period_end"), Currency.FROM_DATE: ("valid_from",)}


class RecordSerializer(serializers.Serializer):
    """Each kind of document says other things of itself; what one does not say is left out.

    A report on a period: `period_start`, `period_end`, `variant`, `opinion`. Any other: `valid_from`; a certificate
    `valid_until` as well. Where the programme is bound to accounts: `accounts`, null for every one. Where it is made to
    an edition: `edition`.
    """

    programme = serializers.SlugRelatedField(
        slug_field="key", queryset=Programme.objects.filter(key__in=shipped().programmes), help_text="Its key."
    )
    identity = serializers.CharField(max_length=120, help_text="Artifact report id and version, or its name.")
    issuer = serializers.CharField(max_length=120, help_text="The examiner, or AWS's contracting entity.")
    variant = serializers.ChoiceField(choices=Variant.choices, allow_blank=True, default="")
    partition = serializers.ChoiceField(choices=Partition.choices, default=Partition.AWS)
    valid_from = serializers.DateField(required=False)
    valid_until = serializers.DateField(allow_null=True, default=None)
    period_start = serializers.DateField(allow_null=True, default=None)
    period_end = serializers.DateField(allow_null=True, default=None)
    letter_until = serializers.DateField(allow_null=True, default=None, help_text="AWS's continued operations letter.")
    accounts = serializers.ListField(
        child=serializers.RegexField(r"^[0-9]{12}\Z"), allow_null=True, required=False, help_text="12 digits each."
    )
    edition = serializers.CharField(max_length=40, allow_blank=True, default="", help_text="Key of an edition.")
    opinion = serializers.ChoiceField(choices=Opinion.choices, allow_blank=True, default="")
    exceptions = serializers.ListField(
        child=serializers.SlugField(), default=list, help_text="Keys of controls with an open exception."
    )
    not_assessed = serializers.ListField(
        child=serializers.CharField(max_length=60), default=list, help_text="References of the edition."
    )
    correcting = serializers.PrimaryKeyRelatedField(
        pk_field=serializers.UUIDField(),
        queryset=Attestation.objects.known(),
        allow_null=True,
        default=None,
        help_text="Id of the record that this one replaces.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """What the verb is told. A report speaks from the first day that it examined."""
        faults = dict(self._faults(attrs))
        if faults:
            raise serializers.ValidationError(faults)
        corrected = attrs["correcting"]
        attrs.setdefault("valid_from", attrs["period_start"])
        return attrs | {"is_demonstration": corrected is not None and corrected.is_demonstration}

    def _faults(self, said: dict[str, Any]) -> Iterator[tuple[str, str]]:
        programme = shipped().programmes[said["programme"].key]
        rules = [rule for rule in shipped().rules if rule.programme == programme.key]
        is_period = programme.currency is Currency.PERIOD
        needed = ["period_start", "period_end", "variant", "opinion"] if is_period else ["valid_from"]
        needed += ["valid_until"] if programme.document is Document.CERTIFICATE else []
        needed += ["edition"] if any(rule.same_edition for rule in rules) else []
        for name in needed:
            if not said.get(name):
                yield name, _("This kind of document says it of itself: write it.")
        if programme.per_account and "accounts" not in said:
            yield "accounts", _("List the accounts that it covers, or write null where it covers every one.")
        if not programme.per_account and "accounts" in said:
            yield "accounts", _("This kind of document is bound to no account: leave it out.")
        today: datetime.date = self.context["view"].now.date()
        for name in LOOKS_BACK.get(programme.currency, ()):
            if said.get(name) and said[name] > today:
                yield name, _("This day is still to come: an examination looks back.")
        corrected = said["correcting"]
        if corrected is not None and corrected.programme_id != said["programme"].pk:
            yield "correcting", _("That is a record of another programme.")
        known = Attestation.objects.known().filter(programme=said["programme"], identity=said["identity"])
        if corrected is None and known.exists():
            yield "identity", _("It is on record already: to correct that record, write its id in `correcting`.")


class AcceptSerializer(serializers.Serializer):
    """`in_scope` says of each service looked up whether the document names it; null takes back what was said."""

    in_scope = serializers.DictField(
        child=serializers.BooleanField(allow_null=True), default=dict, help_text="By key of the service."
    )
    memo = serializers.CharField(max_length=20_000, help_text="What was read, and what follows from it: evidence.")

    def validate_in_scope(self, in_scope: dict[str, bool | None]) -> dict[str, bool | None]:
        unknown = sorted(set(in_scope).difference(shipped().services))
        if unknown:
            raise serializers.ValidationError(_("The catalogue knows no service %(keys)s.") % {"keys": unknown})
        return in_scope
