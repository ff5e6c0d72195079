"""ACM's facts: every certificate of the region, of every kind of key."""

from evidence.collecting.gathering import Look

# Without them ACM lists only certificates with RSA keys of 2048 bits at most (ACM API reference, Filters).
EVERY_KEY = ["RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"]


def gather(look: Look) -> None:
    listed = look.ask("list_certificates", Includes={"keyTypes": EVERY_KEY})
    for certificate in listed.get("CertificateSummaryList", []):
        arn = certificate["CertificateArn"]
        look.ask("describe_certificate", about=arn, CertificateArn=arn)
