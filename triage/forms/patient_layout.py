"""How crispy lays out a patient: who, how to reach, language and print, guardian."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Fieldset, Layout


def line(name, width=""):
    """One line or box to type in."""
    return Field(name, template="triage/fields/line.html", wrapper_class=width)


def options(name):
    """A choice among buttons, none of them chosen beforehand."""
    return Field(name, template="triage/fields/options.html")


def tick(name):
    return Field(name, template="triage/fields/tick.html")


def card(title, *fields):
    return Fieldset(title, *fields, template="triage/fields/card.html")


def row(*fields):
    return Div(*fields, css_class="row")


def helper():
    """The whole form, but for its tag and buttons, which are the page's."""
    found = FormHelper()
    found.form_tag = False
    found.disable_csrf = True
    found.layout = Layout(
        Div(
            Div(
                card(
                    "Who it is",
                    row(line("name", "col-md-6"), line("sort_name", "col-md-6")),
                    row(line("birth_date", "col-md-6"), line("about_age", "col-md-6")),
                    options("sex"),
                    row(line("record_number", "col-md-6")),
                ),
                card(
                    "How to reach the patient",
                    row(line("phone", "col-md-6"), line("other_phone", "col-md-6")),
                    line("address"),
                    line("contact_notes"),
                ),
            ),
            Div(
                card(
                    "Language and print",
                    options("language"),
                    line("other_language", "bk-if-other"),
                    tick("needs_interpreter"),
                    tick("large_print"),
                ),
                card(
                    "Parent or guardian",
                    line("guardian_name"),
                    line("guardian_phone"),
                ),
            ),
            css_class="bk-2col",
        )
    )
    return found
