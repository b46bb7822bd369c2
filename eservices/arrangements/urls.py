from django.urls import path

from . import card_views, views

app_name = "my_arrangements"
urlpatterns = [
    path("", views.arrangements, name="list"),
    path("new/", views.simulator, name="simulator"),
    path("new/check/", views.check, name="check"),
    path("<slug:code>/", views.arrangement, name="arrangement"),
    path("<slug:code>/pay/", views.pay, name="pay"),
    path("<slug:code>/pay-all/", views.pay_all, name="pay_all"),
    path("<slug:code>/card/", card_views.monthly, name="card"),
    path("<slug:code>/card/stop/", card_views.stop, name="card_stop"),
    path("<slug:code>/second-chance/", views.second_chance, name="second_chance"),
    path("<slug:code>/arrangement.pdf", views.arrangement_pdf, name="pdf"),
]
