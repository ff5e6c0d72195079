"""What an officer writes down of one of AWS's documents. The verb decides."""

import datetime
import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from compliance.models import Attestation, Opinion, Partition, Variant
from compliance.models.scope import validate_account_id
from compliance.web.fields import ControlsField, DayField
from compliance.web.report_categories import CategoriesField, report_categories
from frameworks.compiled import shipped
from frameworks.schema import Currency, Document, Programme

TYPED = {"class": "form-control"}


class RecordForm(forms.Form):
    """Asks only what the programme's kind of document says of itself."""

    identity = forms.CharField(
        label=gettext_lazy("Identity"),
        max_length=120,
        help_text=gettext_lazy("Artifact report id and version, or the agreement’s name and version."),
        widget=forms.TextInput(attrs=TYPED),
    )
    issuer = forms.CharField(
        label=gettext_lazy("Issuer"),
        max_length=120,
        help_text=gettext_lazy("Who signed it: the examiner, or AWS’s contracting entity."),
        widget=forms.TextInput(attrs=TYPED),
    )

    def __init__(
        self,
        *args: Any,
        programme: Programme,
        today: datetime.date,
        correcting: Attestation | None = None,
        **kwargs: Any,
    ) -> None:
        if correcting is not None:
            kwargs["initial"] = _as_typed(correcting) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.programme, self.today, self.correcting = programme, today, correcting
        self.report_categories = report_categories(programme, correcting.edition if correcting else "")
        rules = [rule for rule in shipped().rules if rule.programme == programme.key]
        is_report = programme.document is Document.REPORT
        if programme.currency is Currency.PERIOD:
            self._ask_period(has_letter=any(rule.bridge_days for rule in rules))
            if self.report_categories:
                self.fields["categories"] = CategoriesField(self.report_categories, correcting)
        elif programme.currency is Currency.FROM_DATE:
            self.fields["valid_from"] = _day(_("Assessment date"))
        else:
            is_certificate = programme.document is Document.CERTIFICATE
            self.fields["valid_from"] = _day(_("Valid from") if is_certificate else _("In force from"))
            end = _("Valid until") if is_certificate else _("In force until")
            self.fields["valid_until"] = _day(end, required=is_certificate, hint=_("Empty while no end is known."))
        if any(rule.same_edition for rule in rules):
            self._ask_edition({rule.framework for rule in rules if rule.same_edition})
        if is_report:
            self._ask_exceptions()
        if programme.per_account:
            self._ask_accounts()
        self.fields["partition"] = _choice(_("Partition"), Partition.choices)
        if is_report:
            hint = _("Only for a report that was withdrawn: the last day on which it may be relied on.")
            self.fields["valid_until"] = _day(_("Withdrawn"), required=False, hint=hint)

    def _ask_period(self, *, has_letter: bool) -> None:
        self.fields["period_start"] = _day(_("Examined from"))
        self.fields["period_end"] = _day(_("Examined until"))
        unsaid = [("", _("Choose"))]
        self.fields["variant"] = _choice(_("Type"), unsaid + [each for each in Variant.choices if each[0]])
        self.fields["opinion"] = _choice(_("Opinion"), unsaid + [each for each in Opinion.choices if each[0]])
        if has_letter:
            hint = _("The last day of AWS’s continued operations letter, if there is one. It is AWS’s own word.")
            self.fields["letter_until"] = _day(_("Letter until"), required=False, hint=hint)

    def _ask_edition(self, frameworks: set[str]) -> None:
        editions = [(key, each.name) for key, each in shipped().editions.items() if each.framework in frameworks]
        self.fields["edition"] = _choice(_("Made to"), editions)
        hint = _("References that the report says were not tested, one a line.")
        self.fields["not_assessed"] = _lines(_("Not tested"), hint)

    def _ask_exceptions(self) -> None:
        self.fields["exceptions"] = ControlsField(label=_("Exceptions still open"))

    def _ask_accounts(self) -> None:
        self.fields["every_account"] = forms.BooleanField(
            label=_("It was accepted for the organisation and covers every account of ours"),
            required=False,
            widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
        )
        self.fields["accounts"] = _lines(_("Accounts it covers"), _("Account ids of 12 digits, one a line."))

    def clean_identity(self) -> str:
        identity: str = self.cleaned_data["identity"]
        known = Attestation.objects.known().filter(programme__key=self.programme.key, identity=identity)
        if self.correcting is None and known.exists():
            raise forms.ValidationError(_("It is on record already: open it in the list and correct it there."))
        return identity

    def clean_accounts(self) -> list[str] | None:
        accounts = sorted({each for each in re.split(r"[\s,;]+", self.cleaned_data["accounts"]) if each})
        if accounts and self.cleaned_data.get("every_account"):
            raise forms.ValidationError(_("Either it covers every account, or those listed: take one of the two away."))
        if self.cleaned_data.get("every_account"):
            return None
        if not accounts:
            raise forms.ValidationError(_("List the accounts that it covers, or say that it covers every one."))
        for each in accounts:
            validate_account_id(each)
        return accounts

    def clean_not_assessed(self) -> list[str]:
        edition = self.cleaned_data.get("edition", "")
        refs = sorted({line.strip() for line in self.cleaned_data["not_assessed"].splitlines() if line.strip()})
        found, unknown = set(), []
        for ref in refs if edition else ():
            try:
                found.add(shipped().requirement(edition, ref).ref)
            except KeyError:
                unknown.append(ref)
        if unknown:
            said = _("The edition has no requirement %(refs)s: write its references, such as 1.2.5.")
            raise forms.ValidationError(said % {"refs": ", ".join(unknown)})
        return sorted(found)

    def clean(self) -> dict[str, Any]:
        """An examination looks back: one that ends in the future is a slip that would count for years."""
        looks_back = {Currency.PERIOD: ("period_start", "period_end"), Currency.FROM_DATE: ("valid_from",)}
        for name in looks_back.get(self.programme.currency, ()):
            day = self.cleaned_data.get(name)
            if day and day > self.today:
                self.add_error(name, _("This day is still to come: an examination looks back."))
        return self.cleaned_data

    def facts(self) -> dict[str, Any]:
        """What the verb is told. A report speaks from the first day that it examined."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "every_account"}
        if "period_start" in said:
            known = self.correcting
            stays = known is not None and known.period_start == said["period_start"]
            said["valid_from"] = known.valid_from if known and stays else said["period_start"]
        if self.report_categories:
            said |= self.report_categories.recorded(said.pop("categories"), self.correcting)
        return said

    def says_the_same(self) -> bool:
        return all(getattr(self.correcting, name, None) == value for name, value in self.facts().items())


def _as_typed(row: Attestation) -> dict[str, Any]:
    names = [
        "identity",
        "issuer",
        "partition",
        "period_start",
        "period_end",
        "letter_until",
        "variant",
        "opinion",
        "edition",
        "exceptions",
    ]
    typed = {name: getattr(row, name) for name in (*names, "valid_from", "valid_until")}
    return typed | {
        "not_assessed": "\n".join(row.not_assessed),
        "every_account": row.accounts is None,
        "accounts": "\n".join(row.accounts or ()),
    }


def _day(label: str, *, required: bool = True, hint: str = "") -> DayField:
    return DayField(label=label, required=required, help_text="" if required else hint)


def _choice(label: str, choices: Iterable[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(choices), widget=forms.Select(attrs={"class": "form-select"}))


def _lines(label: str, hint: str) -> forms.CharField:
    widget = forms.Textarea(attrs={"class": "form-control", "rows": 4})
    return forms.CharField(label=label, required=False, help_text=hint, widget=widget)
