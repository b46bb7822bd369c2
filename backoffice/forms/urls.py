"""Addresses of the forms inside the admin."""

from django.urls import path

from .screens import entries, lists, outline, pages, preview, publishing
from .screens.base import FORM, PART

app_name = "service_forms"
F = "form/<slug:key>/"
P = "part/<slug:key>/"

urlpatterns = [
    path("", lists.FormsScreen.as_view(), name="list"),
    path("new/", lists.NewFormScreen.as_view(), name="new"),
    path("parts/", lists.PartsScreen.as_view(), name="parts"),
    path("parts/new/", lists.NewPartScreen.as_view(), name="part_new"),
    path(f"{F}share/<str:place>/", entries.ShareScreen.as_view(), name="share"),
    path(f"{F}publish/", publishing.PublishScreen.as_view(), name="publish"),
    path(f"{P}publish/", publishing.PublishPartScreen.as_view(of=PART), name="part_publish"),
    path(f"{F}replays/", publishing.ReplaysScreen.as_view(), name="replays"),
    path(f"{F}replays/<int:pk>/", publishing.ReplayScreen.as_view(), name="replay"),
    path(f"{F}preview/", preview.PreviewScreen.as_view(), name="preview"),
    path(f"{F}preview/<slug:spoken>/", preview.FrameScreen.as_view(), name="preview_frame"),
]

# A form and a shared part are looked at and edited by the same screens.
for of, start, prefix in ((FORM, F, ""), (PART, P, "part_")):
    urlpatterns += [
        path(start, pages.PageScreen.as_view(of=of), name=f"{prefix}page"),
        path(f"{start}act/", pages.ActScreen.as_view(of=of), name=f"{prefix}act"),
        path(f"{start}compare/", pages.CompareScreen.as_view(of=of), name=f"{prefix}compare"),
        path(f"{start}edit/", outline.OutlineScreen.as_view(of=of), name=f"{prefix}edit"),
        path(f"{start}edit/step/", outline.StepScreen.as_view(of=of), name=f"{prefix}step"),
        path(
            f"{start}edit/choose/<str:place>/",
            entries.ChooseScreen.as_view(of=of),
            name=f"{prefix}choose",
        ),
        path(
            f"{start}edit/add/<str:place>/<slug:sort>/",
            entries.AddScreen.as_view(of=of),
            name=f"{prefix}add",
        ),
        path(f"{start}edit/at/<str:place>/", entries.AtScreen.as_view(of=of), name=f"{prefix}at"),
    ]
