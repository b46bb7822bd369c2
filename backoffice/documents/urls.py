"""Addresses of the staff screens, under the admin."""

from django.urls import path

from .screens import clearance, entering, entry, files, register, tray

app_name = "documents"
urlpatterns = [
    path("", register.RegisterScreen.as_view(), name="register"),
    path("day/", register.DayScreen.as_view(), name="day"),
    path("new/", entering.NewEntryScreen.as_view(), name="new"),
    path("entries/<slug:code>/", entry.EntryScreen.as_view(), name="entry"),
    path("entries/<slug:code>/registered/", entering.RegisteredScreen.as_view(), name="registered"),
    path("entries/<slug:code>/receipt/", entering.ReceiptScreen.as_view(), name="receipt"),
    path("entries/<slug:code>/label/", entering.LabelScreen.as_view(), name="label"),
    path("entries/<slug:code>/correct/", entry.CorrectScreen.as_view(), name="correct"),
    path("entries/<slug:code>/cancel/", entry.CancelScreen.as_view(), name="cancel"),
    path("entries/<slug:code>/hold/", entry.HoldScreen.as_view(), name="hold"),
    path("entries/<slug:code>/link/", entry.LinkScreen.as_view(), name="link"),
    path("entries/<slug:code>/files/", entry.FilesScreen.as_view(), name="add_files"),
    path("entries/<slug:code>/archive/", entry.ArchiveScreen.as_view(), name="archive"),
    path(
        "entries/<slug:code>/files/<int:position>/",
        files.AttachmentScreen.as_view(),
        name="attachment",
    ),
    path(
        "entries/<slug:code>/files/<int:position>/picture/",
        files.PictureScreen.as_view(),
        name="picture",
    ),
    path("files/<slug:code>/", files.FileScreen.as_view(), name="file"),
    path("tray/", tray.TrayScreen.as_view(), name="tray"),
    path("tray/<slug:code>/", tray.MessageScreen.as_view(), name="message"),
    path("tray/<slug:code>/raw/", tray.RawScreen.as_view(), name="message_raw"),
    path("tray/<slug:code>/dismiss/", tray.DismissScreen.as_view(), name="message_dismiss"),
    path("clearance/", clearance.ClearancesScreen.as_view(), name="clearances"),
    path("clearance/<slug:code>/", clearance.ClearanceScreen.as_view(), name="clearance"),
]
