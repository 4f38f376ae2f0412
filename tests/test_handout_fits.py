"""What the sheet says fits what this patient told us."""

import pytest

from tests.lawful import WELL
from tests.sheets import ids, section, sheet, whole_text
from triage.library import handouts

in_every_language = pytest.mark.parametrize("language", handouts())
WEEKS = {"en": "gone in a few weeks", "es": "en pocas semanas"}
FITS = {
    "en": "You told us that one of these fits or may fit, so ask first.",
    "es": "Nos dijo que algo de esto se cumple, o quizá: pregunte antes.",
}


@in_every_language
def test_who_has_had_pain_for_long_reads_nothing_of_the_first_weeks(language):
    long = sheet(WELL | {"onset_days_ago": 29}, level="soon", language=language)
    month = sheet(WELL | {"onset_days_ago": 28}, level="soon", language=language)
    unknown = sheet({"age": 40}, level="soon", language=language)

    assert WEEKS[language] not in whole_text(long)
    assert "call-not-better" not in ids(long)
    for words in (month, unknown):
        assert WEEKS[language] in whole_text(words)
        assert "call-not-better" in ids(words)


@pytest.mark.parametrize("answer", ["yes", "unsure"])
def test_of_extra_weight_nothing_is_said_in_a_pregnancy(answer):
    heavy = WELL | {"overweight": "yes", "sex": "female"}

    assert "risk-weight" in ids(sheet(heavy, level="soon"))
    assert "risk-weight" not in ids(sheet(heavy | {"pregnant": answer}, level="soon"))


@in_every_language
def test_what_fits_is_said_to_fit(language):
    words = sheet(WELL | {"anticoagulant": "yes"}, level="soon", language=language)
    nerve = {"en": "numb skin may mean a hurt nerve", "es": "quizá un nervio dañado"}

    assert FITS[language] in whole_text(words)
    assert nerve[language] in whole_text(words)


def test_a_changed_level_is_said_to_be_a_clinicians_choice():
    result = section(sheet(WELL, level="soon"), "result")

    assert result["blocks"][-1]["sentences"][-1]["text"] == (
        "A clinician then chose this."
    )


def test_the_spanish_is_good_spanish():
    words = sheet(WELL, language="es", level="urgent", receiver="El Puerto, urgencias")
    text = whole_text(words)

    for good in (
        *("Cambios en la sensación sexual o en la erección", "Descanse mientras"),
        *("Le indicamos ir a: El Puerto", "Zona dormida, con"),
    ):
        assert good in text
    assert "sentir el sexo" not in text


@in_every_language
def test_words_that_nobody_has_signed_say_so(language):
    draft = {"en": "no clinician has signed them", "es": "nadie lo ha firmado"}
    signed = {"en": "Signed by Dr. Ana Ruiz.", "es": "Firmado por Dr. Ana Ruiz."}
    unsigned = whole_text(sheet(WELL, language=language))
    by_her = whole_text(sheet(WELL, language=language, signed_by="Dr. Ana Ruiz"))

    assert draft[language] in unsigned
    assert signed[language] in by_her
    assert draft[language] not in by_her
