"""Which categories a report of AWS's covers. On record stand the references of those that it leaves out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from compliance.models import Attestation
from frameworks.compiled import shipped
from frameworks.schema import Category, Currency, Edition, Programme


@dataclass(frozen=True)
class ReportCategories:
    """The categories of `edition` that reports of a programme may cover, each with its assessable references."""

    edition: Edition
    refs: Mapping[Category, frozenset[str]]

    def covered(self, row: Attestation | None) -> list[Category]:
        """Those not left out as a whole; without a record, each of them."""
        absent = self._absent(row)
        return [category for category in self.refs if category not in absent]

    def kept(self, row: Attestation | None) -> list[str]:
        """References recorded as not tested one by one: no box speaks of them, so a correction leaves them alone."""
        if row is None:
            return []
        return sorted(set(row.not_assessed).difference(*self._absent(row).values()))

    def recorded(self, ticked: Collection[str], row: Attestation | None) -> dict[str, Any]:
        """What the verb is told. Only what is left out needs an edition to belong to."""
        left_out = [refs for category, refs in self.refs.items() if category.key not in ticked]
        return {
            "not_assessed": sorted({*self.kept(row)}.union(*left_out)),
            "edition": self.edition.key if left_out else row.edition if row else "",
        }

    def _absent(self, row: Attestation | None) -> dict[Category, frozenset[str]]:
        if row is None or row.edition != self.edition.key:
            return {}
        return {category: refs for category, refs in self.refs.items() if refs <= set(row.not_assessed)}


class CategoriesField(forms.MultipleChoiceField):
    """Each is ticked until somebody finds it left out, or has recorded it so (`row`)."""

    def __init__(self, asked: ReportCategories, row: Attestation | None) -> None:
        hint = _("As its scope says. AWS’s part of what it leaves out is not supported by it.")
        if kept := asked.kept(row):
            also = _("On record as not tested, and staying so: %(refs)s.") % {"refs": ", ".join(kept)}
            hint = f"{hint} {also}"
        super().__init__(
            label=_("Categories that the report covers"),
            choices=[(each.key, each.title) for each in asked.refs],
            initial=[each.key for each in asked.covered(row)],
            help_text=hint,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        )
        self.in_each = {each.key: each.title for each in asked.refs if not each.optional}

    def clean(self, value: Any) -> list[str]:
        """What is in every report of the kind is not left out of one: that is a slip."""
        ticked: list[str] = super().clean(value)
        missing = [title for key, title in self.in_each.items() if key not in ticked]
        if missing:
            said = _("Every report of this kind covers %(categories)s: tick it.")
            raise forms.ValidationError(said % {"categories": ", ".join(missing)})
        return ticked


def report_categories(programme: Programme, made_to: str = "") -> ReportCategories | None:
    """None where no framework that leans on its reports has categories. `made_to`: the edition on record, if any.

    What the programme never covers is no part of any, so a category of nothing else is not among them.
    """
    catalogue = shipped()
    if programme.currency is not Currency.PERIOD:
        return None
    for rule in (each for each in catalogue.rules if each.programme == programme.key):
        made = catalogue.editions.get(made_to)
        edition = made if made and made.framework == rule.framework else catalogue.edition(rule.framework)
        refs = {category: _refs(edition, category).difference(rule.never_covers) for category in edition.categories}
        if refs:
            return ReportCategories(edition, {category: known for category, known in refs.items() if known})
    return None


def _refs(edition: Edition, category: Category) -> frozenset[str]:
    return frozenset(each.ref for each in edition.requirements if each.assessable and each.category == category.key)
