"""What IAM's facts say of root, users, their credentials and policies."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from evidence.collecting.contract import Resource, Verdict, failed, not_applicable, passed
from evidence.collecting.facts import Facts
from evidence.collecting.statements import allows_everything, is_open, statements
from evidence.collectors.iam import report

LONGEST = timedelta(days=90)  # CIS AWS Foundations Benchmark 1.14; PCI DSS 8.2.6 for the unused
LONGEST_KEY_IDLE = timedelta(days=45)  # CIS AWS Foundations Benchmark 1.12
PASSWORDS_REMEMBERED = 24  # CIS AWS Foundations Benchmark 1.9
SHORTEST_PASSWORD = 14  # CIS AWS Foundations Benchmark 1.8
OF_AWS = "/aws-service-role/"  # the path of roles that AWS makes for its services


def account(facts: Facts) -> Iterator[Resource]:
    yield Resource(facts.arn("iam", "root"))


def users(facts: Facts) -> Iterator[Resource]:
    for user in facts.answer("list_users")["Users"]:
        yield Resource(user["Arn"], user)


def reported_users(facts: Facts) -> Iterator[Resource]:
    """The rows of the credential report, root's apart: it is judged by root's own checks."""
    return (row for row in report.rows(facts) if row.said["user"] != report.ROOT)


def reported_root(facts: Facts) -> Iterator[Resource]:
    return (row for row in report.rows(facts) if row.said["user"] == report.ROOT)


def holders_of_inline_policies(facts: Facts) -> Iterator[Resource]:
    """Users, groups and roles that have any."""
    details = facts.answer("get_account_authorization_details")
    for kind in ("User", "Group", "Role"):
        for holder in details[f"{kind}DetailList"]:
            if policies := holder.get(f"{kind}PolicyList"):
                yield Resource(holder["Arn"], {"policies": policies})


def roles(facts: Facts) -> Iterator[Resource]:
    for role in facts.answer("get_account_authorization_details")["RoleDetailList"]:
        if not role["Path"].startswith(OF_AWS):
            yield Resource(role["Arn"], role)


def server_certificates(facts: Facts) -> Iterator[Resource]:
    for certificate in facts.answer("list_server_certificates")["ServerCertificateMetadataList"]:
        yield Resource(certificate["Arn"], certificate)


def attached_policies(facts: Facts) -> Iterator[Resource]:
    for policy in facts.answer("list_policies")["Policies"]:
        yield Resource(policy["Arn"], policy)


def root_has_mfa(root: Resource, facts: Facts) -> Verdict:
    summary = facts.answer("get_account_summary")["SummaryMap"]
    if summary.get("AccountPasswordPresent") == 0 and summary["AccountAccessKeysPresent"] == 0:
        return not_applicable(because="root_without_credentials")  # removed through AWS Organizations
    return passed() if summary["AccountMFAEnabled"] == 1 else failed()


def root_has_no_access_keys(root: Resource, facts: Facts) -> Verdict:
    keys = facts.answer("get_account_summary")["SummaryMap"]["AccountAccessKeysPresent"]
    return passed() if keys == 0 else failed(keys=keys)


def root_is_not_used(root: Resource, facts: Facts) -> Verdict:
    uses = report.uses(root)
    if not uses:
        return passed(because="never_used")
    idle = facts.ended_at - max(uses)
    return (passed if idle > LONGEST else failed)(idle_days=idle.days)


def passwords_are_long(root: Resource, facts: Facts) -> Verdict:
    policy = facts.answer("get_account_password_policy")
    if policy is None:
        return failed(because="no_password_policy")
    length = policy["PasswordPolicy"]["MinimumPasswordLength"]
    return (passed if length >= SHORTEST_PASSWORD else failed)(minimum_length=length)


def passwords_are_not_reused(root: Resource, facts: Facts) -> Verdict:
    policy = facts.answer("get_account_password_policy")
    if policy is None:
        return failed(because="no_password_policy")
    remembered = policy["PasswordPolicy"].get("PasswordReusePrevention", 0)  # left out where it is off
    return (passed if remembered >= PASSWORDS_REMEMBERED else failed)(remembered=remembered)


def console_users_have_mfa(user: Resource, facts: Facts) -> Verdict:
    if not report.has_password(user):
        return not_applicable(because="no_console_password")
    return passed() if user.said["mfa_active"] == "true" else failed()


def access_keys_are_rotated(user: Resource, facts: Facts) -> Verdict:
    ages = [facts.ended_at - report.key_made(user, number) for number in report.active_keys(user)]
    if not ages:
        return not_applicable(because="no_active_access_key")
    return (failed if max(ages) > LONGEST else passed)(oldest_days=max(ages).days)


def access_keys_are_used(user: Resource, facts: Facts) -> Verdict:
    idle = [facts.ended_at - report.key_used(user, number) for number in report.active_keys(user)]
    if not idle:
        return not_applicable(because="no_active_access_key")
    return (failed if max(idle) > LONGEST_KEY_IDLE else passed)(idle_days=max(idle).days)


def one_active_access_key(user: Resource, facts: Facts) -> Verdict:
    active = len(report.active_keys(user))
    if not active:
        return not_applicable(because="no_active_access_key")
    return (passed if active == 1 else failed)(active=active)


def credentials_are_used(user: Resource, facts: Facts) -> Verdict:
    used = [report.key_used(user, number) for number in report.active_keys(user)]
    if report.has_password(user):
        used.append(report.password_used(user))
    idle = [facts.ended_at - moment for moment in used]
    if not idle:
        return not_applicable(because="no_active_credential")
    return (failed if max(idle) > LONGEST else passed)(idle_days=max(idle).days)


def policies_are_not_full_admin(policy: Resource, facts: Facts) -> Verdict:
    document = facts.answer("get_policy_version", policy.arn)["PolicyVersion"]["Document"]
    return failed() if any(allows_everything(statement) for statement in statements(document)) else passed()


def users_have_no_policies_of_their_own(user: Resource, facts: Facts) -> Verdict:
    inline = facts.answer("list_user_policies", user.arn)["PolicyNames"]
    attached = facts.answer("list_attached_user_policies", user.arn)["AttachedPolicies"]
    if inline or attached:
        return failed(inline=len(inline), attached=len(attached))
    return passed()


def inline_policies_are_not_full_admin(holder: Resource, facts: Facts) -> Verdict:
    full = [
        policy["PolicyName"]
        for policy in holder.said["policies"]
        if any(allows_everything(statement) for statement in statements(policy["PolicyDocument"]))
    ]
    return failed(policies=full) if full else passed(policies=len(holder.said["policies"]))


def roles_are_not_open(role: Resource, facts: Facts) -> Verdict:
    return failed() if is_open(role.said["AssumeRolePolicyDocument"]) else passed()


def support_can_be_asked(root: Resource, facts: Facts) -> Verdict:
    answer = facts.answer("list_entities_for_policy")
    if answer is None:
        return not_applicable(because="no_such_policy_in_the_partition")
    return (passed if answer["PolicyRoles"] else failed)(roles=len(answer["PolicyRoles"]))


def server_certificates_are_valid(certificate: Resource, facts: Facts) -> Verdict:
    end = datetime.fromisoformat(certificate.said["Expiration"])
    return (passed if facts.ended_at < end else failed)(expires_on=end.date().isoformat())
