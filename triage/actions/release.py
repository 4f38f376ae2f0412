"""Keep the exact text of what judges or advises a patient, and who answers for it."""

from django.db import transaction

from triage.actions import audit
from triage.actions.errors import Refused
from triage.library import (
    current_protocol,
    handouts,
    protocol_from_release,
    release_text,
)
from triage.models import (
    REASON_LENGTH,
    Release,
    Signoff,
    SignoffWithdrawal,
    User,
    language_name,
)


def current_release() -> Release:
    """
    The release of the protocol that new intakes are opened with.

    One query, without its text; written the first time that anybody asks for it, and
    never updated: of two who write it at once, the second finds what the first wrote.
    """
    protocol = current_protocol()
    release, _ = Release.objects.defer("text").get_or_create(
        digest=protocol.digest,
        defaults={
            "kind": Release.Kind.PROTOCOL,
            "title": protocol.title,
            "version": protocol.version,
            "text": lambda: _text_of(protocol),  # type: ignore[misc]
        },
    )
    return release


def _text_of(protocol):
    text = release_text()
    if protocol_from_release(text).digest != protocol.digest:
        raise Refused("The protocol's files have changed. Start Backstop again.")
    return text


def handout_release(language: str) -> Release:
    """The release of the handout's words in *language*, as `current_release`."""
    handout = handouts()[language]
    release, _ = Release.objects.defer("text").get_or_create(
        digest=handout.digest,
        defaults={
            "kind": Release.Kind.HANDOUT,
            "language": handout.language,
            "title": f"Handout in {language_name(handout.language)}",
            "version": handout.version,
            "text": lambda: audit.canonical(dict(handout.texts)),  # type: ignore[misc]
        },
    )
    return release


def in_use() -> list[Release]:
    """What judges and advises now. A row of it is kept when somebody first needs it."""
    protocol, kinds = current_protocol(), Release.Kind
    return [
        Release(kind=kinds.PROTOCOL, version=protocol.version, digest=protocol.digest),
        *(
            Release(
                kind=kinds.HANDOUT,
                language=handout.language,
                version=handout.version,
                digest=handout.digest,
            )
            for handout in handouts().values()
        ),
    ]


def approved_languages() -> set[str]:
    """
    The languages in which a sheet may be given: one query.

    The original always; a translation while a sign-off of its present words stands.
    """
    sheets = handouts().values()
    translations = {each.digest: each.language for each in sheets if each.translates}
    signed = Signoff.objects.standing().filter(release__digest__in=translations)
    approved = signed.values_list("release__digest", flat=True)
    originals = {each.language for each in sheets if not each.translates}
    return originals | {translations[digest] for digest in approved}


def not_approved(language: str) -> str:
    """Say to staff that the sheet in *language* is none to give: no one signed it."""
    return f"No translator answers for the {language_name(language)} sheet."


def signed_by(digest: str) -> Signoff | None:
    """
    The first who answered for the release *digest*; None while nobody does.

    A sign-off that was withdrawn counts for nothing.
    """
    return answered(digest)[0]


def answered(digest: str) -> tuple[Signoff | None, SignoffWithdrawal | None]:
    """
    Who answers for the release *digest*, as `signed_by`, and why nobody does any more.

    The second is the last withdrawal, only where no sign-off stands. One query.
    """
    rows = Signoff.objects.filter(release__digest=digest).order_by("id")
    signoffs = list(rows.select_related("withdrawal__by"))
    standing = [each for each in signoffs if not hasattr(each, "withdrawal")]
    if standing:
        return standing[0], None
    withdrawn = [each.withdrawal for each in signoffs]
    return None, max(withdrawn, key=lambda each: each.pk, default=None)


def release_of(digest: str) -> Release:
    """The release *digest*, kept from now on if it is in use and was not kept yet."""
    if digest == current_protocol().digest:
        return current_release()
    for language, handout in handouts().items():
        if digest == handout.digest:
            return handout_release(language)
    return Release.objects.defer("text").get(digest=digest)


@transaction.atomic
def sign_off(
    *, release: Release, name: str, registration: str, by: User, note: str = ""
) -> Signoff:
    """
    Record that *name* answers for *release*: a clinician, or of a translation, the
    qualified translator. From then on the sheet is given in that language.

    *registration* is their professional registration or credential; *by* is who records
    it. Refuses a sign-off that does not say who signed.
    """
    name, registration = name.strip(), registration.strip()
    if not name or not registration:
        raise Refused("Give the name and the registration of the person who signs.")
    signoff = Signoff.objects.create(
        release=release,
        name=name,
        registration=registration,
        recorded_by=by,
        note=note.strip(),
    )
    audit.record(
        "signed off release",
        by=by,
        record=f"release {release.digest[:12]}",
        version=release.version,
        signed_by=name,
        registration=registration,
    )
    return signoff


@transaction.atomic
def withdraw_signoff(*, signoff: Signoff, reason: str, by: User) -> SignoffWithdrawal:
    """
    Record that *signoff* counts no longer, with the *reason*. The row itself stays.

    Unless another sign-off of the release stands, nobody answers for it from then on: a
    translation is a preview only. Refused: a reason of fewer than REASON_LENGTH
    characters, and a sign-off that was withdrawn already.
    """
    reason = reason.strip()
    if len(reason) < REASON_LENGTH:
        raise Refused(
            f"Give a reason of {REASON_LENGTH} characters or more: "
            "what is wrong with the sign-off."
        )
    signoff = Signoff.objects.select_for_update(no_key=True).get(pk=signoff.pk)
    if SignoffWithdrawal.objects.filter(signoff=signoff).exists():
        raise Refused("This sign-off was withdrawn already.")
    withdrawal = SignoffWithdrawal.objects.create(signoff=signoff, reason=reason, by=by)
    release = signoff.release
    audit.record(
        "withdrew sign-off",
        by=by,
        record=f"release {release.digest[:12]}",
        version=release.version,
        signed_by=signoff.name,
        registration=signoff.registration,
    )
    return withdrawal
