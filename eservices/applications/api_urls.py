from django.urls import path

from .api import anonymous, cosigning, custody, drafts
from .api import applications as sent

DRAFT = "applications/drafts/<slug:draft>/"
ONE = "applications/<slug:code>/"
OPEN_DRAFT = "applications/anonymous/drafts/<slug:draft>/"
OPEN = "applications/anonymous/<slug:code>/"

urlpatterns = [
    path("applications/", sent.ApplicationsView.as_view(), name="api_applications"),
    path(
        "applications/start/<slug:service>/",
        drafts.StartView.as_view(),
        name="api_application_start",
    ),
    path("applications/drafts/", drafts.DraftsView.as_view(), name="api_application_drafts"),
    path(DRAFT, drafts.DraftView.as_view(), name="api_application_draft"),
    path(f"{DRAFT}follow/", drafts.FollowView.as_view(), name="api_application_follow"),
    path(f"{DRAFT}files/", drafts.DraftFilesView.as_view(), name="api_application_upload"),
    path(
        f"{DRAFT}files/<slug:code>/",
        drafts.DraftFileView.as_view(),
        name="api_application_draft_file",
    ),
    path(f"{DRAFT}fee/", drafts.DraftFeeView.as_view(), name="api_application_fee"),
    path(f"{DRAFT}submit/", drafts.SubmitView.as_view(), name="api_application_submit"),
    path(f"{DRAFT}signatures/", drafts.SignaturesView.as_view(), name="api_application_invite"),
    path(
        f"{DRAFT}signatures/<slug:code>/",
        drafts.SignatureView.as_view(),
        name="api_application_signature",
    ),
    path(f"{DRAFT}take-back/", drafts.TakeBackView.as_view(), name="api_application_take_back"),
    path("applications/children/", custody.ChildrenView.as_view(), name="api_application_children"),
    path(
        "applications/children/<slug:code>/",
        custody.ChildView.as_view(),
        name="api_application_child",
    ),
    path("applications/files/<slug:code>/", sent.FileView.as_view(), name="api_application_file"),
    path(
        "applications/invitations/<slug:code>/",
        cosigning.InvitationView.as_view(),
        name="api_application_invitation",
    ),
    path(
        "applications/invitations/<slug:code>/sign/",
        cosigning.SignView.as_view(),
        name="api_application_sign",
    ),
    path(
        "applications/invitations/<slug:code>/refuse/",
        cosigning.RefuseView.as_view(),
        name="api_application_refuse",
    ),
    path(
        "applications/anonymous/drafts/",
        anonymous.AnonymousDraftsView.as_view(),
        name="api_anonymous_begin",
    ),
    path(OPEN_DRAFT, anonymous.AnonymousDraftView.as_view(), name="api_anonymous_draft"),
    path(
        f"{OPEN_DRAFT}follow/",
        anonymous.AnonymousFollowView.as_view(),
        name="api_anonymous_follow_form",
    ),
    path(
        f"{OPEN_DRAFT}files/",
        anonymous.AnonymousDraftFilesView.as_view(),
        name="api_anonymous_upload",
    ),
    path(
        f"{OPEN_DRAFT}files/<slug:code>/",
        anonymous.AnonymousDraftFileView.as_view(),
        name="api_anonymous_draft_file",
    ),
    path(
        f"{OPEN_DRAFT}submit/",
        anonymous.AnonymousSubmitView.as_view(),
        name="api_anonymous_submit",
    ),
    path(OPEN, anonymous.AnonymousApplicationView.as_view(), name="api_anonymous"),
    path(f"{OPEN}receipt/", anonymous.AnonymousReceiptView.as_view(), name="api_anonymous_receipt"),
    path(
        f"{OPEN}withdraw/",
        anonymous.AnonymousWithdrawView.as_view(),
        name="api_anonymous_withdraw",
    ),
    path(
        f"{OPEN}files/", anonymous.AnonymousLaterFilesView.as_view(), name="api_anonymous_add_file"
    ),
    path(
        f"{OPEN}files/<slug:file>/",
        anonymous.AnonymousLaterFileView.as_view(),
        name="api_anonymous_added_file",
    ),
    path(
        f"{OPEN}corrections/",
        anonymous.AnonymousCorrectionsView.as_view(),
        name="api_anonymous_correct",
    ),
    path(f"{OPEN}answers/", anonymous.AnonymousAnswersView.as_view(), name="api_anonymous_answer"),
    path(
        f"{OPEN}objections/",
        anonymous.AnonymousObjectionsView.as_view(),
        name="api_anonymous_object",
    ),
    path(ONE, sent.ApplicationView.as_view(), name="api_application"),
    path(f"{ONE}receipt/", sent.ReceiptView.as_view(), name="api_application_receipt"),
    path(f"{ONE}messages/", sent.MessagesView.as_view(), name="api_application_messages"),
    path(f"{ONE}withdraw/", sent.WithdrawView.as_view(), name="api_application_withdraw"),
    path(f"{ONE}files/", sent.LaterFilesView.as_view(), name="api_application_add_file"),
    path(
        f"{ONE}files/<slug:file>/", sent.LaterFileView.as_view(), name="api_application_added_file"
    ),
    path(f"{ONE}corrections/", sent.CorrectionsView.as_view(), name="api_application_correct"),
    path(f"{ONE}answers/", sent.AnswersView.as_view(), name="api_application_answer"),
    path(f"{ONE}objections/", sent.ObjectionsView.as_view(), name="api_application_object"),
    path(
        f"{ONE}objections/<slug:objection>/withdraw/",
        sent.ObjectionWithdrawView.as_view(),
        name="api_application_objection",
    ),
]
