"""Certificates in use: imported ones, long valid with a good key or soon over with a weak one; and one of AWS's."""

from datetime import UTC, datetime, timedelta

import boto3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from tests.evidence.cells import DAYS_LATER

REGION = "eu-west-1"
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def good(session: boto3.Session) -> None:
    _use(session, _imported(session, rsa.generate_private_key(65537, 2048), days=365))
    _imported(session, ec.generate_private_key(ec.SECP256R1()), days=365)


def bad(session: boto3.Session) -> None:
    _use(session, _imported(session, rsa.generate_private_key(65537, 1024), days=DAYS_LATER + 10))
    requested = session.client("acm", region_name=REGION).request_certificate(DomainName="lakeside.example")
    _use(session, requested["CertificateArn"])


def _imported(session: boto3.Session, key: Key, days: int) -> str:
    now, name = datetime.now(UTC), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "lakeside.example")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    given = session.client("acm", region_name=REGION).import_certificate(
        Certificate=certificate.public_bytes(serialization.Encoding.PEM), PrivateKey=key.private_bytes(*form)
    )
    return str(given["CertificateArn"])


def _use(session: boto3.Session, certificate: str) -> None:
    """Puts the certificate on a load balancer of its own."""
    subnets = [subnet["SubnetId"] for subnet in session.client("ec2", region_name=REGION).describe_subnets()["Subnets"]]
    elb = session.client("elbv2", region_name=REGION)
    made = elb.create_load_balancer(Name=f"front-{certificate[-8:]}", Subnets=subnets)
    elb.create_listener(
        LoadBalancerArn=made["LoadBalancers"][0]["LoadBalancerArn"],
        Protocol="HTTPS",
        Port=443,
        Certificates=[{"CertificateArn": certificate}],
        DefaultActions=[{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}],
    )
