
app_name = "triage"

today = []

patients = []

intakes = []

outcomes = []

referrals = []

handouts = []

urlpatterns = [*today, *patients, *intakes, *outcomes, *referrals, *handouts]
