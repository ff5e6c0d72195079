"""The sentences of this floor: one for every code, in one place. Codes are kept and compared, sentences only shown."""

from collections.abc import Mapping

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from compliance.importing.understood import WhyNot
from compliance.inheritance.history import Move
from compliance.inheritance.support import Support
from compliance.models import Decision
from compliance.posture import Standing
from frameworks.compiled import Catalogue
from frameworks.deciding import WhyClosed
from frameworks.inheritance import InheritanceClass, Reason, ReasonCode, Unbound

CLASSES: Mapping[str, Promise] = {
    InheritanceClass.INHERITED: _("Inherited"),
    InheritanceClass.SHARED: _("Shared"),
    InheritanceClass.CUSTOMER: _("Customer"),
    InheritanceClass.NOT_APPLICABLE: _("Not applicable"),
}

CLASS_SENTENCES: Mapping[str, Promise] = {
    InheritanceClass.INHERITED: _("AWS bears it on every service in use. Watching AWS stays your part."),
    InheritanceClass.SHARED: _("AWS bears one part of it and you bear the other."),
    InheritanceClass.CUSTOMER: _("You bear all of it: no AWS service in use takes a part of it away."),
    InheritanceClass.NOT_APPLICABLE: _("It does not bind this system on this day."),
}

UNCLEAR: Mapping[str, Promise] = {
    WhyNot.SERVICE: _("The catalogue has no service of this name. In a list of your own, write its key or full name."),
    WhyNot.ACCOUNT: _("This account is no part of the system: add it first, or take its lines out."),
    WhyNot.REGION: _("The account is not in this region: add the region to the account first."),
    WhyNot.NO_PLACE: _("It is not said in which account or region the service is used."),
    WhyNot.TOUCHES: _("Write touches, affects or neither; or each class of data apart: phi=touches; personal=neither."),
    WhyNot.CONTROL: _("The catalogue has no control of this name: write its key or its title."),
    WhyNot.DUTY: _("There is no open duty for it here: leave the service empty, or split it off first."),
    WhyNot.OWNER: _("Nobody with this mail address may own duties here today: an administrator gives the role."),
    WhyNot.REVIEWER: _("Nobody with this mail address may review here today: an administrator gives the role."),
    WhyNot.SAME: _("Nobody reviews their own evidence: name somebody else as reviewer."),
    WhyNot.DAY: _("This is no day: write it as 2027-03-31."),
    WhyNot.PAST: _("This day has passed: write today or a later one, or none."),
    WhyNot.TWICE: _("This duty stands in the list more than once: keep one line of it."),
}

UNBOUND: Mapping[str, Promise] = {
    Unbound.ROLE: _("It binds other roles than the one in which this system answers to the framework."),
    Unbound.CATEGORY: _("It belongs to a category that this system has left out."),
    Unbound.SUPERSEDED: _("Another requirement took its place before this day."),
    Unbound.NOT_YET: _("It does not bind anybody before a later day."),
}

SUPPORT_SENTENCES: Mapping[str, Promise] = {
    Support.SUPPORTED: _("Current documents of AWS, read and accepted here, stand behind AWS’s part."),
    Support.COMMITTED: _("AWS is bound by contract, but no current examination that we accepted corroborates it."),
    Support.UNSUPPORTED: _("AWS’s part may not be relied on today. Until that is mended, it counts as yours."),
    Support.NO_PART: _("AWS bears no part of this requirement."),
}

UNMET = _(
    "AWS’s part of these requirements does not hold, so it counts as ours: obtain the document, move the data to what"
    " it covers, or have that part assessed ourselves."
)

STANDING_SENTENCES: Mapping[str, Promise] = {
    Standing.FAILING: _("At least one check found something that is not as it should be."),
    Standing.COULD_NOT_LOOK: _("At least one check could not look. That is neither good nor bad news: it is no news."),
    Standing.STALE: _("There is evidence, but it is too old to speak for today."),
    Standing.NOT_STARTED: _("Nobody owns it and nothing shows it."),
    Standing.IN_PROGRESS: _("Somebody owns it; nothing shows it yet."),
    Standing.EVIDENCED: _("There is current evidence, and none against it."),
    Standing.DECIDED: _("A decision in force takes the place of showing it, until its last day."),
}

DECISION_CLOSED: Mapping[str, Promise] = {
    WhyClosed.FRAMEWORK: _("This framework does not know it."),
    WhyClosed.OBLIGATION: _("It is for specifications that are addressable on this day. This one is not."),
    WhyClosed.NOT_CUSTOMIZABLE: _("The standard does not open this requirement to it."),
}

# Each names what is wrong; `of` is the service, account, control or day that the reason speaks of, where it has one.
REASONS: Mapping[str, Promise] = {
    ReasonCode.NOT_YET_REVIEWED: _("Nobody has read and accepted this document yet."),
    ReasonCode.BRIDGE_TOO_LONG: _("The letter that bridges the time since the report reaches no further than %(day)s."),
    ReasonCode.AWAITING_REPORT: _("The report, with its letter if it has one, reaches to %(day)s: the next is due."),
    ReasonCode.TYPE1_ONLY: _("The report is a Type 1: it judges the design on one day, not that it worked."),
    ReasonCode.PERIOD_GAP: _("The document we hold does not reach this day; it begins on %(day)s."),
    ReasonCode.LAPSED: _("The document has lapsed: it could be relied on until %(day)s."),
    ReasonCode.REGION_EXCLUDED: _("The document does not reach the partition of account %(account)s."),
    ReasonCode.ACCOUNT_NOT_COVERED: _("The document does not cover account %(account)s."),
    ReasonCode.EDITION_MISMATCH: _(
        "The document was made to another edition of the framework, or does not say to which."
    ),
    ReasonCode.TRANSFER_MECHANISM_MISSING: _("Nothing on record lets this data leave the European Economic Area."),
    ReasonCode.REQUIREMENT_NOT_ASSESSED: _("The document says that this requirement was not tested."),
    ReasonCode.NOT_RECORDED: _("It applies by itself, but which version, since when and with whom is not on record."),
    ReasonCode.NO_ATTESTATION: _("We hold no such document."),
    ReasonCode.EXCEPTION_OPEN: _("The document reports an exception on %(control)s that is still open."),
    ReasonCode.PROGRAMME_NEVER_COVERS: _("This kind of document never speaks of this requirement."),
    ReasonCode.SERVICE_OUT_OF_SCOPE: _("%(service)s is not in the document’s scope."),
    ReasonCode.SCOPE_UNKNOWN: _("Nobody has confirmed whether %(service)s is in the document’s scope."),
    ReasonCode.SCOPE_OUTDATED: _(
        "%(service)s stood in a public list of %(day)s, which is too old: confirm it from the document in hand."
    ),
}

OPPOSED = _("The examiner’s opinion stands against the document as a whole: it is adverse, or none could be given.")
"""An open exception that names no control."""

REMEDIES: Mapping[str, Promise] = {
    ReasonCode.NOT_YET_REVIEWED: _("A compliance officer reads it and accepts it."),
    ReasonCode.BRIDGE_TOO_LONG: _("Get AWS’s newest report from AWS Artifact."),
    ReasonCode.AWAITING_REPORT: _("Get the newest report, or AWS’s letter, from AWS Artifact."),
    ReasonCode.TYPE1_ONLY: _("Get the Type 2 report from AWS Artifact."),
    ReasonCode.PERIOD_GAP: _("Get the document that is in force on this day."),
    ReasonCode.LAPSED: _("Get the one that followed it, record it and accept it."),
    ReasonCode.REGION_EXCLUDED: _("Get the document of that partition."),
    ReasonCode.ACCOUNT_NOT_COVERED: _("Have the agreement accepted for that account, or for its organisation."),
    ReasonCode.EDITION_MISMATCH: _("Get the report on this edition, record to which it was made, and accept it."),
    ReasonCode.TRANSFER_MECHANISM_MISSING: _(
        "Show that it stays in the EEA, or record adequacy, or standard clauses with an assessment."
    ),
    ReasonCode.REQUIREMENT_NOT_ASSESSED: _("Bring that part into your own assessment."),
    ReasonCode.NOT_RECORDED: _("Record the version in force, the day you retrieved it and AWS’s contracting entity."),
    ReasonCode.NO_ATTESTATION: _("Get it from AWS Artifact, record it and accept it."),
    ReasonCode.EXCEPTION_OPEN: _("Judge what it means for you, and close that part yourselves."),
    ReasonCode.PROGRAMME_NEVER_COVERS: _(
        "No document of this kind ever will: have that part assessed yourselves, or leave it out of what you promise."
    ),
    ReasonCode.SERVICE_OUT_OF_SCOPE: _("Keep this data out of the service, or have that part assessed yourselves."),
    ReasonCode.SCOPE_UNKNOWN: _("Look it up in the document and accept it again with that service named."),
    ReasonCode.SCOPE_OUTDATED: _("Look it up in the document and accept it again with that service named."),
}


# What happened to requirements between two days; the names in brackets are filled in by who tells it.
MOVES: Mapping[str, Promise] = {
    Move.BEGUN: ngettext_lazy(
        "%(n)s requirement is answered from now on", "%(n)s requirements are answered from now on", "n"
    ),
    Move.ENDED: ngettext_lazy(
        "%(n)s requirement is no longer answered", "%(n)s requirements are no longer answered", "n"
    ),
    Move.CLASS: ngettext_lazy(
        "%(n)s requirement moves from “%(before)s” to “%(after)s”",
        "%(n)s requirements move from “%(before)s” to “%(after)s”",
        "n",
    ),
    Move.LOST: ngettext_lazy(
        "AWS’s part of %(n)s requirement loses its support", "AWS’s part of %(n)s requirements loses its support", "n"
    ),
    Move.GAINED: ngettext_lazy(
        "AWS’s part of %(n)s requirement is supported", "AWS’s part of %(n)s requirements is supported", "n"
    ),
    Move.SERVICES: ngettext_lazy(
        "%(services)s: other parts of %(n)s requirement", "%(services)s: other parts of %(n)s requirements", "n"
    ),
    Move.REASONS: ngettext_lazy(
        "What stands against AWS’s part of %(n)s requirement differs",
        "What stands against AWS’s part of %(n)s requirements differs",
        "n",
    ),
}


def decision_sentence(decision: Decision) -> str:
    """An approved decision in one sentence: what, by whom and until when."""
    said = {
        "title": decision.title,
        "approver": decision.decided_by,
        "day": date_format(decision.system.day_of(decision.approved_at), "j M Y") if decision.approved_at else "–",
        "last": date_format(decision.valid_until, "j M Y"),
    }
    if decision.changes_status:
        return gettext("%(title)s, approved by %(approver)s on %(day)s, until %(last)s.") % said
    return gettext("On record only: %(title)s, approved by %(approver)s on %(day)s, until %(last)s.") % said


def reason_sentence(reason: Reason, catalogue: Catalogue) -> str:
    """What is wrong, with the names behind the reason's keys."""
    if reason.code is ReasonCode.EXCEPTION_OPEN and not reason.control:
        return str(OPPOSED)
    service = catalogue.services.get(reason.service)
    control = catalogue.controls.get(reason.control)
    names = {
        "service": service.name if service else reason.service or gettext("a service"),
        "control": f"“{control.title}”" if control else reason.control or gettext("a control"),
        "account": reason.account_id or gettext("in question"),
        "day": date_format(reason.day, "j M Y") if reason.day else gettext("an unknown day"),
    }
    return str(capfirst(str(REASONS[reason.code]) % names))
