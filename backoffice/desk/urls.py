from django.urls import path

from . import absence_screens, screens

app_name = "desk"
urlpatterns = [
    path("", screens.WorklistScreen.as_view(), name="work"),
    path("absences/", absence_screens.AbsencesScreen.as_view(), name="absences"),
    path("absences/new/", absence_screens.NewAbsenceScreen.as_view(), name="new_absence"),
    path(
        "absences/<slug:code>/end/", absence_screens.EndAbsenceScreen.as_view(), name="end_absence"
    ),
]
