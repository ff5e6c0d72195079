"""Systems Manager's facts: running instances, nodes, their compliance, and the account's own documents.

No parameter is read: a name cannot tell whether its value is a secret, and values are not ours to see.
"""

from typing import Any

from evidence.collecting.gathering import Look

PUBLIC_SHARING = "/ssm/documents/console/public-sharing-permission"
NODE = ("InstanceId", "PingStatus", "LastPingDateTime", "AgentVersion", "PlatformType", "PlatformName", "ResourceType")


def gather(look: Look) -> None:
    running = [{"Name": "instance-state-name", "Values": ["running"]}]
    look.ask("ec2.describe_instances", veil=_ids_only, Filters=running)
    look.ask("describe_instance_information", veil=_without_addresses)
    look.ask("list_resource_compliance_summaries")
    look.ask("get_service_setting", veil=_value_only, SettingId=PUBLIC_SHARING)
    own = [{"Key": "Owner", "Values": ["Self"]}]
    for document in look.ask("list_documents", Filters=own).get("DocumentIdentifiers", []):
        name = document["Name"]
        look.ask(
            "describe_document_permission",
            about=look.arn("ssm", f"document/{name}"),
            Name=name,
            PermissionType="Share",
        )


def _ids_only(answer: dict[str, Any]) -> None:
    """All else about instances is the EC2 collector's."""
    for reservation in answer["Reservations"]:
        reservation["Instances"] = [{"InstanceId": each["InstanceId"]} for each in reservation["Instances"]]


def _without_addresses(answer: dict[str, Any]) -> None:
    """Computer names and addresses may tell of people."""
    nodes = answer["InstanceInformationList"]
    answer["InstanceInformationList"] = [{key: node[key] for key in NODE if key in node} for node in nodes]


def _value_only(answer: dict[str, Any]) -> None:
    """Who changed the setting last is a person."""
    setting = answer["ServiceSetting"]
    answer["ServiceSetting"] = {"SettingId": setting["SettingId"], "SettingValue": setting["SettingValue"]}
