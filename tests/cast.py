"""The people of our stories. Each permission test is one line about one of them."""

from dataclasses import dataclass, fields

from compliance.models import User

PASSWORD = "a long walk along the harbour"


@dataclass(frozen=True)
class Cast:
    olive: User  # compliance officer of Harbour
    ben: User  # owns duties in Harbour
    nora: User  # owns duties in Harbour
    rita: User  # reviews evidence in Harbour
    ada: User  # audits Harbour, let in by an engagement
    otto: User  # outsider: officer of Quay, nothing in Harbour
    sam: User  # administrator: keeps the site, holds no role in any system


def the_cast() -> Cast:
    """Everybody, each able to log in as <name>@example.org with PASSWORD; nobody has a role yet."""
    names = ["Olive Park", "Ben Ortiz", "Nora Lind", "Rita Shah", "Ada Moreau", "Otto Kern", "Sam Boyle"]
    return Cast(
        **{
            field.name: User.objects.create_user(
                f"{field.name}@example.org", PASSWORD, name=name, is_staff=field.name == "sam"
            )
            for field, name in zip(fields(Cast), names, strict=True)
        }
    )
