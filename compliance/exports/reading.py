"""Reads the responsibility matrix of one edition of a system, once, for every form in which it leaves."""

import datetime
from collections.abc import Iterable, Iterator, Mapping

from compliance.exports.leaned_on import programmes_of
from compliance.exports.shapes import Inheritable, LeanedOn, Line, Matrix, Origination, Row
from compliance.inheritance.support import Support
from compliance.models import AccountTerm, FrameworkScope, Leaning
from compliance.posture import DutyPosture, Posture, RequirementPosture, most_pressing
from compliance.wording import UNBOUND, reason_sentence
from frameworks.compiled import Catalogue
from frameworks.inheritance import InheritanceClass, Part
from frameworks.schema import Bearer, Edition, RuleRole


def matrix_of(posture: Posture, edition: Edition, catalogue: Catalogue, now: datetime.datetime) -> Matrix:
    """The matrix of an edition in the posture. Five queries, whatever its size."""
    answers = posture.editions[edition.key]
    scopes = FrameworkScope.objects.on(posture.on, posture.known_at).filter(
        system=posture.system, edition__key=edition.key
    )
    scope = scopes.first()
    terms = AccountTerm.objects.on(posture.on, posture.known_at).filter(system=posture.system)
    programmes = programmes_of(answers, catalogue, posture.known_at)
    identities = {each.id: each.identity for programme in programmes for each in programme.documents}
    return Matrix(
        system=posture.system,
        edition=edition,
        role=edition.roles.get(scope.role, scope.role) if scope else "",
        assessment=edition.assessment_title(scope.assessment) if scope else "",
        on=posture.on,
        written_at=now,
        catalogue_digest=catalogue.digest,
        accounts=tuple(sorted(str(term.account) for term in terms.select_related("account"))),
        programmes=programmes,
        leaned_on=_leaned_on(posture, answers),
        rows=tuple(_row(each, posture.on, identities, catalogue) for each in answers),
    )


def _leaned_on(posture: Posture, answers: Iterable[RequirementPosture]) -> tuple[LeanedOn, ...]:
    holders = {duty.duty.system for each in answers for duty in each.duties if duty.leaned}
    leanings = Leaning.objects.on(posture.on, posture.known_at).filter(system=posture.system)
    since = {each.on_system_id: each.valid_from for each in leanings}
    return tuple(LeanedOn(system=each, since=since[each.pk]) for each in sorted(holders, key=lambda each: each.name))


def _row(each: RequirementPosture, on: datetime.date, identities: Mapping[str, str], catalogue: Catalogue) -> Row:
    answer, aws = each.inheritance, each.inheritance.aws
    lines = tuple(_lines(each, catalogue))
    met = [standing for standing in (*aws.commitment, *aws.assurance) if standing.met] if aws else []
    return Row(
        requirement=each.requirement,
        obligation=each.requirement.obligation(on),
        class_=answer.class_,
        unbound=str(UNBOUND[answer.unbound]) if answer.unbound else "",
        origination=_originations(answer.class_, lines),
        inheritable=_inheritable(answer.class_, each.support),
        support=each.support,
        leans_on=tuple(dict.fromkeys(identities[id_] for standing in met for id_ in standing.attestations)),
        bridged=any(standing.bridged for standing in met if standing.role is RuleRole.NECESSARY),
        against=tuple(dict.fromkeys(reason_sentence(reason, catalogue) for reason in aws.reasons)) if aws else (),
        standing=each.standing,
        own_standing=most_pressing(duty for duty in each.duties if not duty.leaned),
        decisions=each.decisions,
        lines=lines,
    )


def _lines(each: RequirementPosture, catalogue: Catalogue) -> Iterator[Line]:
    """The parts of a requirement, the services of the same words, source and duty together. Where a control is leaned
    on and our own duty is open as well, ours answers."""
    duties = {
        (duty.duty.control.key, duty.duty.service.key if duty.duty.service else None): duty
        for duty in sorted(each.duties, key=lambda duty: not duty.leaned)
        if duty.duty.programme is None
    }
    found: dict[tuple[object, ...], tuple[Part, DutyPosture | None, list[str]]] = {}
    for part in each.inheritance.parts:
        whole = duties.get((part.control, None))
        duty = duties.get((part.control, part.service), whole) if part.customer else None
        words = (part.control, part.bearer, part.aws, part.customer, part.source, duty and duty.duty.pk)
        services = found.setdefault((*words, part.service is None), (part, duty, []))[2]
        if part.service:
            services.append(part.service)
    for part, duty, keys in found.values():
        yield Line(
            control=part.control,
            control_title=catalogue.controls[part.control].title,
            coverage=part.coverage,
            services=tuple(keys),
            service_names=tuple(catalogue.services[key].name if key in catalogue.services else key for key in keys),
            bearer=part.bearer,
            origination=_origination(part),
            aws=part.aws,
            customer=part.customer,
            duty=duty,
            source=part.source,
        )


def _origination(part: Part) -> Origination:
    """What the customer bears alone is configured on the service that it names, and provided where it names none."""
    if part.bearer is Bearer.CUSTOMER:
        return Origination.CUSTOMER_CONFIGURED if part.service else Origination.CUSTOMER_PROVIDED
    return Origination.SHARED if part.bearer is Bearer.SHARED else Origination.INHERITED


def _originations(class_: InheritanceClass, lines: Iterable[Line]) -> tuple[Origination, ...]:
    if class_ is InheritanceClass.CUSTOMER:
        return tuple(dict.fromkeys(line.origination for line in lines)) or (Origination.CUSTOMER_PROVIDED,)
    return (Origination(class_.replace("_", "-")),)


def _inheritable(class_: InheritanceClass, support: Support) -> Inheritable:
    if support is Support.UNSUPPORTED:
        return Inheritable.NO
    found = {InheritanceClass.INHERITED: Inheritable.YES, InheritanceClass.SHARED: Inheritable.PARTIAL}
    return found.get(class_, Inheritable.NO)
