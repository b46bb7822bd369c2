from django.urls import path

from . import api, api_card

urlpatterns = [
    path("arrangements/", api.ArrangementsView.as_view(), name="api_arrangements"),
    path("arrangements/offers/", api.OffersView.as_view(), name="api_arrangement_offers"),
    path("arrangements/<slug:code>/", api.ArrangementView.as_view(), name="api_arrangement"),
    path(
        "arrangements/<slug:code>/payable/",
        api.PayableView.as_view(),
        name="api_arrangement_payable",
    ),
    path(
        "arrangements/<slug:code>/card/",
        api_card.CardView.as_view(),
        name="api_arrangement_card",
    ),
    path(
        "arrangements/<slug:code>/second-chance/",
        api.SecondChanceView.as_view(),
        name="api_arrangement_second_chance",
    ),
]
