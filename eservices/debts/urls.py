from django.urls import path

from . import notices, views

app_name = "debts"
urlpatterns = [
    path("", views.debts, name="list"),
    path("statement/", views.statement, name="statement"),
    path("statement/statement.pdf", views.statement_pdf, name="statement_pdf"),
    path("statement/statement.csv", views.statement_csv, name="statement_csv"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<slug:code>/notice.pdf", notices.notice_pdf, name="notice_pdf"),
    path("<slug:code>/", views.debt, name="detail"),
]
