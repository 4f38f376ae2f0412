"""A sheet on screen, given or not: what stands around its words, and who looked."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from triage.actions.access import record_view
from triage.actions.release import answered
from triage.forms.handout import TeachBackForm
from triage.library import handouts
from triage.models import HandoutIssued, Outcome, Paper, TeachBack, language_name
from triage.views.sheet import Sheet


class SheetPage:
    """One sheet from its frozen *content*; one query, for who answers for its words."""

    def __init__(self, content):
        self.sheet = Sheet(content)
        self.language, self.digest = content["language"], content["handout"]
        self.paper = Paper(content["paper"]).label
        self.signoff, self.withdrawal = answered(self.digest)

    @property
    def language_name(self):
        return language_name(self.language)

    @property
    def translates(self):
        """The language that this one is a translation of; '' of the original."""
        in_use = handouts().get(self.language)
        return in_use.translates if in_use else ""

    @property
    def is_in_use(self):
        """Whether a copy given now would be made from the same release."""
        in_use = handouts().get(self.language)
        return in_use is not None and in_use.digest == self.digest


def show_sheet(request, action, outcome, content, **shown):
    """Show the sheet of *content*, and record who looked at it."""
    intake = outcome.intake
    is_audited = audited(request, action, intake, shown.get("handout"))
    shown |= {
        "outcome": outcome,
        "intake": intake,
        "page": SheetPage(content),
        "audit_failed": not is_audited,
    }
    return render(
        request,
        "triage/handout_detail.html",
        shown,
        status=422 if "form" in shown and shown["form"].errors else 200,
    )


def show_copy(request, copy, form=None):
    """Show one copy in the words that were given; 422 with what is wrong in *form*."""
    return show_sheet(
        request,
        "viewed handout",
        copy.outcome,
        copy.frozen,
        handout=copy,
        new_sheet=_where_a_new_one_is_given(copy),
        form=form or TeachBackForm(),
    )


def _where_a_new_one_is_given(copy):
    """The form of the outcome that counts; '' while *copy* is not old, or retracted."""
    if copy.since in (None, copy.Since.RETRACTED):
        return ""
    outcome = copy.outcome
    if copy.since == copy.Since.REPLACED:
        outcome = outcome.replaced_by.outcome
    return f"{outcome.get_absolute_url()}#handout"


def show_preview(request, outcome, words):
    """Show what a copy given now would say, and whether it could be given."""
    content = words.content
    return show_sheet(
        request,
        "previewed handout",
        outcome,
        content,
        may_give=content["labels"]["unapproved"] not in content["banners"],
        pdf=preview_address("preview_pdf", outcome, content),
    )


def preview_address(name, outcome, content):
    """Where a preview of the same form is shown or printed: it keeps its choices."""
    query = {each: content[each] for each in ("language", "size", "paper")}
    return reverse(f"triage:{name}", args=[outcome.uuid], query=query)


def audited(request, action, intake, copy=None):
    """Record that *action* was done to a sheet of *intake*; False if that cannot be."""
    detail = {"digest": copy.digest} if copy else {}
    return record_view(
        by=request.user,
        action=action,
        patient=intake.patient.code,
        record=intake.code,
        **detail,
    )


def outcome_of(uuid) -> Outcome:
    """The outcome *uuid* whose patient is given a sheet."""
    return get_object_or_404(
        Outcome.objects.select_related("intake__patient"), uuid=uuid
    )


def copy_of(uuid) -> HandoutIssued:
    """The copy *uuid*, with what its page shows of it."""
    heard = TeachBack.objects.select_related("by")
    return get_object_or_404(
        HandoutIssued.objects.with_what_followed()
        .select_related(
            "by", "release", "outcome__intake__patient", "outcome__intake__retraction"
        )
        .defer("release__text", "outcome__answers")
        .prefetch_related(Prefetch("teach_backs", heard)),
        uuid=uuid,
    )
