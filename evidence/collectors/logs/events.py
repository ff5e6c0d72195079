"""The events of CIS AWS Foundations Benchmark 3.0, section 4, and how metric filters select them. Pure.

A term is what a filter's pattern compares: (field, operator, value). An event is selected by a pattern that
has all its terms. ClassicLink's calls, which AWS retired, are left out.
"""

import re

Term = tuple[str, str, str]

COMPARISON = re.compile(
    r"\$\.(?P<field>[\w.]+)\s*(?P<operator>!?=)\s*(?:\"(?P<quoted>[^\"]*)\"|(?P<bare>[^\s\")&|}]+))"
)


def terms(pattern: str) -> set[Term]:
    """What a filter pattern compares; nothing for patterns that are not about JSON fields."""
    return {
        (found["field"], found["operator"], found["bare"] if found["quoted"] is None else found["quoted"])
        for found in COMPARISON.finditer(pattern)
    }


def _calls(*names: str) -> set[Term]:
    return {("eventName", "=", name) for name in names}


def _source(service: str) -> set[Term]:
    return {("eventSource", "=", f"{service}.amazonaws.com")}


EVENTS: dict[str, set[Term]] = {
    "unauthorised_calls": {("errorCode", "=", "*UnauthorizedOperation"), ("errorCode", "=", "AccessDenied*")},
    "sign_in_without_mfa": _calls("ConsoleLogin") | {("additionalEventData.MFAUsed", "!=", "Yes")},
    "root_used": {("userIdentity.type", "=", "Root")},
    "iam_policies_changed": _calls(
        *(f"{verb}{who}Policy" for verb in ("Put", "Delete", "Attach", "Detach") for who in ("Group", "Role", "User")),
        *("CreatePolicy", "DeletePolicy", "CreatePolicyVersion", "DeletePolicyVersion"),
    ),
    "cloudtrail_changed": _calls("CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"),
    "sign_in_failed": _calls("ConsoleLogin") | {("errorMessage", "=", "Failed authentication")},
    "keys_disabled": _source("kms") | _calls("DisableKey", "ScheduleKeyDeletion"),
    "bucket_policies_changed": _source("s3")
    | _calls("PutBucketAcl", *(f"PutBucket{what}" for what in ("Policy", "Cors", "Lifecycle", "Replication")))
    | _calls(*(f"DeleteBucket{what}" for what in ("Policy", "Cors", "Lifecycle", "Replication"))),
    "config_changed": _source("config")
    | _calls("StopConfigurationRecorder", "DeleteDeliveryChannel", "PutDeliveryChannel", "PutConfigurationRecorder"),
    "security_groups_changed": _calls(
        *("AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress"),
        *("RevokeSecurityGroupIngress", "RevokeSecurityGroupEgress"),
        *("CreateSecurityGroup", "DeleteSecurityGroup"),
    ),
    "network_acls_changed": _calls(
        *("CreateNetworkAcl", "CreateNetworkAclEntry", "DeleteNetworkAcl", "DeleteNetworkAclEntry"),
        *("ReplaceNetworkAclEntry", "ReplaceNetworkAclAssociation"),
    ),
    "gateways_changed": _calls(
        *("CreateCustomerGateway", "DeleteCustomerGateway", "AttachInternetGateway"),
        *("CreateInternetGateway", "DeleteInternetGateway", "DetachInternetGateway"),
    ),
    "routes_changed": _calls(
        *("CreateRoute", "CreateRouteTable", "ReplaceRoute", "ReplaceRouteTableAssociation"),
        *("DeleteRouteTable", "DeleteRoute", "DisassociateRouteTable"),
    ),
    "vpcs_changed": _calls(
        *("CreateVpc", "DeleteVpc", "ModifyVpcAttribute", "AcceptVpcPeeringConnection"),
        *("CreateVpcPeeringConnection", "DeleteVpcPeeringConnection", "RejectVpcPeeringConnection"),
    ),
    "organisation_changed": _source("organizations")
    | _calls(
        *("AcceptHandshake", "DeclineHandshake", "InviteAccountToOrganization", "LeaveOrganization"),
        *("CreateAccount", "MoveAccount", "RemoveAccountFromOrganization", "DeleteOrganization"),
        *("CreateOrganizationalUnit", "UpdateOrganizationalUnit", "DeleteOrganizationalUnit"),
        *("CreatePolicy", "UpdatePolicy", "DeletePolicy", "AttachPolicy", "DetachPolicy"),
        *("EnablePolicyType", "DisablePolicyType"),
    ),
}
