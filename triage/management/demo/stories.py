"""
What invented patients say. The engine decides what it means: no level is named here.

Each story differs from a patient without any sign of danger by what it lists. `weight`
is how common it is, `ages` in whole years.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Story:
    says: str
    weight: int = 1
    ages: tuple[int, int] = (18, 69)
    sex: str | None = None
    answers: dict[str, str] = field(default_factory=dict)


STORIES = (
    # Mostly: a strain, and nothing else.
    Story(
        "I twisted getting out of the car and it grabbed me.",
        weight=16,
        answers={"trigger": "twisting", "heat_tried": "yes"},
    ),
    Story(
        "Lifted a box of tiles. It locks for a minute, then lets go.",
        weight=14,
        answers={"trigger": "lifting", "lack_of_exercise": "yes"},
    ),
    Story(
        "A whole day of raking leaves.",
        weight=10,
        answers={
            "trigger": "overuse",
            "poor_posture_or_lifting": "yes",
            "pain_reliever_taken": "yes",
        },
    ),
    Story(
        "It stops me for a second and is gone again.",
        weight=6,
        answers={"episode_pattern": "momentary", "overweight": "yes"},
    ),
    Story(
        "Nothing set it off. I just bent down to the dog.",
        weight=8,
        ages=(18, 49),
        answers={"trigger": "nothing", "smoker": "yes", "weak_core": "yes"},
    ),
    # An appointment.
    Story(
        "It runs down into my left leg.",
        weight=9,
        answers={"pain_radiates_buttock_or_leg": "yes", "pain_score": "6"},
    ),
    Story(
        "This is the third time since summer.",
        weight=7,
        answers={
            "recurrent": "yes",
            "episodes_getting_more_frequent": "yes",
            "previous_back_injury": "yes",
        },
    ),
    Story("Nine out of ten. I cannot work.", weight=5, answers={"pain_score": "9"}),
    Story("My foot tingles.", weight=4, answers={"numbness_or_tingling": "yes"}),
    Story(
        "I am five months along and it seizes up.",
        weight=3,
        ages=(22, 41),
        sex="female",
        answers={"pregnant": "yes"},
    ),
    Story("It began on Sunday, I am not as young as I was.", weight=6, ages=(71, 93)),
    Story(
        "They took out a tumor nine years ago; this feels like a plain strain.",
        weight=3,
        ages=(45, 79),
        answers={"cancer_history": "yes"},
    ),
    Story(
        "After football practice.",
        weight=4,
        ages=(12, 17),
        answers={"trigger": "sport"},
    ),
    Story(
        "Four years it has leaked when I cough, the same as ever.",
        weight=2,
        ages=(40, 69),
        sex="female",
        answers={"loss_of_bladder_control": "longstanding"},
    ),
    Story(
        "I was told that my bones are thin.",
        weight=3,
        ages=(55, 84),
        answers={"osteoporosis": "yes"},
    ),
    Story(
        "The doctor asked once about my blood, I do not know.",
        weight=3,
        answers={"cancer_history": "unsure"},
    ),
    # Today.
    Story(
        "Shivering since last night.",
        weight=4,
        answers={"fever_or_chills": "yes", "temperature_c": "38.5"},
    ),
    Story(
        "I slipped on the step. I take prednisone for my lungs.",
        weight=3,
        ages=(50, 84),
        answers={"minor_trauma": "yes", "steroid_use_long_term": "yes"},
    ),
    Story(
        "It wakes me, and my trousers are loose.",
        weight=2,
        ages=(50, 79),
        answers={"night_pain": "yes", "unexplained_weight_loss": "yes"},
    ),
    Story("It burns when I pass water.", weight=2, answers={"urinary_symptoms": "yes"}),
    Story(
        "Every breath in sets it off.", weight=2, answers={"pain_on_breathing": "yes"}
    ),
    Story(
        "I cannot say whether it feels different down there.",
        weight=3,
        answers={"saddle_numbness": "unsure"},
    ),
    Story(
        "I cannot get off the sofa. My wife is here.",
        weight=2,
        answers={"cannot_get_up": "yes", "someone_with_patient": "yes"},
    ),
    Story(
        "I do not see the point of it all any more.",
        weight=1,
        ages=(20, 69),
        answers={
            "interferes_with_daily_life": "yes",
            "onset_days_ago": "200",
            "self_harm_thoughts": "yes",
        },
    ),
    # Now.
    Story(
        "Since this morning I have to push to pee.",
        weight=3,
        answers={"urinary_retention": "yes", "pain_radiates_buttock_or_leg": "yes"},
    ),
    Story("The saddle feels numb.", weight=2, answers={"saddle_numbness": "yes"}),
    Story(
        "My foot slaps when I walk.",
        weight=2,
        answers={"leg_weakness": "yes", "weakness_progressive": "yes"},
    ),
    Story(
        "Both legs tingle since Friday.",
        weight=2,
        answers={"bilateral_leg_symptoms": "yes", "both_legs_course": "new"},
    ),
    Story("My chest is tight too.", weight=2, answers={"chest_pain": "yes"}),
    Story(
        "I passed out in the shower.",
        weight=1,
        ages=(60, 88),
        answers={"syncope": "yes"},
    ),
    Story(
        "I am on the kitchen floor and alone.",
        weight=1,
        ages=(40, 85),
        answers={"cannot_get_up": "yes", "someone_with_patient": "no"},
    ),
    Story(
        "I fell off the roof of the shed.",
        weight=1,
        ages=(20, 60),
        answers={"major_trauma": "yes"},
    ),
)
