"""A person's own training: the quiz, one question to a page, what came of it, and what to read again."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from compliance.web.door import Visit
from evidence.actions import training as verbs
from evidence.models import ItemKind, ItemUse, TrainingAttempt
from evidence.training.quiz import Quiz, quiz
from evidence.training.shapes import About, Clause, Question
from evidence.training.standing import latest_and_counting, read_again
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.web.pages import page


@dataclass(frozen=True)
class Choice:
    code: str
    text: str
    is_given: bool
    is_right: bool
    """Known to the page once the question is answered, and not before."""


@dataclass(frozen=True)
class Link:
    label: str
    address: str


def training(request: Visit) -> HttpResponse:
    asked = quiz()
    attempts = list(TrainingAttempt.objects.of(request.user).defer("record"))
    finished = [each for each in attempts if each.finished_at]
    latest, counts = latest_and_counting(finished, request.now)
    current = next((each for each in attempts if not each.finished_at and each.questions == asked.digest), None)
    uses = ItemUse.objects.filter(item__kind=ItemKind.TRAINING, submitted_by=request.user)
    context = {
        "quiz": asked,
        "current": current,
        "latest": latest,
        "counts": counts,
        "again": [(each, _links(each.about)) for each in read_again(latest, asked)] if latest else [],
        "attempts": attempts,
        "uses": uses.filter(item__source=counts.source).select_related("system", "item") if counts else [],
        "waiting": verbs.waiting(counts, request.now) if counts else [],
        "asked": [(each, shipped().editions[each.edition].title) for each in asked.asked],
    }
    return page(request, "evidence/training.html", context)


def begin(request: Visit) -> HttpResponse:
    attempt = verbs.begin(person=request.user, now=request.now)
    following = quiz().next_for(attempt.answers)
    return redirect("evidence:training-question", following.key) if following else redirect("evidence:training")


def question(request: Visit, key: str) -> HttpResponse:
    """The question of the person's latest attempt: to be answered or, once answered, with what there is to learn."""
    asked = quiz()
    if key not in asked.questions:
        raise Http404
    attempt = TrainingAttempt.objects.of(request.user).filter(questions=asked.digest).first()
    if attempt is None:
        messages.info(request, _("Begin the quiz first."))
        return redirect("evidence:training")
    if request.method != "POST":
        return _question_page(request, asked, attempt, asked.questions[key])
    try:
        attempt = verbs.answer(attempt=attempt, question=key, choice=request.POST.get("choice", ""), now=request.now)
    except Refused as refusal:
        return _question_page(request, asked, attempt, asked.questions[key], refused=str(refusal))
    if attempt.passed:
        _hand_in(request, attempt)
    return redirect("evidence:training-question", key)


def hand_in(request: Visit) -> HttpResponse:
    finished = TrainingAttempt.objects.of(request.user).finished()
    _latest, counts = latest_and_counting(finished, request.now)
    if counts is None:
        messages.error(request, _("There is no pass that holds: take the quiz first."))
    else:
        _hand_in(request, counts)
    return redirect("evidence:training")


def _hand_in(request: Visit, attempt: TrainingAttempt) -> None:
    try:
        uses = verbs.hand_in(attempt=attempt, now=request.now)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return
    if uses:
        said = ngettext(
            "Your pass is sealed and waits for review in %(n)s system.",
            "Your pass is sealed and waits for review in %(n)s systems.",
            len(uses),
        )
        messages.success(request, said % {"n": len(uses)})


def _question_page(
    request: Visit, asked: Quiz, attempt: TrainingAttempt, question: Question, refused: str = ""
) -> HttpResponse:
    given = attempt.answers.get(question.key)
    following = asked.next_for(attempt.answers)
    context = {
        "quiz": asked,
        "topic": asked.topics[question.topic],
        "question": question,
        "number": list(asked.questions).index(question.key) + 1,
        "total": attempt.asked,
        "answered": len(attempt.answers),
        "choices": [
            Choice(code, text, code == given, given is not None and code == question.right)
            for code, text in question.choices_for(request.user.pk)
        ],
        "given": given,
        "is_right": given == question.right,
        "right": question.choices[question.right],
        "tempting": question.choices[question.tempting.choice],
        "links": _links(question.about, question.requirements) if given else [],
        "following": following,
        "refused": refused,
    }
    return page(request, "evidence/training-question.html", context, status=422 if refused else 200)


def _links(about: Iterable[About], clauses: Iterable[Clause] = ()) -> list[Link]:
    """The catalogue's pages on it: each control, service and requirement once."""
    catalogue, links = shipped(), []
    for each in about:
        control = catalogue.controls[each.control]
        links.append(Link(control.title, reverse("frameworks:control", args=[control.key])))
        if each.service:
            service = catalogue.services[each.service]
            links.append(Link(service.name, reverse("frameworks:service", args=[service.key])))
    for clause in clauses:
        label = f"{catalogue.editions[clause.edition].title} {clause.ref}"
        links.append(Link(label, reverse("frameworks:requirement", args=[clause.edition, clause.ref])))
    return list(dict.fromkeys(links))
