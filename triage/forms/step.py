"""What the small forms of a referral's steps have in common."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms

from triage.models import User

YES_NO = [("yes", "Yes"), ("no", "No")]


def text(label, required="", *, sometimes=""):
    """
    A line of text, to be filled in where the sentence *required* says so.

    *sometimes* tells when it is needed, where only the action can judge that.
    """
    return forms.CharField(
        label=label if required or sometimes else f"{label} (optional)",
        help_text=sometimes,
        max_length=120,
        required=bool(required),
        error_messages={"required": required},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def note(label="Note", required="", **options):
    """Some sentences, to be written where a sentence says so."""
    return forms.CharField(
        label=label if required else f"{label} (optional)",
        max_length=2000,
        required=bool(required),
        error_messages={"required": required},
        widget=forms.Textarea(attrs={"rows": 2}),
        **options,
    )


def yes_no(label, required=""):
    """Yes or no, with neither of them chosen beforehand; None where not answered."""
    return forms.TypedChoiceField(
        label=label,
        choices=YES_NO,
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=bool(required),
        error_messages={"required": required},
        widget=forms.RadioSelect,
    )


def clinician(*, but: int | None = None) -> forms.ModelChoiceField:
    """A clinician who works here, by name; not the one whose key is *but*."""
    clinicians = User.objects.filter(groups__name=User.CLINICIAN, is_active=True)
    return forms.ModelChoiceField(
        clinicians.exclude(pk=but).order_by("last_name", "first_name", "id"),
        label="To which clinician",
        empty_label="Choose one",
        error_messages={
            "required": "Choose the clinician.",
            "invalid_choice": "Choose a clinician from the list.",
        },
    )


class StepForm(forms.Form):
    """
    One step from one page; each field is a keyword of its action.

    *verb* is what its button says, *seen* the id of the last event on the page.
    """

    verb = "Save"
    seen = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages={
            "required": "This page is out of date. Open the referral again.",
            "invalid": "This page is out of date. Open the referral again.",
        },
    )

    def __init__(self, *args, referral, families, **kwargs):
        self.referral, self.families = referral, families
        super().__init__(*args, **kwargs)

    @property
    def helper(self) -> FormHelper:
        """How crispy lays it out; radio buttons look like the site's other ones."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = Layout(*(self._laid_out(name) for name in self.fields))
        return helper

    def _laid_out(self, name):
        if isinstance(self.fields[name].widget, forms.RadioSelect):
            return Field(name, template="triage/fields/options.html")
        return Field(name)


class TimedForm(StepForm):
    """A step with a true time of its own; left empty, it is now."""

    at = forms.DateTimeField(
        label="When it happened (optional)",
        required=False,
        help_text="Only if it was earlier: empty means now.",
        error_messages={"invalid": "Give day and time, like 2026-11-24 10:42."},
        widget=forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["at"] = self.fields.pop("at")
