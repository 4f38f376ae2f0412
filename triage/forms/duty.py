from django import forms


class DutyForm(forms.Form):
    """Until when a clinician is on duty, and under which extension."""

    until = forms.TimeField(
        label="Until",
        error_messages={
            "required": "Say until when you are on duty.",
            "invalid": "Give the end of your duty as hours and minutes, like 17:30.",
        },
    )
    extension = forms.CharField(label="Extension", max_length=40, required=False)
