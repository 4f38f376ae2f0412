from django.urls import path

from triage.views import (
    answer,
    charts,
    content,
    duty,
    example,
    finish,
    handout,
    handout_print,
    handout_release,
    handover,
    intake,
    intake_paper,
    letter,
    numbers,
    outcome,
    patient,
    patient_form,
    patient_merge,
    referral,
)
from triage.views import today as today_views

app_name = "triage"

today = [
    path("", today_views.today, name="today"),
    path("live/", today_views.today_live, name="today_live"),
    path("duty/start/", duty.duty_start, name="duty_start"),
    path("duty/end/", duty.duty_end, name="duty_end"),
]

patients = [
    path("patients/", patient.patient_search, name="patient_search"),
    path("patients/add/", patient_form.patient_add, name="patient_add"),
    path("patients/<uuid:uuid>/", patient.patient_detail, name="patient_detail"),
    path("patients/<uuid:uuid>/edit/", patient_form.patient_edit, name="patient_edit"),
    path(
        "patients/<uuid:uuid>/merge/", patient_merge.patient_merge, name="patient_merge"
    ),
    path(
        "patients/<uuid:uuid>/unmerge/",
        patient_merge.patient_unmerge,
        name="patient_unmerge",
    ),
]

intakes = [
    path("intakes/new/", intake.intake_new, name="intake_new"),
    path("intakes/paper/", intake_paper.intake_paper, name="intake_paper"),
    path("intakes/paper/pdf/", intake_paper.intake_paper_pdf, name="intake_paper_pdf"),
    path("intakes/signed-in/", intake.intake_signed_in, name="intake_signed_in"),
    path("intakes/<uuid:uuid>/", intake.intake_detail, name="intake_detail"),
    path("intakes/<uuid:uuid>/answer/", answer.intake_answer, name="intake_answer"),
    path(
        "intakes/<uuid:uuid>/no-to-all/<slug:set_id>/",
        answer.intake_group,
        name="intake_group",
    ),
    path("intakes/<uuid:uuid>/finish/", finish.intake_finish, name="intake_finish"),
    path("intakes/<uuid:uuid>/discard/", intake.intake_discard, name="intake_discard"),
    path(
        "intakes/<uuid:uuid>/change-patient/",
        intake.intake_change_patient,
        name="intake_change_patient",
    ),
]

outcomes = [
    path("outcomes/<uuid:uuid>/", outcome.outcome_detail, name="outcome_detail"),
    path(
        "outcomes/<uuid:uuid>/override/",
        outcome.outcome_override,
        name="outcome_override",
    ),
    path(
        "outcomes/<uuid:uuid>/retract/",
        outcome.outcome_retract,
        name="outcome_retract",
    ),
    path(
        "outcomes/<uuid:uuid>/restart/",
        outcome.outcome_restart,
        name="outcome_restart",
    ),
    path(
        "outcomes/<uuid:uuid>/correct/",
        outcome.outcome_correct,
        name="outcome_correct",
    ),
]

referrals = [
    path("referrals/", referral.referral_list, name="referral_list"),
    path("referrals/live/", referral.referral_live, name="referral_live"),
    path("referrals/charts/", charts.referral_charts, name="referral_charts"),
    path("referrals/handover/", handover.referral_handover, name="referral_handover"),
    path(
        "referrals/handover/assign/",
        handover.referral_handover_assign,
        name="referral_handover_assign",
    ),
    path(
        "referrals/handover/print/",
        handover.referral_handover_print,
        name="referral_handover_print",
    ),
    path("referrals/numbers/", numbers.referral_numbers, name="referral_numbers"),
    path(
        "referrals/numbers/csv/",
        numbers.referral_numbers_csv,
        name="referral_numbers_csv",
    ),
    path("referrals/letters/<uuid:uuid>/", letter.letter_detail, name="letter_detail"),
    path(
        "referrals/letters/<uuid:uuid>/print/",
        letter.letter_print,
        name="letter_print",
    ),
    path("referrals/letters/<uuid:uuid>/pdf/", letter.letter_pdf, name="letter_pdf"),
    path("referrals/<uuid:uuid>/", referral.referral_detail, name="referral_detail"),
    path(
        "referrals/<uuid:uuid>/letter/", letter.referral_letter, name="referral_letter"
    ),
    path("referrals/<uuid:uuid>/take/", referral.referral_take, name="referral_take"),
    path(
        "referrals/<uuid:uuid>/<slug:state>/",
        referral.referral_move,
        name="referral_move",
    ),
]

handouts = [
    path("handouts/issue/<uuid:uuid>/", handout.handout_issue, name="handout_issue"),
    path(
        "handouts/preview/<uuid:uuid>/",
        handout.handout_preview,
        name="handout_preview",
    ),
    path(
        "handouts/preview/<uuid:uuid>/print/",
        handout_print.preview_print,
        name="preview_print",
    ),
    path(
        "handouts/preview/<uuid:uuid>/pdf/",
        handout_print.preview_pdf,
        name="preview_pdf",
    ),
    path(
        "handouts/releases/<str:digest>/",
        handout_release.handout_release,
        name="handout_release",
    ),
    path(
        "handouts/releases/<str:digest>/csv/",
        handout_release.handout_release_csv,
        name="handout_release_csv",
    ),
    path(
        "handouts/releases/<str:digest>/print/",
        handout_release.handout_release_print,
        name="handout_release_print",
    ),
    path("handouts/<uuid:uuid>/", handout.handout_detail, name="handout_detail"),
    path(
        "handouts/<uuid:uuid>/print/",
        handout_print.handout_print,
        name="handout_print",
    ),
    path("handouts/<uuid:uuid>/pdf/", handout_print.handout_pdf, name="handout_pdf"),
    path(
        "handouts/<uuid:uuid>/teach-back/",
        handout.handout_teach_back,
        name="handout_teach_back",
    ),
]

contents = [
    path(
        "handouts/content/<slug:language>/",
        content.handout_content,
        name="handout_content",
    ),
    path(
        "handouts/content/<slug:language>/<str:example>/",
        example.handout_example,
        name="handout_example",
    ),
    path(
        "handouts/content/<slug:language>/<str:example>/pdf/",
        example.handout_example_pdf,
        name="handout_example_pdf",
    ),
]

urlpatterns = [*today, *patients, *intakes, *outcomes, *referrals, *handouts, *contents]
