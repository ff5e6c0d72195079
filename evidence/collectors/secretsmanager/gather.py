"""Secrets Manager's facts: every secret of the region and its policy. No secret's value is ever asked for."""

from evidence.collecting.gathering import Look


def gather(look: Look) -> None:
    for secret in look.ask("list_secrets").get("SecretList", []):
        look.ask("get_resource_policy", about=secret["ARN"], SecretId=secret["ARN"])
