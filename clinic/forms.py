from allauth.account import forms as allauth


class SignInForm(allauth.LoginForm):
    MISSING = {"login": "Enter your username.", "password": "Enter your password."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name_what_is_missing(self)


class ChangePasswordForm(allauth.ChangePasswordForm):
    MISSING = {
        "oldpassword": "Enter the password that you have now.",
        "password1": "Enter a new password.",
        "password2": "Enter the new password once more.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name_what_is_missing(self)


def name_what_is_missing(form):
    """Say what to enter where Django says that a field is required."""
    for name, sentence in form.MISSING.items():
        form.fields[name].error_messages["required"] = sentence
