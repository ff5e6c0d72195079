"""What Organizations' facts say of the account, of its organisation and of that organisation's members."""

from collections import Counter
from collections.abc import Iterator

from evidence.collecting.contract import Resource, Verdict, failed, not_applicable, passed
from evidence.collecting.facts import Facts

SCP = "SERVICE_CONTROL_POLICY"
SECURITY_SERVICES = {
    f"{name}.amazonaws.com" for name in ("access-analyzer", "cloudtrail", "config", "guardduty", "securityhub")
}


def account(facts: Facts) -> Iterator[Resource]:
    yield Resource(facts.cell_arn("organizations"))


def organisations(facts: Facts) -> Iterator[Resource]:
    """The one that the account belongs to, if any."""
    answer = facts.answer("describe_organization")
    if answer is not None:
        yield Resource(answer["Organization"]["Arn"], answer["Organization"])


def members(facts: Facts) -> Iterator[Resource]:
    """All accounts of the organisation, as its management account and delegated administrators see them; else none."""
    for _organisation in organisations(facts):
        answer = facts.answer("list_accounts")
        if answer is not None:
            yield from (Resource(each["Arn"], each) for each in answer["Accounts"])


def account_in_organisation(cell: Resource, facts: Facts) -> Verdict:
    answer = facts.answer("describe_organization")
    return failed(because="no_organisation") if answer is None else passed(organisation=answer["Organization"]["Id"])


def all_features_on(organisation: Resource, facts: Facts) -> Verdict:
    features = organisation.said["FeatureSet"]
    return (passed if features == "ALL" else failed)(features=features)


def control_policies_attached(organisation: Resource, facts: Facts) -> Verdict:
    if not _manages(organisation, facts):
        return not_applicable(because="not_the_management_account")
    roots = facts.answer("list_roots")["Roots"]
    enabled = [kind for root in roots for kind in root["PolicyTypes"] if kind["Type"] == SCP]
    if not any(kind["Status"] == "ENABLED" for kind in enabled):
        return failed(because="not_enabled")
    own = [policy for policy in facts.answer("list_policies")["Policies"] if policy["AwsManaged"] is not True]
    targets = [target for policy in own for target in facts.answer("list_targets_for_policy", policy["Arn"])["Targets"]]
    if not targets:
        return failed(because="none_attached", policies=len(own))
    return passed(policies=len(own), targets=dict(Counter(target["Type"] for target in targets)))


def security_services_trusted(organisation: Resource, facts: Facts) -> Verdict:
    if not _manages(organisation, facts):
        return not_applicable(because="not_the_management_account")
    trusted = facts.answer("list_aws_service_access_for_organization")["EnabledServicePrincipals"]
    missing = sorted(SECURITY_SERVICES - {each["ServicePrincipal"] for each in trusted})
    return failed(missing=missing) if missing else passed()


def administration_delegated(organisation: Resource, facts: Facts) -> Verdict:
    if not _manages(organisation, facts):
        return not_applicable(because="not_the_management_account")
    count = len(facts.answer("list_delegated_administrators")["DelegatedAdministrators"])
    return passed(administrators=count) if count else failed()


def member_account_active(member: Resource, facts: Facts) -> Verdict:
    state = member.said.get("State") or member.said["Status"]  # AWS is replacing Status by State
    return (failed if state in ("SUSPENDED", "PENDING_CLOSURE") else passed)(state=state)


def _manages(organisation: Resource, facts: Facts) -> bool:
    return bool(organisation.said["MasterAccountId"] == facts.account)
