"""Who got this release? For managers, when a sheet has to be put right."""

import re
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from triage.actions.access import record_list
from triage.actions.release import answered, in_use
from triage.library import handouts
from triage.models import Release
from triage.views.recall_csv import recall_csv
from triage.views.recall_list import PAGE, codes, counted, kept_release, lines
from triage.views.recall_sisters import sisters

NOT_AUDITED = (
    "The audit log could not be written, so no list was exported. Tell a manager."
)


@require_safe
@permission_required("triage.view_signoff", raise_exception=True)
def handout_release(request, digest):
    """Everybody who was given a copy of one release, the newest copy first."""
    release = _release(digest)
    after = _key(request.GET.get("after", "0"))
    found = lines(release, before=after, size=PAGE + 1)
    page = found[:PAGE]
    is_audited = _audited(request, "viewed recall list", release, codes(page))
    signoff, withdrawal = answered(digest)
    shown = {
        "release": release,
        "sisters": sisters(release),
        "lines": page,
        # Just before it, whatever is given meanwhile, comes the same page again.
        "printed": page[0].copy.pk + 1 if page else after,
        "after": page[-1].copy.pk if len(found) > PAGE else None,
        "is_first": not after,
        "counted": counted(release),
        "is_in_use": release.digest in {each.digest for each in in_use()},
        "is_offered": release.language in handouts(),
        "signoff": signoff,
        "withdrawal": withdrawal,
        "audit_failed": not is_audited,
    }
    return render(request, "triage/handout_release.html", shown)


@require_safe
@permission_required("triage.view_signoff", raise_exception=True)
def handout_release_csv(request, digest):
    """The whole list as a file, which begins once its export is recorded."""
    release = _release(digest)
    if not _audited(request, "exported recall list", release):
        messages.warning(request, NOT_AUDITED)
        return redirect("triage:handout_release", digest)
    version = re.sub(r"[^\w.-]", "-", release.version, flags=re.ASCII)
    name = f"handout-{release.language}-{version}-{digest[:12]}.csv"
    recorded = partial(_audited, request, "exported recall list", release)
    return StreamingHttpResponse(
        recall_csv(release, recorded),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_POST
@permission_required("triage.view_signoff", raise_exception=True)
def handout_release_print(request, digest):
    """Record that a browser is about to print a page; it waits for this answer."""
    release = _release(digest)
    page = lines(release, before=_key(request.GET.get("after", "0")))
    may_print = _audited(request, "printed recall list", release, codes(page))
    return HttpResponse(status=204 if may_print else 503)


def _audited(request, action, release, patients=()):
    record = f"release {release.digest[:12]}"
    return record_list(by=request.user, action=action, patients=patients, record=record)


def _release(digest):
    """The release of a handout; one in use may not have been given to anybody yet."""
    offered = (each for each in in_use() if each.kind == Release.Kind.HANDOUT)
    in_use_only = (each for each in offered if each.digest == digest)
    release = kept_release(digest) or next(in_use_only, None)
    if release is None:
        raise Http404
    return release


def _key(asked):
    if not asked.isdecimal() or len(asked) > 18:
        raise Http404
    return int(asked)
