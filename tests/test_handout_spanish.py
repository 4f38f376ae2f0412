"""
The Spanish sheet says all that the English one says, in Spanish alone, and easily.
"""

import datetime as dt
import io
import random
import re
from unittest import mock

import pypdf
import pytest

from tests.factories import ClinicFactory
from tests.intakes import finished
from tests.lawful import CASES, WELL, mostly_no
from tests.sheets import said_in, section, sheet, whole_text
from triage.actions.handout import preview_words
from triage.engine import Level
from triage.engine.phrases import Flag, Phrases
from triage.engine.words import passages
from triage.library import handouts
from triage.paper import handout_pdf
from triage.reading import measure

ENGLISH, SPANISH = handouts()["en"], handouts()["es"]
LEVELS = ("emergency", "urgent", "soon", "self_care")
CHILD = WELL | {"age": 9, "sex": "male"}
rng = random.Random("en español")
DRAWN = [mostly_no(rng) for _ in range(20)]
PATIENTS = [each["answers"] for each in CASES] + DRAWN + [WELL, CHILD, {}]
# Whatever can make a sheet say more, said yes to.
EVERYTHING = dict.fromkeys([*SPANISH.tell, *SPANISH.open], "yes")
FULL = WELL | {
    name: answer
    for name, answer in EVERYTHING.items()
    if isinstance(WELL.get(name), str) and WELL[name] == "no"
}
# The same in both languages, and in Spanish.
SHARED = {"{phone}", "diabetes"}
ENGLISH_WORDS = re.compile(
    r"\b(the|and|or|you|your|of|with|from|if|is|are|to|call|pain|back|not|for|this|that"
    r"|we|us|our|any|when|who|child|help|by|on|at|in|it)\b",
    re.IGNORECASE,
)
MONTHS_AND_DAYS = re.compile(
    r"\b(january|february|march|april|may|june|july|august|september|october|november"
    r"|december|\w+day)\b",
    re.IGNORECASE,
)


def spanish(answers, **form):
    return sheet(answers, language="es", **form)


def every_sheet(patients=PATIENTS):
    for answers in patients:
        for level in LEVELS:
            yield spanish(answers, level=level)


def texts_of(words):
    """Everything that is read on the sheet, text by text."""
    content = words.content
    yield content["title"]
    for part in content["sections"]:
        yield part["heading"]
        for run in (part["intro"], *(b["sentences"] for b in part["blocks"])):
            yield from (each["text"] for each in run)
        for block in part["blocks"]:
            yield from block.get("columns", ())
        yield from (each["text"] for each in part["outro"])


# ---------------------------------------------------------------- Spanish alone
def written(handout):
    """Every text of the file of *handout* that a patient may read."""
    found = {each.text for each in handout.titles}
    found |= {each.child for each in handout.titles}
    for part in handout.sections:
        sentences = [*part.headings, *part.intro, *part.outro]
        for block in part.blocks:
            sentences += block.sentences
            found |= set(block.columns)
        for each in sentences:
            found |= {each.text, each.child}
    for table in ("levels", "tell", "open", "topics"):
        found |= set(getattr(handout, table).values())
    return found - {""}


def test_no_english_text_is_left_in_the_spanish_file():
    assert written(ENGLISH) & written(SPANISH) == SHARED
    same = {
        name for name, text in ENGLISH.labels.items() if SPANISH.labels[name] == text
    }
    assert same == {"mark"}


def test_no_english_sentence_stands_on_a_spanish_sheet():
    for answers in PATIENTS:
        for level in LEVELS:
            theirs = set(texts_of(sheet(answers, level=level)))
            ours = set(texts_of(spanish(answers, level=level)))
            assert theirs & ours <= {"", "(555) 555-0100", "diabetes"}


def test_no_english_word_stands_on_a_spanish_sheet():
    """But names: of works and people in the small print."""
    for words in every_sheet([*PATIENTS, FULL, FULL | {"age": 9}]):
        content = words.content
        texts = [*texts_of(words), content["for"], content["date"]]
        texts += content["labels"].values()
        texts += [label for label, _ in content["clinic"]["lines"]]
        for text in texts:
            for name in [*SPANISH.cite.values(), "University Health News"]:
                text = text.replace(name, "")
            assert not ENGLISH_WORDS.search(text), text


def test_the_sheet_and_its_pdf_say_that_they_are_spanish():
    words = spanish(WELL)
    reader = pypdf.PdfReader(io.BytesIO(handout_pdf(words.text)))

    assert words.content["language"] == "es"
    assert reader.trailer["/Root"]["/Lang"] == "es"
    assert reader.metadata.title == "Su espasmo de espalda: qué hacer"


@pytest.mark.django_db
@pytest.mark.parametrize("answers", [{}, {"cancer_history": "unsure"}])
def test_the_days_of_a_real_sheet_are_spanish(answers):
    ClinicFactory()
    with mock.patch(
        "django.utils.timezone.now",
        return_value=dt.datetime(2025, 11, 24, 16, tzinfo=dt.UTC),
    ):
        outcome = finished(**answers)
        words = preview_words(
            outcome=outcome, language="es", size="normal", paper="letter"
        )
    text = " ".join(texts_of(words))

    assert words.content["date"] == "24 de noviembre de 2025"
    assert re.search(r"Le llamaremos (el|entre el) \w+ \d+ de noviembre", text)
    assert not MONTHS_AND_DAYS.search(text)
    if answers:
        assert re.search(r"a más tardar el \w+ \d+ de (noviembre|diciembre)\.", text)


# ---------------------------------------------------------------- easy to read
def test_a_sheet_is_easy_at_every_level_for_adults_and_children():
    figures = [
        measure("\n".join(filter(None, passages(words))), "es")
        for words in every_sheet([*PATIENTS, FULL, FULL | {"age": 9}])
    ]

    assert min(figures) >= 75


def test_no_long_passage_is_hard():
    read = {
        passage
        for words in every_sheet()
        for passage in passages(words)
        if len(passage.split()) >= 30
    }

    # the small print names works in English, so its figure says nothing
    credit = SPANISH.sections[-1].blocks[-1].sentences[0].text[:20]
    assert all(
        measure(passage, "es") >= 65
        for passage in read
        if not passage.startswith(credit)
    )


# ---------------------------------------------------------------- to whoever reads
@pytest.mark.parametrize(
    "gendered",
    [
        r"\best(á|é|ás|aba) (solo|sola|seguro|segura|cansado|cansada|confundid[oa])\b",
        r"\b(vive|queda) sol[oa]\b",
        r"\b(lo|la) (llam|ve[mr]|atiend|envi|mand|espera|ayud)\w+",
        r"\w/[oa]s?\b",
        r"\bhij[oa]\b(?<!hijo)(?<!o hija)",
        r"\bhijo\b(?! o hija)",
        r"\b(niñ|abuel|señor)[oa]?s?\b",
    ],
)
def test_nobody_is_spoken_to_as_a_man_or_as_a_woman(gendered):
    for text in written(SPANISH):
        assert not re.search(gendered, text, re.IGNORECASE), text


def test_only_a_sheet_that_speaks_of_pregnancy_says_embarazada():
    for answers in [WELL | {"sex": "male"}, CHILD]:
        for words in every_sheet([answers]):
            assert "embarazada" not in whole_text(words)


def test_the_reader_is_always_usted():
    familiar = re.compile(r"\b(tú|tu|tus|ti|contigo|te|vos|llama|pide|toma tu)\b")

    for text in written(SPANISH):
        assert not familiar.search(text), text


def test_under_sixteen_it_speaks_to_the_guardian():
    words = spanish(CHILD, guardian="María Petrescu")

    assert words.content["for"] == "Para María Petrescu, sobre Ioan Petrescu"
    assert words.content["title"].startswith("Espasmo de espalda de su hijo o hija")
    assert "su espalda" not in whole_text(words)
    assert spanish(CHILD).content["for"] == "Para los padres o tutores de Ioan Petrescu"
    assert spanish(WELL).content["for"] == "Para Ioan Petrescu"


# ---------------------------------------------------------------- what it must say
def test_the_box_lists_the_warning_signs_of_the_cauda_equina_card():
    text = said_in(section(spanish(WELL), "help"))

    for sign in (
        "débil la espalda, una pierna o un pie",
        "No puede controlar la orina o el popó",
        "Cuesta empezar a orinar, o parar",
        "No siente la vejiga llena, o la orina al salir",
        "Se le escapa la orina o necesita protectores",
        "Se le escapa el popó, o no lo siente salir",
        "dormido, con hormigueo o solo diferente entre las piernas, cerca del ano",
        "al limpiarse",
        "Cambio al sentir el sexo, o en la erección",
        "Las dos piernas",
    ):
        assert sign in text


def test_who_must_go_is_told_where_what_to_take_and_what_to_say():
    going = said_in(
        section(spanish(WELL | {"saddle_numbness": "unsure"}, level="urgent"), "going")
    )
    ambulance = said_in(section(spanish(WELL | {"chest_pain": "yes"}), "going"))
    car = said_in(section(spanish(WELL | {"leg_weakness": "yes"}), "going"))

    assert "Lleve con usted: esta hoja" in going
    assert "Diga primero: dolor de espalda" in going
    assert "en menos de 2 horas" in going
    assert "Llame al 911 ahora. Debe ir en ambulancia." in ambulance
    assert "Vaya a emergencias ahora." in car
    assert "No maneje usted." in car


def test_what_to_say_is_how_it_was_answered():
    answers = {
        "urinary_retention": "unsure",
        "leg_weakness": "longstanding",
        "chest_pain": "no",
    }
    flag = Flag("r", Level.EMERGENCY, "family", True, answers, ("girft-ces-2023",))
    block = next(b for s in SPANISH.sections for b in s.blocks if b.fill == "told")

    assert [each["text"] for each in Phrases(SPANISH, [flag]).of(block)] == [
        "problemas para orinar, o para sentirlo (no lo sé bien)",
        "una pierna o un pie débil, desde hace mucho tiempo",
    ]


def test_a_changed_level_is_printed_beside_the_computed_one():
    changed = said_in(section(spanish(WELL, level="soon"), "result"))

    assert "las preguntas indicaban cuidado en casa." in changed


def test_a_preview_and_a_draft_say_so():
    assert spanish(WELL, banners=["preview", "unapproved"]).content["banners"] == [
        "Vista previa: no se entregó",
        "Borrador: esta traducción no está aprobada",
    ]


# ---------------------------------------------------------------- what it never says
@pytest.mark.parametrize(
    "never",
    [
        *(r"\bmg\b", r"miligramo", r"\bdosis\b", r"tabletas?\b", r"cada \d+ horas"),
        *(r"pastillas? (al|por) día", r"veces al día", r"ibuprofeno", r"paracetamol"),
        *(r"a salvo", r"sin peligro", r"no hay (peligro|riesgo)", r"nada grave"),
        *(r"no es (nada )?grave", r"todo (está|va) bien", r"no se preocupe"),
        *(r"se va a curar", r"garantiz", r"descartad", r"señal(es)? de peligro"),
        *(r"deje (de tomar )?(su|sus|la|las) medicinas?", r"desgast", r"degener"),
    ],
)
def test_no_sheet_promises_safety_or_names_a_dose(never):
    for text in written(SPANISH):
        assert not re.search(never, text, re.IGNORECASE), text


def test_ice_is_not_advised_and_not_said_to_harm():
    text = whole_text(spanish(WELL))

    assert "no aconseja el hielo" in text
    assert not re.search(r"hielo.{0,40}(daña|hace daño|malo|empeora)", text)


def test_some_answers_are_nobody_elses_to_read():
    answers = WELL | {
        "interferes_with_daily_life": "yes",
        "self_harm_thoughts": "yes",
        "self_harm_plan": "yes",
        "iv_drug_use": "yes",
    }
    for words in every_sheet([answers]):
        text = whole_text(words).casefold()
        assert not re.search(r"suicid|daño|quitarse|inyect|droga|morir", text)
