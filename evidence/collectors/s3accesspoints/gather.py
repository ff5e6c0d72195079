"""S3's facts of the region's access points: what each blocks, and whether its policy is public."""

from evidence.collecting.gathering import Look


def gather(look: Look) -> None:
    for point in look.ask("list_access_points", AccountId=look.account).get("AccessPointList", []):
        arn, name = point["AccessPointArn"], point["Name"]
        look.ask("get_access_point", about=arn, AccountId=look.account, Name=name)
        look.ask(
            "get_access_point_policy_status",
            about=arn,
            absent=("NoSuchAccessPointPolicy",),
            AccountId=look.account,
            Name=name,
        )
