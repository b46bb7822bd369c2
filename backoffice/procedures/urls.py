"""Addresses of the procedures inside the admin."""

from django.urls import path

from .screens import cases, definitions, drawing, overseeing, work

app_name = "procedures"
ONE = "drawn/<slug:key>/"

urlpatterns = [
    path("", definitions.DefinitionsScreen.as_view(), name="definitions"),
    path("new/", definitions.NewProcedureScreen.as_view(), name="new"),
    path("tasks/", work.WorkScreen.as_view(), name="work"),
    path("tasks/<int:pk>/", work.TaskScreen.as_view(), name="task"),
    path("cases/", cases.CasesScreen.as_view(), name="cases"),
    path("cases/<slug:code>/", cases.CaseScreen.as_view(), name="case"),
    path("cases/<slug:code>/drawing/", cases.CaseDrawing.as_view(), name="case_drawing"),
    path("cases/<slug:code>/suspend/", cases.SuspendScreen.as_view(), name="suspend"),
    path("cases/<slug:code>/resume/", cases.ResumeScreen.as_view(), name="resume"),
    path("cases/<slug:code>/cancel/", cases.CancelScreen.as_view(), name="cancel"),
    path("incidents/", cases.IncidentsScreen.as_view(), name="incidents"),
    path("incidents/<int:pk>/retry/", cases.RetryScreen.as_view(), name="retry"),
    path(ONE, definitions.DefinitionPage.as_view(), name="definition"),
    path(f"{ONE}<int:number>/drawing/", definitions.DrawingFile.as_view(), name="drawing"),
    path(f"{ONE}draw/", drawing.DrawScreen.as_view(), name="draw"),
    path(f"{ONE}save/", drawing.SaveScreen.as_view(), name="save"),
    path(f"{ONE}publish/", drawing.PublishScreen.as_view(), name="publish"),
    path(f"{ONE}compare/", drawing.CompareScreen.as_view(), name="compare"),
    path(f"{ONE}heat/", overseeing.HeatScreen.as_view(), name="heat"),
    path(f"{ONE}migrate/", overseeing.MigrateScreen.as_view(), name="migrate"),
]
