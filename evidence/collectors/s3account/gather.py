"""S3's facts of the account as a whole: its block of public access, and its multi-Region access points."""

from evidence.collecting.gathering import Look

# Where multi-Region access points are listed, whatever their regions (S3 User Guide, managing them by API).
LISTED_IN = "us-west-2"


def gather(look: Look) -> None:
    look.ask("get_public_access_block", absent=("NoSuchPublicAccessBlockConfiguration",), AccountId=look.account)
    if look.partition == "aws":
        look.ask("list_multi_region_access_points", region=LISTED_IN, AccountId=look.account)
