"""AWS Artifact's facts: what is on offer, what is in force, and whether we may see the organisation's agreements."""

from evidence.collecting.gathering import Look

NO_ORGANISATION = ("AWSOrganizationsNotInUseException",)


def gather(look: Look) -> None:
    look.ask("list_reports")
    look.ask("list_customer_agreements")
    look.ask("organizations.describe_organization", absent=NO_ORGANISATION)
