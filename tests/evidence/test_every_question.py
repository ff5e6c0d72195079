"""Is every question of the quiz whole, fair, and of one mind with the catalogue? Does a broken one stop the start?"""

import shutil
from pathlib import Path

import pytest

from evidence.checks import quiz_is_whole
from evidence.training import quiz as room
from evidence.training.quiz import HERE, quiz, read
from evidence.training.shapes import Question
from frameworks.compiled import shipped
from frameworks.schema import Bearer, CatalogueErrors

OF_THE_LESSON = {
    "ec2-operating-system": "which party is responsible for patching the operating system on an Amazon EC2 instance?",
    "solely-aws": "solely the responsibility of AWS under the shared responsibility model?",
    "rds-engine": "deploys an application on Amazon RDS. Who is responsible for applying database engine patches?",
    "solely-customer": "is the customer’s responsibility, NOT AWS’s, under the shared responsibility model?",
    "between-instances": "ensuring that data is encrypted in transit between EC2 instances?",
}
"""The five questions that the product was asked for with, by what they ask."""

QUESTIONS = pytest.mark.parametrize("question", quiz().questions.values(), ids=lambda question: question.key)


def test_the_five_of_the_lesson_come_first_and_at_least_24_of_ours_follow() -> None:
    keys = list(quiz().questions)
    assert keys[:5] == list(OF_THE_LESSON)
    assert all(asks in quiz().questions[key].text for key, asks in OF_THE_LESSON.items())
    assert len(keys) >= 29


@pytest.mark.parametrize(
    ("key", "right"),
    [
        ("ec2-operating-system", "customer"),
        ("solely-aws", "power"),
        ("rds-engine", "aws"),
        ("solely-customer", "groups"),
        ("between-instances", "customer"),
    ],
)
def test_the_lesson_is_answered_as_the_lesson_teaches(key: str, right: str) -> None:
    assert quiz().questions[key].right == right


@pytest.mark.parametrize(
    "key", ["ec2", "rds", "lambda", "s3", "dynamodb", "eks", "cloudtrail", "kms", "iam", "shield", "ebs"]
)
def test_the_services_of_every_day_are_asked_about(key: str) -> None:
    assert any(about.service == key for each in quiz().questions.values() for about in each.about)


@QUESTIONS
def test_it_teaches_whoever_is_wrong(question: Question) -> None:
    """Why the right answer is right, why the tempting one is not, and where to read on."""
    assert len(question.because) > 80 and len(question.tempting.why) > 40
    assert question.about and question.origin
    assert question.text.endswith("?")


@QUESTIONS
def test_what_it_calls_aws_s_alone_or_ours_alone_is_so_in_the_catalogue(question: Question) -> None:
    for about in question.about:
        control = shipped().controls[about.control]
        split = shipped().split_of(control, about.service) if about.service else control.splits["any"]
        assert split is not None and split.bearer == about.bearer
        assert bool(split.aws) == (about.bearer is not Bearer.CUSTOMER)


def test_length_does_not_give_the_answer_away() -> None:
    questions = quiz().questions.values()
    longest = [each.key for each in questions if each.choices[each.right] == max(each.choices.values(), key=len)]
    shortest = [each.key for each in questions if each.choices[each.right] == min(each.choices.values(), key=len)]
    assert len(longest) < len(questions) / 3 and len(shortest) < len(questions) / 3


def test_each_person_has_an_order_of_choices_of_their_own_and_keeps_it() -> None:
    question = quiz().questions["kms-keys"]
    orders = {tuple(code for code, _ in question.choices_for(person)) for person in range(40)}
    assert len(orders) > 10
    assert question.choices_for(7) == question.choices_for(7)
    assert dict(question.choices_for(7)) == question.choices
    assert {order[0] for order in orders} == set(question.choices), "the right one may stand anywhere"


def test_it_says_what_else_the_frameworks_ask() -> None:
    said = {each.ref: each.in_part for each in quiz().asked}
    assert said.keys() >= {"164.308(a)(5)", "12.6.3", "CC1.4", "CC2.2", "Art. 29", "Art. 32(4)", "Art. 39(1)(b)"}
    assert (said["12.6.3.1"], said["12.6.3.2"]) == (False, False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(HERE, tmp_path / "training", ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    return tmp_path / "training"


def faults(folder: Path) -> str:
    with pytest.raises(CatalogueErrors) as caught:
        read(folder, shipped())
    return str(caught.value)


def test_a_copy_is_the_same_quiz_wherever_it_lies(copy: Path) -> None:
    assert read(copy, shipped()).digest == quiz().digest


def test_another_word_makes_another_edition_and_a_comment_does_not(copy: Path) -> None:
    file = copy / "questions" / "2-compute.toml"
    text = file.read_text()
    file.write_text("# for whoever reads this\n\n" + text)
    assert read(copy, shipped()).digest == quiz().digest
    file.write_text(text.replace("A serious flaw", "A flaw"))
    assert read(copy, shipped()).digest != quiz().digest


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            'control = "patching", service = "lambda", bearer = "shared"',
            'control = "patching", service = "lambda", bearer = "aws"',
            "says that 'patching' on 'lambda' is aws; the catalogue says shared",
        ),
        ('service = "fargate"', 'service = "faregate"', "the catalogue knows no 'patching' or no 'faregate'"),
        ('right = "images"', 'right = "pictures"', "right is 'pictures', which is no choice"),
        ('{ choice = "runtime"', '{ choice = "us"', "tempting is 'us', which is no wrong choice"),
        ('key = "lambda-role"', 'key = "lambda-library"', "its key is no code of its own"),
        ('because = "AWS patches the host', 'why = "AWS patches the host', "unknown key 'why'"),
        ('code = "Yes, together', 'extra = "Perhaps", code = "Yes, together', "not three or four choices"),
    ],
)
def test_a_fault_is_named_with_its_file_and_line(copy: Path, old: str, new: str, sentence: str) -> None:
    file = copy / "questions" / "2-compute.toml"
    assert file.read_text().count(old) == 1
    file.write_text(file.read_text().replace(old, new))
    said = faults(copy)
    assert sentence in said
    assert said.startswith("evidence/training/questions/2-compute.toml:")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("pass_percent = 80", "pass_percent = 0", "pass_percent is 0"),
        ('control = "security-awareness"', 'control = "awareness"', "no control 'awareness'"),
        ('ref = "12.6.3.1"\nin_part = false', 'ref = "12.6.9"\nin_part = false', "has no requirement '12.6.9'"),
        ('ref = "CC2.2"', 'ref = "CC2.1"', "no link from it to 'security-awareness'"),
    ],
)
def test_a_fault_of_the_head_is_named_as_well(copy: Path, old: str, new: str, sentence: str) -> None:
    file = copy / "about.toml"
    assert file.read_text().count(old) == 1
    file.write_text(file.read_text().replace(old, new))
    assert sentence in faults(copy)


def test_no_question_at_all_is_a_fault(copy: Path) -> None:
    shutil.rmtree(copy / "questions")
    assert "there is no question" in faults(copy)


def test_the_start_is_stopped_with_the_fault(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert quiz_is_whole(None) == []
    (copy / "about.toml").write_text("[quiz]\n")
    monkeypatch.setattr(room, "HERE", copy)
    quiz.cache_clear()
    try:
        assert {error.id for error in quiz_is_whole(None)} == {"evidence.E003"}
    finally:
        monkeypatch.undo()
        quiz.cache_clear()
