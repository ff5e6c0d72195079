"""Organizations' facts: the organisation, its members as AWS lists them to the management account and to delegated
administrators, and all that the management account alone is asked about it."""

from typing import Any

from evidence.collecting.gathering import Look, Veil

NO_ORGANISATION = ("AWSOrganizationsNotInUseException",)
NOT_ITS_ADMINISTRATOR = ("AccessDeniedException",)
"""AWS's ordinary answer to any other member; a denial by a policy, which has the same code, is no rejection."""
ACCOUNT = ("Id", "Arn", "Status", "State", "JoinedMethod")


def gather(look: Look) -> None:
    answer = look.ask("describe_organization", absent=NO_ORGANISATION, veil=_without_address)
    manager = answer.get("Organization", {}).get("MasterAccountId")
    if not manager:
        return
    absent = () if manager == look.account else NOT_ITS_ADMINISTRATOR
    look.ask("list_accounts", absent=absent, veil=_without_names("Accounts"))
    if manager != look.account:
        return
    look.ask("list_roots")
    for policy in look.ask("list_policies", Filter="SERVICE_CONTROL_POLICY").get("Policies", []):
        if not policy["AwsManaged"]:
            look.ask("list_targets_for_policy", about=policy["Arn"], PolicyId=policy["Id"])
    look.ask("list_delegated_administrators", veil=_without_names("DelegatedAdministrators"))
    look.ask("list_aws_service_access_for_organization")


def _without_address(answer: dict[str, Any]) -> None:
    answer["Organization"].pop("MasterAccountEmail", None)


def _without_names(member: str) -> Veil:
    """An account's name and mail address may be a person's."""

    def veil(answer: dict[str, Any]) -> None:
        answer[member] = [{key: each[key] for key in ACCOUNT if key in each} for each in answer[member]]

    return veil
