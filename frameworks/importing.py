"""Official texts that a licensed user has, matched with our references and kept beside our words."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction

from frameworks.compiled import Catalogue
from frameworks.models import Edition, OfficialText, Requirement
from frameworks.models.official import LONGEST_PUBLICATION, LONGEST_TITLE
from frameworks.official_files import NotImported, Text


@dataclass
class ImportReport:
    """References by what became of their texts."""

    added: list[str] = field(default_factory=list)
    superseded: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


@transaction.atomic
def import_texts(
    *, catalogue: Catalogue, edition: Edition, publication: str, texts: Iterable[Text], now: datetime.datetime
) -> ImportReport:
    """Keeps each text beside our words, all or none; NotImported names every reference that the edition lacks.

    The same text again changes nothing; another one for the same publication supersedes what was there. A text that the
    publication no longer has stays.
    """
    publication = publication.strip()
    if not 0 < len(publication) <= LONGEST_PUBLICATION:
        raise NotImported(f"Name the publication in 1 to {LONGEST_PUBLICATION} characters.")
    matched = _matched(catalogue, edition.key, texts)
    by_ref = {row.ref: row for row in Requirement.objects.current().filter(edition=edition)}
    if not matched.keys() <= by_ref.keys():
        raise NotImported("The tables hold another catalogue than the files: run load_frameworks first.")
    held = {
        each.requirement.ref: each
        for each in OfficialText.objects.current()
        .filter(requirement__edition=edition, publication=publication)
        .select_related("requirement")
    }
    report, fresh, superseded = ImportReport(), [], []
    for ref, each in matched.items():
        old = held.get(ref)
        if old and (old.title, old.text) == (each.title, each.text):
            report.unchanged.append(ref)
            continue
        if old:
            superseded.append(old.pk)
        (report.superseded if old else report.added).append(ref)
        fresh.append(
            OfficialText(
                requirement=by_ref[ref], publication=publication, title=each.title, text=each.text, imported_at=now
            )
        )
    OfficialText.objects.filter(pk__in=superseded).update(superseded_at=now)
    OfficialText.objects.bulk_create(fresh)
    return report


def _matched(catalogue: Catalogue, edition: str, texts: Iterable[Text]) -> Mapping[str, Text]:
    """Each text under our spelling of its reference."""
    faults: list[str] = []
    matched: dict[str, Text] = {}
    for each in texts:
        try:
            ref = catalogue.requirement(edition, each.ref).ref
        except KeyError as unknown:
            faults.append(f"{each.where}: {unknown.args[0]}")
            continue
        if ref in matched:
            faults.append(f"{each.where}: {ref} stands twice, first at {matched[ref].where}. Leave one of the two.")
        if len(each.title) > LONGEST_TITLE:
            faults.append(f"{each.where}: the title has more than {LONGEST_TITLE} characters. Move words to the text.")
        matched.setdefault(ref, each)
    if faults:
        raise NotImported(*faults)
    return matched
