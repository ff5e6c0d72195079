"""What a system is, in words: asked when it begins, and whenever somebody says it anew."""

from django import forms
from django.utils.translation import gettext_lazy as _

from compliance.models import DataClass
from compliance.web.fields import TEXT


class DescriptionForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("What people call it."), widget=forms.TextInput(attrs=TEXT)
    )
    purpose = forms.CharField(
        label=_("Purpose"),
        required=False,
        max_length=2000,
        help_text=_("A sentence or two on what it does, for somebody who does not know it."),
        widget=forms.Textarea(attrs={**TEXT, "rows": 2}),
    )
    data_classes = forms.MultipleChoiceField(
        label=_("Classes of data it holds"),
        required=False,
        choices=DataClass.choices,
        help_text=_("Of a class that is new, every service counts as touching it until somebody says otherwise."),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
