"""Every page and paper of the demonstration clinic, as `make pictures` takes them."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from triage.actions.handout import preview_words
from triage.library import handouts
from triage.models import (
    LEVELS,
    Clinic,
    HandoutIssued,
    Intake,
    Outcome,
    Override,
    Patient,
    Referral,
    Retraction,
    State,
)
from triage.paper import handout_pdf, pack_pdf
from triage.views.pack import pack_of

PAPERS = ("letter", "a4")


@dataclass(frozen=True)
class Place:
    """A page: its name as a picture, who looks (None: a visitor), what they do."""

    name: str
    address: str
    who: str | None = "lena"
    steps: tuple[Callable, ...] = ()


def places() -> Iterator[Place]:
    """All pages of the product, in the order in which somebody would meet them."""
    yield Place("sign-in", reverse("account_login"), None)
    yield Place("sign-in-error", reverse("account_login"), None, (_wrong_password,))
    yield Place("today", "/")
    yield Place("today-staff", "/", "maya")
    yield from _patients()
    yield from _intakes()
    yield from _outcomes()
    yield from _board()
    yield from _handouts()
    yield from _content()
    yield Place("settings", reverse("account_settings"))
    yield Place("password", reverse("account_change_password"))
    yield Place("admin", reverse("admin:index"), "priya")
    yield Place("admin-patients", reverse("admin:triage_patient_changelist"), "priya")
    yield Place("admin-add-user", reverse("admin:triage_user_add"), "priya")
    yield Place("not-found", "/nowhere/")
    yield Place("not-allowed", reverse("admin:triage_patient_add"), "priya")


def _patients():
    merged = Patient.objects.exclude(merged_from=None).first()
    yield Place("patients", reverse("triage:patient_search"))
    yield Place("patients-found", reverse("triage:patient_search"), "lena", (_find,))
    yield Place("patient-add", reverse("triage:patient_add"))
    yield Place("patient-add-errors", reverse("triage:patient_add"), "lena", (_send,))
    for name in ("detail", "edit", "merge"):
        address = reverse(f"triage:patient_{name}", args=[merged.uuid])
        yield Place(f"patient-{name}", address)


def _intakes():
    drafts = Intake.objects.drafts().order_by("-id")
    patient = Patient.objects.current().first()
    new = reverse("triage:intake_new")
    yield Place("intake-new", f"{new}?patient={patient.uuid}", "maya")
    yield Place("intake-paper", reverse("triage:intake_paper"), "maya")
    for draft in drafts:
        name = f"intake-{draft.so_far or 'undecided'}-{draft.pk}"
        yield Place(name, draft.get_absolute_url(), "maya")
    stopped = drafts.filter(so_far="").first()
    address = stopped.get_absolute_url()
    yield Place("intake-not-finished", address, "maya", (_finish,))
    yield Place("intake-script-es", f"{address}?script=es", "maya")
    # Last, since it begins one.
    yield Place("intake-late", f"{new}?patient={patient.uuid}", "maya", (_enter_late,))


def _outcomes():
    for level in LEVELS:
        outcome = Outcome.objects.filter(
            disposition=level, intake__retraction=None, overrides=None
        ).first()
        yield Place(f"outcome-{level}", outcome.get_absolute_url())
    for override in Override.objects.order_by("-id")[:2]:
        name = f"outcome-{override.from_level}-to-{override.to_level}"
        yield Place(name, override.outcome.get_absolute_url())
    retracted = Retraction.objects.first().intake.outcome
    yield Place("outcome-retracted", retracted.get_absolute_url())
    replaced = Intake.objects.exclude(corrects=None).first().corrects.outcome
    yield Place("outcome-replaced", replaced.get_absolute_url())


def _board():
    board = reverse("triage:referral_list")
    yield Place("referrals", board)
    yield Place("referrals-staff", board, "maya")
    for name in ("handover", "numbers"):
        yield Place(f"referrals-{name}", reverse(f"triage:referral_{name}"))
    for state in State:
        referral = Referral.objects.filter(state=state).order_by("-id").first()
        yield Place(f"referral-{state}", referral.get_absolute_url())
    open_one = Referral.objects.open().first()
    letter = reverse("triage:referral_letter", args=[open_one.uuid])
    yield Place("referral-letter", letter)


def _handouts():
    copy = HandoutIssued.objects.first()
    yield Place("handout", copy.get_absolute_url())
    address = reverse("triage:handout_preview", args=[copy.outcome.uuid])
    yield Place("handout-preview", address)
    old = HandoutIssued.objects.with_what_followed().filter(changed_at__gt=F("at"))
    yield Place("handout-old", old.first().get_absolute_url())
    spanish = HandoutIssued.objects.filter(language="es").first()
    yield Place("handout-es", spanish.get_absolute_url())
    release = reverse("triage:handout_release", args=[spanish.release.digest])
    yield Place("handout-release", release, "priya")


def _content():
    for language in handouts():
        address = reverse("triage:handout_content", args=[language])
        yield Place(f"handout-content-{language}", address, "priya")
        address = reverse("triage:handout_example", args=[language, "V021"])
        yield Place(f"handout-example-{language}", address, "priya")


def printed_places() -> Iterator[Place]:
    """Pages that the browser prints: a copy in each language that was given."""
    for language in handouts():
        copy = HandoutIssued.objects.filter(language=language).first()
        yield Place(f"handout-{language}", copy.get_absolute_url())


def papers() -> Iterator[tuple[str, bytes]]:
    """
    The sheet at each level in both sizes, and the blank intake, each in both languages
    and on both papers, as (name, PDF).
    """
    for level in LEVELS:
        outcome = Outcome.objects.filter(
            disposition=level, intake__retraction=None, overrides=None
        ).first()
        for form in product(handouts(), Patient.PrintSize, PAPERS):
            language, size, paper = form
            words = preview_words(
                outcome=outcome, language=language, size=size, paper=paper
            )
            yield f"handout-{level}-{'-'.join(form)}", handout_pdf(words.text)
    for script in ("en", "es"):
        for paper in PAPERS:
            content = pack_of(
                Clinic.objects.get(), script=script, paper=paper, at=timezone.now()
            )
            yield f"paper-intake-{script}-{paper}", pack_pdf(content)


def _wrong_password(page):
    page.get_by_label("Username").fill("maya")
    page.get_by_label("Password").fill("not this one")
    page.keyboard.press("Enter")


def _find(page):
    page.locator("main input[type=search]").first.fill("del")
    page.keyboard.press("Enter")


def _send(page):
    page.locator("main form .btn-primary").last.click()


def _enter_late(page):
    before = timezone.localtime() - dt.timedelta(hours=20)
    page.get_by_label("Two identifiers checked").check()
    page.locator("label", has_text="Face to face").click()
    page.get_by_text("Entered from paper").click()
    page.get_by_label("True date and time").fill(f"{before:%Y-%m-%dT%H:%M}")
    page.get_by_label("Taken by").fill("Noor Haddad, nurse")
    page.get_by_role("button", name="Begin the questions").click()


def _finish(page):
    on_a_phone = page.locator(".bk-toggle")
    if on_a_phone.is_visible():
        on_a_phone.click()
    page.locator("#finish-b").click()
