"""A questionnaire of fifteen questions in three languages, of all types, for workbooks."""
# ruff: noqa: E501

from __future__ import annotations

from typing import Any

from survey.questionnaire.build import questionnaire_from

DATA: dict[str, Any] = {
    "id": "nordby-2012",
    "title": {"da": "Beboerundersøgelsen i Nordby", "en": "Resident survey in Nordby", "ar": "استطلاع السكان في نوردبي"},
    "languages": ["da", "en", "ar"],
    "fallback": {"ar": ["en"]},
    "unreviewed": ["ar"],
    "modes": ["paper", "web"],
    "introduction": {
        "da": "Din mening tæller. Det tager cirka ti minutter at svare.\nSvarene er fortrolige.",
        "en": "Your opinion counts. It takes about ten minutes to answer.\nThe answers are confidential.",
        "ar": "رأيك مهم. الإجابات سرية.",
    },
    "closing": {"da": "Tak for hjælpen!", "en": "Thank you for your help!"},
    "note": {"da": "Eksempel.", "en": "Example."},
    "missing": {"dont_know": {"ar": "لا أعرف"}},
    "words": {"tick_one": {"da": "Sæt ét kryds"}},
    "scales": {
        "tryg5": {
            "polarity": "high",
            "codes": {
                5: {"da": "Meget tryg", "en": "Very safe", "ar": "آمن جدا"},
                4: {"da": "Tryg", "en": "Safe", "ar": "آمن"},
                3: {"da": "Hverken tryg eller utryg", "en": "Neither safe nor unsafe"},
                2: {"da": "Utryg", "en": "Unsafe", "ar": "غير آمن"},
                1: {"da": "Meget utryg", "en": "Very unsafe"},
                6: {"label": {"da": "Færdes ikke ude da", "en": "Not out then"}, "outside": True},
            },
        },
        "tilfreds5": {
            "polarity": "high",
            "codes": {
                5: {"da": "Meget tilfreds", "en": "Very satisfied"},
                4: {"da": "Tilfreds", "en": "Satisfied"},
                3: {"da": "Hverken-eller", "en": "Neither"},
                2: {"da": "Utilfreds", "en": "Dissatisfied"},
                1: {"da": "Meget utilfreds", "en": "Very dissatisfied"},
            },
        },
    },
    "sections": [
        {
            "id": "baggrund",
            "title": {"da": "Dig og din bolig", "en": "You and your home", "ar": "أنت ومنزلك"},
            "questions": [
                {
                    "id": "alder",
                    "type": "number",
                    "text": {"da": "Hvor gammel er du?", "en": "How old are you?", "ar": "كم عمرك؟"},
                    "label": {"da": "Alder", "en": "Age"},
                    "low": 18,
                    "high": 105,
                    "unit": {"da": "år", "en": "years", "ar": "سنة"},
                    "required": True,
                },
                {
                    "id": "aldersgruppe",
                    "type": "computed",
                    "label": {"da": "Aldersgruppe", "en": "Age group"},
                    "cases": [{"when": "alder < 25", "value": 1}, {"when": "alder < 60", "value": 2}],
                    "otherwise": 3,
                    "codes": {
                        1: {"da": "18–24 år", "en": "18–24 years"},
                        2: {"da": "25–59 år", "en": "25–59 years"},
                        3: {"da": "60 år og derover", "en": "60 years and over"},
                    },
                },
                {
                    "id": "indflyttet",
                    "type": "date",
                    "precision": "month",
                    "text": {"da": "Hvornår flyttede du ind?", "en": "When did you move in?"},
                    "earliest": "1950-01-01",
                    "latest": "2012-11-30",
                },
                {
                    "id": "boede_aar",
                    "type": "number",
                    "text": {"da": "Hvor mange år har du boet i området?", "en": "How many years have you lived in the area?"},
                    "label": {"da": "År i området", "en": "Years in the area"},
                    "low": 0,
                    "high": 80,
                    "missing": ["dont_know"],
                    "checks": [
                        {
                            "must": "boede_aar <= alder",
                            "message": {"da": "Du kan ikke have boet her længere, end du er gammel.", "en": "You can't have lived here for longer than you are old."},
                        }
                    ],
                },
                {
                    "id": "antal",
                    "type": "number",
                    "text": {"da": "Hvor mange bor der i boligen?", "en": "How many live in the home?"},
                    "low": 1,
                    "high": 12,
                },
                {
                    "id": "personer",
                    "type": "roster",
                    "text": {"da": "Fortæl om dem, du bor sammen med.", "en": "Tell us about those you live with."},
                    "count": "antal",
                    "most": 6,
                    "item": {"da": "Person {n}", "en": "Person {n}"},
                    "questions": [
                        {
                            "id": "person_alder",
                            "type": "number",
                            "text": {"da": "Alder", "en": "Age"},
                            "low": 0,
                            "high": 110,
                        }
                    ],
                },
            ],
        },
        {
            "id": "tryghed",
            "title": {"da": "Tryghed", "en": "Safety", "ar": "الأمان"},
            "introduction": {"da": "Nu handler det om området uden for din bolig.", "en": "Now for the area outside your home."},
            "questions": [
                {
                    "id": "tryg_aften",
                    "text": {
                        "da": "Hvor tryg er du, når du går udendørs i området om aftenen?",
                        "en": "How safe do you feel when you walk outdoors in the area in the evening?",
                        "ar": "ما مدى شعورك بالأمان عند المشي في المنطقة مساءً؟",
                    },
                    "label": {"da": "Tryghed om aftenen", "en": "Safety in the evening"},
                    "concept": {"da": "Oplevet tryghed", "en": "Perceived safety"},
                    "scale": "tryg5",
                    "missing": ["dont_know", "refused"],
                    "headline": {
                        "codes": [1, 2],
                        "good": "low",
                        "base": [1, 2, 3, 4, 5],
                        "label": {"da": "Utrygge", "en": "Unsafe"},
                        "phrase": {"da": "er utrygge eller meget utrygge om aftenen", "en": "feel unsafe or very unsafe in the evening"},
                    },
                },
                {
                    "id": "tryg_dag",
                    "text": {"da": "Hvor tryg er du udendørs i området om dagen?", "en": "How safe do you feel outdoors in the area by day?"},
                    "label": {"da": "Tryghed om dagen", "en": "Safety by day"},
                    "scale": "tryg5",
                    "missing": ["dont_know"],
                },
                {
                    "id": "steder",
                    "type": "multiple",
                    "text": {"da": "Hvor er du utryg?", "en": "Where do you feel unsafe?"},
                    "hint": {"da": "Sæt gerne flere kryds.", "en": "You may tick several."},
                    "codes": {
                        1: {"da": "I kælderen", "en": "In the basement"},
                        2: {"da": "På stierne", "en": "On the paths"},
                        3: {"da": "Ved butikkerne", "en": "By the shops"},
                        8: {"label": {"da": "Andre steder, nemlig", "en": "Elsewhere, namely"}, "opens_text": True},
                        9: {"label": {"da": "Ingen af stederne", "en": "None of these"}, "exclusive": True},
                    },
                    "most": 3,
                    "random": True,
                    "ask_if": "tryg_aften in [1, 2] or tryg_dag in [1, 2]",
                },
                {
                    "id": "hvorfor",
                    "type": "text",
                    "text": {"da": "Hvad gør dig utryg?", "en": "What makes you feel unsafe?"},
                    "ask_if": "answered(steder) and not has(steder, 9)",
                    "most": 1000,
                    "lines": 4,
                },
            ],
        },
        {
            "id": "omraadet",
            "title": {"da": "Området", "en": "The area"},
            "areas": ["vangdalen", "nordby"],
            "questions": [
                {"id": "om", "type": "note", "text": {"da": "De næste spørgsmål handler om omgivelserne.", "en": "The next questions are about the surroundings."}},
                {
                    "id": "miljoe",
                    "type": "grid",
                    "text": {"da": "Hvor tilfreds er du med …?", "en": "How satisfied are you with …?"},
                    "label": {"da": "Omgivelserne", "en": "Surroundings"},
                    "scale": "tilfreds5",
                    "rows": {
                        "lys": {"da": "Belysningen", "en": "The lighting"},
                        "stier": {"da": "Stierne", "en": "The paths"},
                        "legeplads": {"text": {"da": "Legepladserne", "en": "The playgrounds"}, "ask_if": "antal > 1"},
                    },
                    "random": True,
                },
                {
                    "id": "oensker",
                    "type": "ranking",
                    "text": {"da": "Hvad bør komme først?", "en": "What should come first?"},
                    "codes": {1: {"da": "Bedre lys", "en": "Better lighting"}, 2: {"da": "Flere bænke", "en": "More benches"}, 3: {"da": "Nye legepladser", "en": "New playgrounds"}},
                    "most": 2,
                },
                {
                    "id": "flytte",
                    "text": {"da": "Overvejer du at flytte?", "en": "Do you consider moving?"},
                    "codes": {1: {"da": "Ja", "en": "Yes"}, 0: {"da": "Nej", "en": "No"}},
                    "missing": ["dont_know"],
                },
            ],
        },
    ],
    "indices": [
        {
            "id": "i_miljoe",
            "label": {"da": "Tilfredshed med omgivelserne", "en": "Satisfaction with the surroundings"},
            "members": ["miljoe_lys", "miljoe_stier", {"id": "miljoe_legeplads", "reverse": True}],
            "minimum_answered": 2,
        }
    ],
    "tests": [
        {
            "name": "Trygge spørges ikke, hvor de er utrygge",
            "given": {"alder": 40, "tryg_aften": 5, "tryg_dag": 4, "area": "nordby"},
            "expect": {"steder": "not_asked", "aldersgruppe": 2},
        },
        {
            "name": "Utrygge om aftenen spørges hvor og hvorfor",
            "given": {"tryg_aften": 1, "steder": [1, 8]},
            "expect": {"steder": "asked", "hvorfor": "asked"},
        },
    ],
}  # fmt: skip

NORDBY = questionnaire_from(DATA)
