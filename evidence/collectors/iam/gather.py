"""IAM's facts: the account, passwords and keys, users, roles and their policies, certificates."""

from evidence.collecting.gathering import Look

# IAM prepares the report within seconds; it is at most four hours old (IAM User Guide, credential reports).
TRIES, SECONDS_BETWEEN = 10, 2
NONE = ("NoSuchEntity",)
FOR_SUPPORT = "AWSSupportAccess"  # AWS's own policy (CIS AWS Foundations Benchmark 1.17)


def gather(look: Look) -> None:
    look.ask("get_account_summary")
    look.ask("get_account_password_policy", absent=NONE)
    _credential_report(look)
    for user in look.ask("list_users").get("Users", []):
        look.ask("list_user_policies", about=user["Arn"], UserName=user["UserName"])
        look.ask("list_attached_user_policies", about=user["Arn"], UserName=user["UserName"])
    for policy in look.ask("list_policies", Scope="Local", OnlyAttached=True).get("Policies", []):
        look.ask(
            "get_policy_version",
            about=policy["Arn"],
            PolicyArn=policy["Arn"],
            VersionId=policy["DefaultVersionId"],
        )
    look.ask("get_account_authorization_details", Filter=["User", "Group", "Role"])
    look.ask("list_entities_for_policy", absent=NONE, PolicyArn=f"arn:{look.partition}:iam::aws:policy/{FOR_SUPPORT}")
    look.ask("list_server_certificates")


def _credential_report(look: Look) -> None:
    for _ in range(TRIES):
        state = look.ask("generate_credential_report").get("State")
        if state not in ("STARTED", "INPROGRESS"):
            break
        look.pause(SECONDS_BETWEEN)
    look.ask("get_credential_report")
