from django.urls import path

from .views import flow, pages

app_name = "tourist_fee"
urlpatterns = [
    path("", pages.home, name="home"),
    path("establishments/", pages.establishments, name="establishments"),
    path("declarations/<slug:code>/", pages.declaration, name="declaration"),
    path("declarations/<slug:code>/sent/", pages.sent, name="sent"),
    path("declarations/<slug:code>/pdf/", pages.declaration_pdf, name="declaration_pdf"),
    path("declarations/<slug:code>/correct/", pages.correct, name="correct"),
    path("files/<slug:code>/", pages.attachment, name="attachment"),
    path("<slug:code>/", pages.establishment, name="establishment"),
    path("<slug:code>/<str:period>/", flow.declare, name="declare"),
    path("<slug:code>/<str:period>/receipts/", flow.receipts, name="receipts"),
    path("<slug:code>/<str:period>/amounts/<int:number>/", flow.amount, name="amount"),
    path("<slug:code>/<str:period>/files/", flow.files, name="files"),
    path(
        "<slug:code>/<str:period>/files/<slug:file>/remove/", flow.remove_file, name="remove_file"
    ),
    path("<slug:code>/<str:period>/check/", flow.check, name="check"),
]
