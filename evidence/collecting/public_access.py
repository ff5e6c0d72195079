"""Reads S3's Block Public Access, which account, bucket and access point have alike. Pure."""

from collections.abc import Mapping

BLOCKS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


def blocks_off(settings: Mapping[str, bool]) -> list[str]:
    """Those of the four settings that are not on. Errors: KeyError when one is missing."""
    return [block for block in BLOCKS if settings[block] is not True]
