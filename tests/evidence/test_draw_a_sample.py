"""Is a sample what its seed says, here, in a shell and in ten lines of Python, and does it come out again?"""

import csv
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as rounds
from hypothesis import strategies as st

from compliance.actions.auditing import end_audit
from compliance.actions.granting import shut_out
from compliance.models import AuditorGrant, JournalEntry
from evidence.actions.drawing import Difference, draw_sample, redraw
from evidence.blobs import path_of
from evidence.downloads import sample_file
from evidence.models import Population, Sample
from evidence.sampling import place_of, positions
from frameworks.errors import Refused
from tests.evidence.drawn import SEED, a_population, a_sample
from tests.factories import Harbour

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "sampling.md"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", DOCUMENT.read_text(), re.S)


def test_the_ten_lines_of_the_document_draw_the_same(tmp_path: Path) -> None:
    (program,) = blocks("python")
    script = tmp_path / "draw.py"
    script.write_text(program)
    done = subprocess.run([sys.executable, str(script), SEED, "200", "25"], capture_output=True, text=True, check=True)
    assert [int(line) for line in done.stdout.split()] == positions(SEED, 200, 25)


def test_the_shell_of_the_document_draws_the_same() -> None:
    one, every = (text.replace("SEED", SEED).replace("COUNT", "60").replace("SIZE", "7") for text in blocks("sh"))
    digest = subprocess.run(["sh", "-c", one], capture_output=True, text=True, check=True).stdout.split()[0]
    assert digest == place_of(SEED, 17)
    drawn = subprocess.run(["bash", "-c", every], capture_output=True, text=True, check=True).stdout.split()
    assert [int(line) for line in drawn] == positions(SEED, 60, 7)


@rounds(deadline=None)
@given(seed=st.text("abc-._019", min_size=1, max_size=64), count=st.integers(0, 300), size=st.integers(1, 40))
def test_rows_are_drawn_once_each_and_a_larger_sample_begins_with_the_smaller(seed: str, count: int, size: int) -> None:
    drawn = positions(seed, count, size)
    assert len(drawn) == len(set(drawn)) == min(size, count) and set(drawn) <= set(range(1, count + 1))
    assert positions(seed, count, size + 1)[:size] == drawn


@pytest.mark.django_db
def test_ada_draws_and_the_rows_are_named_by_their_key(harbour: Harbour) -> None:
    sample = a_sample(harbour)
    assert sample.rows == [[each, f"CHG-{each:04}"] for each in positions(SEED, 40, 5)]
    assert (sample.number, sample.drawn_by) == (1, harbour.cast.ada)


@pytest.mark.django_db
def test_without_a_file_rows_are_their_positions(harbour: Harbour) -> None:
    sample = a_sample(harbour, a_population(harbour, content=None))
    assert sample.rows == [[each, ""] for each in positions(SEED, 40, 5)]
    assert redraw(sample=sample, actor=harbour.cast.olive, now=harbour.now).difference is None


@pytest.mark.django_db
def test_a_seed_of_its_own_for_every_draw(harbour: Harbour) -> None:
    population = a_population(harbour)
    first, second = a_sample(harbour, population, seed=""), a_sample(harbour, population, seed="")
    assert first.seed != second.seed and len(first.seed) == 32 and second.number == 2
    with pytest.raises(Refused, match="by this seed already"):
        a_sample(harbour, population, seed=first.seed)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", ["two words", "a" * 65, "café", "a@b", "4111111111111111"])
def test_a_seed_that_is_not_typed_alike_everywhere_is_refused(harbour: Harbour, seed: str) -> None:
    with pytest.raises(Refused):
        a_sample(harbour, seed=seed)


@pytest.mark.django_db
@pytest.mark.parametrize("size", [0, 41, 501])
def test_no_more_is_drawn_than_there_is(harbour: Harbour, size: int) -> None:
    with pytest.raises(Refused, match="From 1 to 40 rows"):
        a_sample(harbour, size=size)


@pytest.mark.django_db
def test_of_nothing_nothing_is_drawn(harbour: Harbour) -> None:
    with pytest.raises(Refused, match="no row to draw"):
        a_sample(harbour, a_population(harbour, count=0), size=1)


@pytest.mark.django_db
def test_only_the_auditor_of_the_audit_and_an_officer_draw(harbour: Harbour) -> None:
    population = a_population(harbour)

    def drawn_by(name: str) -> Sample:
        actor = getattr(harbour.cast, name)
        return draw_sample(population=population, size=1, seed="", actor=actor, now=harbour.now)

    for name in ("ben", "rita", "otto"):
        with pytest.raises(Refused, match="ask one"):
            drawn_by(name)
    assert drawn_by("olive").number == 1
    shut_out(granted=AuditorGrant.objects.known().get(), actor=harbour.cast.olive, now=harbour.now)
    with pytest.raises(Refused, match="ask one"):
        drawn_by("ada")


@pytest.mark.django_db
def test_drawn_again_from_the_sealed_file_it_is_the_same(harbour: Harbour) -> None:
    sample = a_sample(harbour)
    found = redraw(sample=sample, actor=harbour.cast.ada, now=harbour.now)
    assert found.difference is None and [[each.position, each.key] for each in found.rows] == sample.rows
    entry = JournalEntry.objects.get(verb="sample.redrawn")
    assert (entry.actor, entry.after) == (harbour.cast.ada, {"difference": None})


@pytest.mark.django_db
def test_what_was_tampered_with_is_named(harbour: Harbour) -> None:
    def difference(sample: Sample) -> Difference | None:
        fresh = Sample.objects.get(pk=sample.pk)
        return redraw(sample=fresh, actor=harbour.cast.ada, now=harbour.now).difference

    sample = a_sample(harbour)
    Sample.objects.filter(pk=sample.pk).update(rows=[[1, "CHG-0001"], *sample.rows[1:]])
    assert difference(sample) == Difference.ROWS
    Population.objects.update(count=41)
    assert difference(sample) == Difference.COUNT
    assert sample.population.item is not None
    sealed = path_of(sample.population.item.digest)
    sealed.chmod(0o640)
    sealed.write_bytes(sealed.read_bytes().replace(b"CHG-0002", b"CHG-9999"))
    assert difference(sample) == Difference.FILE_CHANGED
    sealed.unlink()
    assert difference(sample) == Difference.FILE_GONE
    with pytest.raises(Refused, match="not kept any more"):
        a_sample(harbour, Population.objects.get(), seed="")


@pytest.mark.django_db
def test_its_file_runs_no_formula(harbour: Harbour) -> None:
    population = a_population(harbour, count=1, content=io.BytesIO(b'Name\n"=HYPERLINK(1)"\n'))
    sample = a_sample(harbour, population, size=1)
    lines = list(csv.reader(io.StringIO(sample_file(sample).content.decode())))
    assert lines == [["draw", "position", "key", "sha256"], ["1", "1", "'=HYPERLINK(1)", place_of(SEED, 1)]]


@pytest.mark.django_db
def test_whoever_is_examined_names_no_seed(harbour: Harbour) -> None:
    """They could try seeds until one pleases, and only that draw would be on record."""
    population = a_population(harbour)

    def drawn(seed: str) -> Sample:
        return draw_sample(population=population, size=5, seed=seed, actor=harbour.cast.olive, now=harbour.now)

    with pytest.raises(Refused, match="Only an auditor of this audit names a seed"):
        drawn(SEED)
    assert len(drawn(" ").seed) == 32


@pytest.mark.django_db
def test_once_the_audit_has_ended_nothing_is_drawn_or_entered_any_more(harbour: Harbour) -> None:
    population = a_population(harbour)
    end_audit(engagement=harbour.engagement, actor=harbour.cast.olive, now=harbour.now)
    with pytest.raises(Refused, match="has ended"):
        draw_sample(population=population, size=5, seed="", actor=harbour.cast.olive, now=harbour.now)
    with pytest.raises(Refused, match="has ended"):
        a_population(harbour)
