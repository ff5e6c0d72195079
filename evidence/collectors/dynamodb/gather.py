"""DynamoDB's facts: every table of the region, its backups and its policy. No item is read."""

from evidence.collecting.gathering import Look


def gather(look: Look) -> None:
    for name in look.ask("list_tables").get("TableNames", []):
        arn = look.arn("dynamodb", f"table/{name}")
        look.ask("describe_table", about=arn, TableName=name)
        look.ask("describe_continuous_backups", about=arn, TableName=name)
        look.ask("get_resource_policy", about=arn, absent=("PolicyNotFoundException",), ResourceArn=arn)
