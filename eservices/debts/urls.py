from django.urls import path

from . import views

app_name = "debts"
urlpatterns = [
    path("", views.debts, name="list"),
    path("statement/", views.statement, name="statement"),
    path("statement/statement.pdf", views.statement_pdf, name="statement_pdf"),
    path("statement/statement.csv", views.statement_csv, name="statement_csv"),
    path("<slug:code>/", views.debt, name="detail"),
]
