"""
The Spanish sheet says all that the English one says, to whoever reads it.
"""

import re

import pytest

from tests.lawful import WELL
from tests.sheets import said_in, section, whole_text
from tests.spanish import CHILD, SPANISH, every_sheet, spanish, written
from triage.engine import Level
from triage.engine.phrases import Flag, Phrases


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
        "dormida, con hormigueo o solo diferente entre las piernas, cerca del ano",
        "al limpiarse",
        "Cambios en la sensación sexual o en la erección",
        "Las dos piernas",
    ):
        assert sign in text


def test_who_must_go_is_told_where_what_to_take_and_what_to_say():
    unsure = WELL | {"saddle_numbness": "unsure"}
    going = said_in(section(spanish(unsure, level="urgent", elsewhere=None), "going"))
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

    phrases, is_cut = Phrases(SPANISH, [flag]).of(block)
    assert not is_cut
    assert [each["text"] for each in phrases] == [
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
