"""Addresses of the catalogue inside the admin."""

from django.urls import path

from . import screens

app_name = "catalogue"
ONE = "<slug:code>/"

urlpatterns = [
    path("", screens.ServicesScreen.as_view(), name="list"),
    path("new/", screens.NewServiceScreen.as_view(), name="new"),
    path("contacts/", screens.ContactsScreen.as_view(), name="contacts"),
    path("contacts/set/", screens.ContactScreen.as_view(), name="contact"),
    path(ONE, screens.ServiceScreen.as_view(), name="service"),
    path(f"{ONE}change/", screens.ChangeScreen.as_view(), name="change"),
    path(f"{ONE}documents/", screens.DocumentsScreen.as_view(), name="documents"),
    path(f"{ONE}fee/", screens.FeeScreen.as_view(), name="fee"),
    path(f"{ONE}fee/<int:pk>/drop/", screens.DropFeeScreen.as_view(), name="drop_fee"),
    path(f"{ONE}window/", screens.WindowScreen.as_view(), name="window"),
    path(f"{ONE}checked/", screens.CheckedScreen.as_view(), name="checked"),
]
