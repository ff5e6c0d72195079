"""IAM's facts: account summary, password policy, credential report, users' policies, attached policies."""

from evidence.collecting.gathering import Look

# IAM prepares the report within seconds; it is at most four hours old (IAM User Guide, credential reports).
TRIES, SECONDS_BETWEEN = 10, 2
NONE = ("NoSuchEntity",)


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


def _credential_report(look: Look) -> None:
    for _ in range(TRIES):
        state = look.ask("generate_credential_report").get("State")
        if state not in ("STARTED", "INPROGRESS"):
            break
        look.pause(SECONDS_BETWEEN)
    look.ask("get_credential_report")
