from django.urls import path

from . import notices, requests, views

app_name = "debts"
urlpatterns = [
    path("", views.debts, name="list"),
    path("statement/", views.statement, name="statement"),
    path("statement/statement.pdf", views.statement_pdf, name="statement_pdf"),
    path("statement/statement.csv", views.statement_csv, name="statement_csv"),
    path("sum/", views.pay_sum, name="sum"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<slug:code>/notice.pdf", notices.notice_pdf, name="notice_pdf"),
    path("requests/", requests.overview, name="requests"),
    path("credits/<int:credit>/refund/", requests.ask_refund, name="refund"),
    path("waivers/<slug:code>/", requests.waiver_state, name="waiver_state"),
    path("refunds/<slug:code>/", requests.refund_state, name="refund_state"),
    path("objections/<slug:code>/", requests.objection, name="objection"),
    path(
        "objections/<slug:code>/withdraw/", requests.withdraw_objection, name="objection_withdraw"
    ),
    path("<slug:code>/waiver/", requests.ask_waiver, name="waiver"),
    path("<slug:code>/object/", requests.object_to, name="object"),
    path("<slug:code>/", views.debt, name="detail"),
]
