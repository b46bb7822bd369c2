"""Addresses of circulation, under the admin."""

from django.urls import path

from .screens import authority, circulation, drafts, editing, limits, moving, signing

app_name = "circulation"
urlpatterns = [
    path("", circulation.AssignmentsScreen.as_view(), name="assignments"),
    path("assignments/<slug:code>/accept/", circulation.AcceptScreen.as_view(), name="accept"),
    path("assignments/<slug:code>/return/", circulation.ReturnScreen.as_view(), name="return"),
    path("assignments/<slug:code>/pass-on/", circulation.PassOnScreen.as_view(), name="pass_on"),
    path("entries/<slug:code>/assign/", circulation.AssignScreen.as_view(), name="assign"),
    path("entries/<slug:code>/clock/", limits.StartClockScreen.as_view(), name="start_clock"),
    path(
        "entries/<slug:code>/clock/<slug:verb>/",
        limits.MoveClockScreen.as_view(),
        name="move_clock",
    ),
    path("drafts/", drafts.DraftsScreen.as_view(), name="drafts"),
    path("drafts/new/", editing.NewDraftScreen.as_view(), name="new"),
    path("drafts/<slug:code>/", drafts.DraftScreen.as_view(), name="draft"),
    path("drafts/<slug:code>/edit/", editing.EditDraftScreen.as_view(), name="edit"),
    path("drafts/<slug:code>/preview/", drafts.PreviewScreen.as_view(), name="preview"),
    path("drafts/<slug:code>/compare/", drafts.CompareScreen.as_view(), name="compare"),
    path("drafts/<slug:code>/send/", moving.SendScreen.as_view(), name="send"),
    path("drafts/<slug:code>/withdraw/", moving.WithdrawScreen.as_view(), name="withdraw"),
    path("drafts/<slug:code>/cancel/", moving.CancelDraftScreen.as_view(), name="cancel"),
    path("drafts/<slug:code>/repeat/", moving.RepeatScreen.as_view(), name="repeat"),
    path("drafts/<slug:code>/archive/", moving.ArchiveDraftScreen.as_view(), name="archive"),
    path("drafts/<slug:code>/cosign/", signing.CosignScreen.as_view(), name="cosign"),
    path("drafts/<slug:code>/sign/", signing.SignScreen.as_view(), name="sign"),
    path("drafts/<slug:code>/issue/", signing.IssueScreen.as_view(), name="issue"),
    path("dispatches/", signing.DispatchesScreen.as_view(), name="dispatches"),
    path("dispatches/<int:pk>/", signing.DispatchScreen.as_view(), name="dispatch"),
    path("overdue/", limits.OverdueScreen.as_view(), name="overdue"),
    path("figures/", limits.FiguresScreen.as_view(), name="figures"),
    path("authority/", authority.AuthorityScreen.as_view(), name="authority"),
    path("authority/delegation/", authority.NewDelegationScreen.as_view(), name="delegation"),
    path(
        "authority/delegation/<slug:code>/revoke/", authority.RevokeScreen.as_view(), name="revoke"
    ),
    path("authority/substitution/", authority.NewSubstitutionScreen.as_view(), name="substitution"),
    path(
        "authority/substitution/<slug:code>/end/",
        authority.EndSubstitutionScreen.as_view(),
        name="end_substitution",
    ),
    path("templates/", authority.TemplatesScreen.as_view(), name="templates"),
    path("templates/new/", authority.TemplateScreen.as_view(), name="template_new"),
    path("templates/<int:pk>/", authority.TemplateScreen.as_view(), name="template"),
]
