"""KMS's facts: every key of the region; rotation and policy of those that the customer manages."""

from evidence.collecting.gathering import Look


def gather(look: Look) -> None:
    for key in look.ask("list_keys").get("Keys", []):
        said = look.ask("describe_key", about=key["KeyArn"], KeyId=key["KeyId"]).get("KeyMetadata", {})
        if said.get("KeyManager") != "CUSTOMER":
            continue
        look.ask("get_key_policy", about=key["KeyArn"], KeyId=key["KeyId"], PolicyName="default")
        if said["KeySpec"] == "SYMMETRIC_DEFAULT" and said["Origin"] == "AWS_KMS":
            look.ask("get_key_rotation_status", about=key["KeyArn"], KeyId=key["KeyId"])
