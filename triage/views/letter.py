"""The letter about a referral: kept once by POST, then read and printed as it was."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from triage import paper
from triage.actions.errors import Refused
from triage.actions.letter import keep_letter, letter_words
from triage.forms.letter import LetterForm
from triage.models import Clinic, Paper
from triage.views.handout_print import NOT_AUDITED
from triage.views.letter_page import (
    audited,
    letter_of,
    referral_of,
    show_kept,
    show_letter,
)

# A letter says nothing that its referral does not; who hands out sheets, hands it out.
READS, KEEPS = "triage.view_referral", "triage.add_handoutissued"


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required([READS, KEEPS], raise_exception=True)
def referral_letter(request, uuid):
    """Show what a letter kept now would say; POST keeps it, or looks at it again."""
    referral = referral_of(uuid)
    clinic = Clinic.objects.first()
    initial = {
        "receiver": referral.receiver_id,
        "paper": clinic.paper if clinic else Paper.LETTER,
    }
    form = LetterForm(request.POST or None, initial=initial)
    if request.method != "POST":
        return _preview(request, referral, form, initial["paper"])
    looks = "look" in request.POST
    if looks:
        form.fields["way"].required = False
    if not form.is_valid():
        return _preview(request, referral, form, initial["paper"], status=422)
    chosen = form.cleaned_data
    if looks:
        return _preview(request, referral, form, chosen["paper"])
    try:
        letter = keep_letter(referral=referral, by=request.user, **chosen)
    except Refused as refused:
        form.add_error(None, refused.message)
        return _preview(request, referral, form, chosen["paper"], status=422)
    messages.success(request, "Kept as it is sent. Print it, then record the step.")
    return redirect("triage:letter_detail", letter.uuid)


@require_safe
@permission_required(READS, raise_exception=True)
def letter_detail(request, uuid):
    """Show one letter in the words that were sent."""
    return show_kept(request, letter_of(uuid))


@require_safe
@permission_required(READS, raise_exception=True)
def letter_pdf(request, uuid):
    """Give the PDF of one letter: always the same bytes; none once it is retracted."""
    letter = letter_of(uuid)
    page = redirect("triage:letter_detail", letter.uuid)
    if refusal := _refusal(letter):
        messages.warning(request, refusal)
        return page
    try:
        pdf = paper.letter_pdf(letter.words)
    except paper.PaperError as error:
        messages.warning(request, str(error))
        return page
    if not audited(request, "printed letter", letter.referral, letter):
        messages.warning(request, NOT_AUDITED)
        return page
    name = f"letter-{letter.referral.code}-{letter.digest[:8]}.pdf"
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


@require_POST
@permission_required(READS, raise_exception=True)
def letter_print(request, uuid):
    """Record that a browser is about to print a letter; 409 once it is retracted."""
    letter = letter_of(uuid)
    if refusal := _refusal(letter):
        return HttpResponse(refusal, status=409, content_type="text/plain")
    done = audited(request, "printed letter", letter.referral, letter)
    return HttpResponse(status=204 if done else 503)


def _preview(request, referral, form, on, status=200):
    """The page with what a letter kept now would say, as far as the form says it."""
    typed = getattr(form, "cleaned_data", {})
    said = {name: typed[name] for name in ("receiver", "to", "asked") if name in typed}
    if not form.is_bound:
        said["receiver"] = referral.receiver
    try:
        words = letter_words(
            referral=referral, paper=typed.get("paper") or on, **said
        ).content
    except Refused as refused:
        words = None
        if not form.is_bound:
            messages.warning(request, refused.message)
    return show_letter(
        request, "previewed letter", referral, words, form=form, status=status
    )


def _refusal(letter):
    """Why nobody prints *letter* any more, in words; '' while it may be printed."""
    intake = letter.referral.outcome.intake
    if not intake.is_retracted:
        return ""
    return f"{intake.code} is retracted: its letter is not printed."
