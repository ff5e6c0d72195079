"""The form by which accounts of an organisation are added and connected: one field for all of them, a line for each."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from compliance.models import Account, Role, System
from compliance.web.door import Visit
from compliance.web.fields import TEXT, RegionsField
from evidence.collecting.templates import ROLE_NAME

LINE = re.compile(r"(\d{12})(?:[\s,;]+(.*))?", re.ASCII)
LONGEST_NAME = Account._meta.get_field("name").max_length or 80
LONGEST_LIST = 1_000_000
"""Characters: some ten thousand accounts with the longest names. One field for all of them, because Django takes a
thousand fields and an organisation may have more accounts."""


class AccountsField(forms.CharField):
    """Lines of twelve digits, each with a name behind them if the account has one: id -> name."""

    def to_python(self, value: Any) -> Any:
        named: dict[str, str] = {}
        wrong = []
        for number, line in enumerate(str(super().to_python(value) or "").splitlines(), 1):
            found = LINE.fullmatch(line.strip())
            if found:
                key, name = found[1], (found[2] or "").strip()
                if len(name) > LONGEST_NAME:
                    said = {"n": number, "most": LONGEST_NAME}
                    wrong.append(_("Line %(n)d: a name has at most %(most)d characters.") % said)
                elif named.get(key, name or key) != (name or key):
                    wrong.append(_("Line %(n)d: account %(id)s stands here twice.") % {"n": number, "id": key})
                named[key] = name or key
            elif line.strip():
                wrong.append(_("Line %(n)d: begin with the twelve digits of an account.") % {"n": number})
        if wrong:
            raise forms.ValidationError(wrong[:20])
        return named


class MembersForm(forms.Form):
    organisation = forms.CharField(widget=forms.HiddenInput)
    system = forms.ModelChoiceField(
        System.objects.none(),
        label=gettext_lazy("System"),
        help_text=gettext_lazy("Only systems of which you are a compliance officer."),
        empty_label=None,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    every_region = forms.ChoiceField(
        label=gettext_lazy("Regions"),
        choices=[
            ("all", gettext_lazy("Every region that is enabled in the account")),
            ("", gettext_lazy("Those named below")),
        ],
        required=False,
        initial="all",
        help_text=gettext_lazy("Which are enabled is looked up by each run: one that is, comes into scope by itself."),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    regions = RegionsField(
        label=gettext_lazy("Named regions"),
        required=False,
        help_text=gettext_lazy(
            "Codes such as eu-central-1, apart by commas or spaces. If every enabled region is chosen, the scope "
            "begins with these, or without any with the one that is always enabled."
        ),
    )
    role_name = forms.CharField(
        label=gettext_lazy("Name of the role"),
        help_text=gettext_lazy("The same in each of the accounts."),
        max_length=64,
        initial=ROLE_NAME,
        widget=forms.TextInput(attrs={**TEXT, "autocapitalize": "off", "spellcheck": "false"}),
    )
    accounts = AccountsField(
        label=gettext_lazy("Accounts and their names"),
        max_length=LONGEST_LIST,
        help_text=gettext_lazy(
            "One a line: the twelve digits, and what people call it. Without a name it goes by its digits. We keep no "
            "name that AWS tells us, because it may be a person’s; this prints them for pasting: "
            "aws organizations list-accounts --query 'Accounts[].[Id,Name]' --output text"
        ),
        widget=forms.Textarea(attrs={"class": "form-control digest", "rows": 10, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, request: Visit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = [pk for pk, roles in request.viewer.roles.items() if Role.OFFICER in roles]
        rows = System.objects.filter(pk__in=held, ended_at=None, is_demonstration=request.system.is_demonstration)
        self.fields["system"].queryset = rows  # type: ignore[attr-defined]
        self.fields["system"].initial = request.system.pk

    def clean_every_region(self) -> bool:
        return bool(self.cleaned_data["every_region"])

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("every_region") is False and said.get("regions") == []:
            self.add_error("regions", _("Name at least one region, or choose every enabled one."))
        return said
