"""What the assessors of a framework call things: the same matrix in their words. Any other framework has plain ones."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from compliance.wording import CLASSES
from frameworks.inheritance import InheritanceClass


@dataclass(frozen=True, kw_only=True)
class Variant:
    """`aws`, `both` and `ours` head the columns. `carried` heads the part on AWS's documents, `account` its column of
    agreements, `in_scope` that of services. `notes` are what a reader must not take the matrix for."""

    subtitle: Promise
    aws: Promise
    both: Promise
    ours: Promise
    aws_does: Promise
    ours_do: Promise
    carried: Promise
    carried_lead: Promise
    in_scope: Promise
    inherited: Promise
    inherited_means: Promise
    notes: tuple[Promise, ...] = ()
    has_expectations: bool = False

    @property
    def classes(self) -> Mapping[str, Promise]:
        return {**CLASSES, InheritanceClass.INHERITED: self.inherited}


PLAIN = Variant(
    subtitle=_("Who bears each requirement, service by service"),
    aws=_("AWS"),
    both=_("Shared"),
    ours=_("Customer"),
    aws_does=_("What AWS does"),
    ours_do=_("What we do"),
    carried=_("AWS’s documents"),
    carried_lead=_(
        "What AWS’s part rests on. A commitment is a contract: it binds AWS and proves no control. An assurance is an"
        " examination: it signs no contract."
    ),
    in_scope=_("In the document’s scope"),
    inherited=CLASSES[InheritanceClass.INHERITED],
    inherited_means=_("AWS bears the requirement on every service in use. Overseeing AWS stays our part, always."),
)

VARIANTS: Mapping[str, Variant] = {
    "pci-dss": replace(
        PLAIN,
        subtitle=_("Responsibility matrix per requirement: the record that requirement 12.8.5 asks for"),
        aws=_("AWS, the TPSP"),
        aws_does=_("What AWS does, as third-party service provider"),
        ours_do=_("What the customer does"),
        carried=_("AWS as third-party service provider"),
        carried_lead=_(
            "The third-party service provider (TPSP) is Amazon Web Services. Its attestation of compliance (AOC) as a"
            " service provider is relied on where it is to the same version of the standard, not older than twelve"
            " months, names the service, and found the requirement in place. Nothing bridges the time after."
        ),
        in_scope=_("Named in the AOC"),
        notes=(
            _(
                "This matrix is the information that requirement 12.8.5 asks to be kept. It is not the written"
                " agreement and acknowledgement of requirement 12.8.2, which AWS gives under 12.9.1; neither an AOC"
                " nor a matrix stands in for it."
            ),
            _(
                "A requirement that AWS’s AOC reports as not tested, or a service that it does not name, enters the"
                " customer’s own assessment."
            ),
        ),
    ),
    "soc2": replace(
        PLAIN,
        subtitle=_("Carve-out of AWS, criterion by criterion, with complementary controls on each side"),
        aws=_("Carved out: AWS"),
        ours=_("Service organisation"),
        aws_does=_("What AWS does, as subservice organisation"),
        ours_do=_("What the service organisation does"),
        carried=_("AWS as subservice organisation"),
        carried_lead=_(
            "AWS is a subservice organisation and is carved out: its controls are not in the description, and its own"
            " SOC 2 Type 2 report stands for them. Reports look back on a period; a SOC Continued Operations Letter is"
            " management’s word on the time after it and was not examined."
        ),
        in_scope=_("In the report’s system description"),
        inherited=_("Carved out"),
        inherited_means=_(
            "AWS bears the criterion on every service in use, as a carved-out subservice organisation. Monitoring it"
            " stays ours (CC9.2)."
        ),
        notes=(
            _(
                "Three lists are kept apart: what we expect of AWS (CSOCs), what AWS’s report expects of us (its CUECs,"
                " in our own words), and what we expect of our own clients (our CUECs). The first and the last are part"
                " of our description; the middle one is a list of our duties."
            ),
        ),
        has_expectations=True,
    ),
    "hipaa": replace(
        PLAIN,
        subtitle=_("Scope of the business associate agreement, and the split of each standard and specification"),
        carried=_("BAA scope"),
        carried_lead=_(
            "A business associate agreement (BAA) has to be in force for each account that holds PHI, and each service"
            " that PHI touches has to be eligible under it. The BAA is a contract: a current examination of AWS stands"
            " beside it, where we hold one, and corroborates it. There is no HIPAA certificate."
        ),
        in_scope=_("Eligible under the BAA"),
        notes=(
            _(
                "Addressable does not mean optional: each such specification is implemented, or the reason why not and"
                " an equivalent measure are on record."
            ),
            _("The BAA by itself answers the contract rows only; the rest of each row stays with whoever bears it."),
        ),
    ),
    "gdpr": replace(
        PLAIN,
        subtitle=_("Processor and controller: the split of each article, the transfers and the guarantees"),
        aws=_("Processor: AWS"),
        ours=_("Controller: we"),
        aws_does=_("The processor’s part: what AWS does"),
        ours_do=_("The controller’s part: what we do"),
        carried=_("Processor, transfers and guarantees"),
        carried_lead=_(
            "AWS is our processor under its data processing addendum, which is part of its service terms. Transfers"
            " need a mechanism for each account that holds personal data. The guarantees of Article 28(1) are verified"
            " by examinations, which corroborate and bind nobody; none of them is a certification under Article 42."
        ),
        in_scope=_("Within the document’s scope"),
        notes=(
            _("No article is ever AWS’s alone: a controller answers for its processor (Articles 5(2), 24 and 28)."),
            _(
                "Data for which AWS itself is controller, such as our account and billing data, are outside this"
                " matrix."
            ),
        ),
    ),
}

GDPR_AS_PROCESSOR = replace(
    VARIANTS["gdpr"],
    aws=_("Sub-processor: AWS"),
    ours=_("Processor: we"),
    aws_does=_("The sub-processor’s part: what AWS does"),
    ours_do=_("The processor’s part: what we do"),
    carried=_("Sub-processor, transfers and guarantees"),
    carried_lead=_(
        "We are processor for our clients, and AWS is our sub-processor under its data processing addendum, which is"
        " part of its service terms. Transfers need a mechanism for each account that holds personal data. The"
        " guarantees of Article 28(1) are verified by examinations, which corroborate and bind nobody; none of them is"
        " a certification under Article 42."
    ),
    notes=(
        _("No article is ever AWS’s alone: a processor answers for its sub-processor (Article 28(4))."),
        VARIANTS["gdpr"].notes[1],
    ),
)


def variant_of(framework: str, role: str) -> Variant:
    """`role` is the key of the one in which the system answers to the edition."""
    if (framework, role) == ("gdpr", "processor"):
        return GDPR_AS_PROCESSOR
    return VARIANTS.get(framework, PLAIN)
