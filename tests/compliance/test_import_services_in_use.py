"""Is a list of services understood, shown before it is written, and never half taken?"""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from compliance.importing.recognising import ARN_PREFIXES, PRODUCT_CODES, billed, owns, resembling, service_named
from compliance.importing.understood import Kind, Reading, WhyNot
from compliance.importing.uses import read_uses
from compliance.models import JournalEntry, Origin, ServiceUse
from frameworks.compiled import shipped
from frameworks.errors import Refused
from tests.factories import ANALYTICS, PRODUCTION, REGION, Harbour

ACCOUNTS = {PRODUCTION: ["us-east-1", "eu-west-1"], ANALYTICS: ["us-east-1"]}

BILL = """\
identity/LineItemId,lineItem/UsageAccountId,lineItem/ProductCode,lineItem/UsageType,product/ProductName,product/region
1,111122223333,AmazonEC2,USE1-BoxUsage:t3.micro,Amazon Elastic Compute Cloud,us-east-1
2,111122223333,AmazonEC2,USE1-EBS:VolumeUsage.gp3,Amazon Elastic Compute Cloud,us-east-1
3,111122223333,AWSQueueService,EUW1-Requests,Amazon Simple Queue Service,eu-west-1
4,111122223333,AmazonECS,EUW1-Fargate-vCPU-Hours,Amazon Elastic Container Service,eu-west-1
5,444455556666,AmazonRDS,Aurora:ServerlessV2Usage,Amazon Relational Database Service,us-east-1
6,444455556666,AmazonCloudFront,US-Requests-Tier1,Amazon CloudFront,
7,444455556666,AmazonCloudFront,EU-Requests-Tier1,Amazon CloudFront,
8,444455556666,AWSCostExplorer,APIRequest,AWS Cost Explorer,us-east-1
9,999900001111,AmazonS3,TimedStorage,Amazon Simple Storage Service,us-east-1
"""
DATA_EXPORT = """\
line_item_usage_account_id,line_item_product_code,line_item_usage_type,product_region_code
111122223333,awskms,us-east-1-KMS-Keys,us-east-1
111122223333,AWSELB,LoadBalancerUsage,eu-west-1
"""
RESOURCES = """\
"Identifier","Service","Type","Region","AWS Account","ARN"
"i-1","ec2","instance","us-east-1","111122223333","arn:aws:ec2:us-east-1:111122223333:instance/i-1"
"vol-1","ec2","volume","us-east-1","111122223333","arn:aws:ec2:us-east-1:111122223333:volume/vol-1"
"subnet-1","ec2","subnet","eu-west-1","111122223333","arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-1"
"charts","s3","bucket","us-east-1","111122223333","arn:aws:s3:::charts"
"Admin","iam","role","global","111122223333","arn:aws:iam::111122223333:role/Admin"
"Ops","iam","role","global","111122223333","arn:aws:iam::111122223333:role/Ops"
"lb","elasticloadbalancing","loadbalancer","us-east-1","444455556666","arn:aws:elasticloadbalancing:us-east-1:444455556666:loadbalancer/app/lb/1"
"books","rds","cluster","us-east-1","444455556666","arn:aws:rds:us-east-1:444455556666:cluster:books"
"flow","airflow","environment","us-east-1","444455556666","arn:aws:airflow:us-east-1:444455556666:environment/flow"
"""


def read(text: str, data_classes: tuple[str, ...] = ("phi",)) -> Reading:
    return read_uses(text, accounts=ACCOUNTS, data_classes=data_classes)


def unclear(reading: Reading) -> dict[tuple[WhyNot, str], list[int]]:
    return {key: each.lines for key, each in reading.unclear.items()}


def test_a_cost_and_usage_report_tells_what_is_paid_for_and_where() -> None:
    reading = read(BILL)
    assert reading.kind is Kind.BILL
    assert set(reading.found) == {
        (PRODUCTION, "ec2", "us-east-1"),
        (PRODUCTION, "ebs", "us-east-1"),
        (PRODUCTION, "sqs", "eu-west-1"),
        (PRODUCTION, "ecs", "eu-west-1"),
        (PRODUCTION, "fargate", "eu-west-1"),
        (ANALYTICS, "aurora", "us-east-1"),
        (ANALYTICS, "cloudfront", "global"),
    }
    assert reading.counts[ANALYTICS, "cloudfront", "global"] == 2
    assert unclear(reading) == {
        (WhyNot.SERVICE, "AWS Cost Explorer"): [9],
        (WhyNot.ACCOUNT, "999900001111"): [10],
    }


def test_the_newer_data_export_is_read_as_well() -> None:
    assert set(read(DATA_EXPORT).found) == {(PRODUCTION, "kms", "us-east-1"), (PRODUCTION, "elb", "eu-west-1")}


def test_a_list_of_resources_is_read_by_its_arns() -> None:
    reading = read(RESOURCES)
    assert reading.kind is Kind.RESOURCES
    assert set(reading.found) == {
        (PRODUCTION, "ec2", "us-east-1"),
        (PRODUCTION, "ebs", "us-east-1"),
        (PRODUCTION, "vpc", "eu-west-1"),
        (PRODUCTION, "s3", "us-east-1"),
        (PRODUCTION, "iam", "global"),
        (ANALYTICS, "elb", "us-east-1"),
    }
    assert unclear(reading) == {(WhyNot.SERVICE, "rds:cluster"): [9], (WhyNot.SERVICE, "airflow"): [10]}


def test_an_arn_alone_leaves_open_where_a_bucket_is() -> None:
    assert unclear(read("ARN\narn:aws:s3:::charts\n")) == {(WhyNot.NO_PLACE, "Amazon S3"): [2]}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_list_of_our_own_takes_keys_names_and_former_names(delimiter: str) -> None:
    rows = (
        ("Account ID", "Region", "Service", "Touches"),
        (PRODUCTION, "us-east-1", "sqs", "touches"),
        ("1111-2222-3333", "eu-west-1", "Amazon Elasticsearch Service", "affects"),
        (ANALYTICS, "", "AWS IAM", ""),
    )
    reading = read("\ufeff" + "\n\n".join(delimiter.join(row) for row in rows))
    assert {key: place.touches for key, place in reading.found.items()} == {
        (PRODUCTION, "sqs", "us-east-1"): {"phi": "touches"},
        (PRODUCTION, "opensearch", "eu-west-1"): {"phi": "affects"},
        (ANALYTICS, "iam", "global"): None,
    }


def test_each_class_of_data_may_be_touched_in_its_own_way() -> None:
    text = "account_id,region,service,touches\n444455556666,us-east-1,s3,phi=touches; personal=neither\n"
    (place,) = read(text, ("phi", "personal")).found.values()
    assert place.touches == {"phi": "touches", "personal": "neither"}
    assert unclear(read(text)) == {(WhyNot.TOUCHES, "phi=touches; personal=neither"): [2]}


def test_what_is_not_understood_is_named_with_its_lines() -> None:
    lines = ["s3", "Amazon Lamda", "s3", *["Amazon Lamda"] * 7]
    reading = read("\naccount_id,region,service\n" + "".join(f"{PRODUCTION},us-east-1,{name}\n" for name in lines))
    (question,) = reading.unclear.values()
    assert (question.count, question.lines, question.more) == (8, [4, 6, 7, 8, 9], 3)
    assert question.resembling[0] == "AWS Lambda"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The first line does not say"),
        ('"Service","EC2-Instances($)","S3($)"\n"Service total","1","2"\n', "Downloads of Cost Explorer lack account"),
        ("account_id,region,service\n\n", "There is no line below the header"),
        ('account_id,region,service\n1,us-east-1,"s3\n' + "x" * 140_000, "is no CSV"),
    ],
    ids=["empty", "cost explorer", "header only", "broken"],
)
def test_a_file_of_another_kind_is_refused_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        read(text)


def test_the_tables_hold_what_the_catalogue_does_not_say_and_only_that() -> None:
    services = shipped().services
    assert {*ARN_PREFIXES.values(), *PRODUCT_CODES.values()} <= services.keys()
    assert [said for said in (*ARN_PREFIXES, *PRODUCT_CODES) if service_named(said)] == []
    assert [key for key, each in services.items() if {service_named(key), service_named(each.name)} != {key}] == []
    assert billed("AmazonES", "", "", "") == ("opensearch",) and owns("es", "domain/x") == "opensearch"
    assert resembling("zzzz") == ()


# On the page


@pytest.fixture
def olive(harbour: Harbour, client: Client) -> Client:
    client.force_login(harbour.cast.olive)
    return client


def hand_in(olive: Client, harbour: Harbour, text: str, **more: object) -> tuple[int, str, str]:
    """Status, page, and what the page would send on confirmation."""
    answer = olive.post(reverse("compliance:import-uses", args=[harbour.system.pk]), {"text": text} | more)
    form = answer.context["form"]
    return answer.status_code, answer.content.decode(), form.initial.get("understood", "")


def confirm(olive: Client, harbour: Harbour, understood: str, since: datetime.date | str) -> tuple[int, str]:
    address = reverse("compliance:confirm-uses", args=[harbour.system.pk])
    answer = olive.post(address, {"understood": understood, "since": str(since)}, follow=True)
    return answer.status_code, answer.content.decode()


@pytest.mark.django_db
def test_a_bill_is_shown_first_and_written_when_she_confirms(harbour: Harbour, olive: Client) -> None:
    entries, phi = JournalEntry.objects.count(), ServiceUse.objects.get(account=harbour.accounts[0], service__key="ec2")
    file = SimpleUploadedFile("report.csv", BILL.encode())
    status, text, understood = hand_in(olive, harbour, "", file=file)
    assert status == 200 and "2 uses are new" in text and "AWS Cost Explorer" in text
    assert JournalEntry.objects.count() == entries
    assert confirm(olive, harbour, understood, harbour.on)[0] == 200
    new = ServiceUse.objects.on(harbour.on).filter(origin=Origin.DISCOVERED)
    assert set(new.values_list("service__key", "region")) == {("aurora", REGION), ("cloudfront", "global")}
    assert JournalEntry.objects.filter(verb="service.used", number__gt=entries).count() == 2
    phi.refresh_from_db()
    assert phi.superseded_at is None and phi.touches == {"phi": "touches"}, "what she said before stays"


@pytest.mark.django_db
def test_a_list_with_one_bad_line_is_not_taken_at_all(harbour: Harbour, olive: Client) -> None:
    good = f"account_id,region,service,touches\n{PRODUCTION},{REGION},sqs,affects\n"
    status, text, understood = hand_in(olive, harbour, good + f"{PRODUCTION},{REGION},Amazon Lamda,\n")
    assert status == 422 and not understood
    assert "Was this meant: AWS Lambda?" in text and "Amazon Lamda" in text and "affects" in text
    status, text, understood = hand_in(olive, harbour, good)
    assert status == 200 and "1 use is new" in text
    confirm(olive, harbour, understood, harbour.on)
    use = ServiceUse.objects.on(harbour.on).get(service__key="sqs")
    assert (use.origin, use.touches) == (Origin.DECLARED, {"phi": "affects"})


@pytest.mark.django_db
def test_read_again_it_changes_nothing(harbour: Harbour, olive: Client) -> None:
    for _ in range(2):
        confirm(olive, harbour, hand_in(olive, harbour, BILL)[2], harbour.on)
    assert JournalEntry.objects.filter(verb="service.used", after__service="aurora").count() == 1


@pytest.mark.django_db
def test_seen_from_an_earlier_day_a_use_keeps_what_was_said_of_it(harbour: Harbour, olive: Client) -> None:
    earlier = harbour.on - datetime.timedelta(days=399)
    text = f"account_id,region,service,touches\n{PRODUCTION},{REGION},sqs,affects\n"
    confirm(olive, harbour, hand_in(olive, harbour, text)[2], harbour.on)
    confirm(olive, harbour, hand_in(olive, harbour, text.replace("affects", ""))[2], earlier)
    assert ServiceUse.objects.on(earlier).get(service__key="sqs").touches == {"phi": "affects"}


@pytest.mark.django_db
def test_what_was_understood_cannot_be_changed_on_the_way(harbour: Harbour, olive: Client) -> None:
    understood = hand_in(olive, harbour, BILL)[2]
    status, text = confirm(olive, harbour, understood[:-1] + ("a" if understood[-1] != "a" else "b"), harbour.on)
    assert status == 422 and "read the file again" in text
    status, text = confirm(olive, harbour, understood, "2026-02-31")
    assert status == 422 and "Amazon CloudFront" in text and understood in text
    assert not ServiceUse.objects.filter(origin=Origin.DISCOVERED).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"\x1f\x8b\x08packed", b"account_id,region,service\n\xff\xfe,,\n"])
def test_a_file_that_is_no_text_is_refused(harbour: Harbour, olive: Client, content: bytes) -> None:
    status, text, _ = hand_in(olive, harbour, "", file=SimpleUploadedFile("report.csv", content))
    assert status == 422 and "CSV" in text
