"""The sheet of an example patient: to see what a change of the words does."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from triage import paper
from triage.forms.example import ExampleForm
from triage.models import Clinic
from triage.views.content import handout_in
from triage.views.example_page import ExamplePage, example_of, usual_form

CHOICES = ("level", "who", "size", "paper")


@require_safe
@permission_required("triage.view_signoff", raise_exception=True)
def handout_example(request, language, example):
    """Show the sheet of one example patient; choosing another leads to its page."""
    clinic = Clinic.objects.first()
    form = _form(request, language, example, clinic)
    if not form.is_valid():
        messages.warning(request, form.faults())
        return redirect("triage:handout_example", language, example)
    chosen = form.cleaned_data
    if chosen["example"] != example:
        return redirect(_address("handout_example", language, chosen))
    page = ExamplePage(handout_in(language), example_of(example), chosen, clinic)
    shown = {
        "page": page,
        "form": form,
        "pdf": _address("handout_example_pdf", language, chosen),
    }
    return render(request, "triage/handout_example.html", shown)


@require_safe
@permission_required("triage.view_signoff", raise_exception=True)
def handout_example_pdf(request, language, example):
    """Give the same sheet as it is printed."""
    clinic = Clinic.objects.first()
    form = _form(request, language, example, clinic)
    if not form.is_valid():
        messages.warning(request, form.faults())
        return redirect("triage:handout_example", language, example)
    chosen = form.cleaned_data
    page = ExamplePage(handout_in(language), example_of(example), chosen, clinic)
    try:
        pdf = paper.handout_pdf(page.words.text)
    except paper.PaperError as error:
        messages.warning(request, str(error))
        return redirect(_address("handout_example", language, chosen))
    name = f"preview-{language}-{example}.pdf"
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def _form(request, language, example, clinic):
    """What was chosen, else what is usual; 404 for a sheet that there is not."""
    handout_in(language)
    if example_of(example) is None:
        raise Http404("There is no such example patient.")
    usual = {"example": example} | usual_form(clinic)
    return ExampleForm(usual | request.GET.dict())


def _address(name, language, chosen):
    query = {each: chosen[each] for each in CHOICES if chosen[each]}
    return reverse(f"triage:{name}", args=[language, chosen["example"]], query=query)
