from django.urls import path

from .views import account, files, flow, follow, later, signing

APPLY = "services/<slug:service>/apply/"
DRAFT = f"{APPLY}<slug:draft>/"
MINE = "account/applications/"

app_name = "applications"
urlpatterns = [
    path("services/follow/", follow.follow, name="follow"),
    path(APPLY, flow.start, name="start"),
    path(DRAFT, flow.tasks, name="tasks"),
    path(f"{DRAFT}page/<slug:page>/", flow.page, name="page"),
    path(f"{DRAFT}check/", flow.check, name="check"),
    path(f"{DRAFT}discard/", flow.discard, name="discard"),
    path(f"{DRAFT}files/", files.take, name="take_file"),
    path(f"{DRAFT}files/<slug:code>/remove/", files.remove, name="remove_file"),
    path(f"{DRAFT}sign/", signing.invite, name="invite"),
    path(f"{DRAFT}sign/take-back/", signing.take_back, name="take_back"),
    path(f"{DRAFT}sign/<slug:code>/drop/", signing.drop, name="drop_invitation"),
    path(MINE, account.application_list, name="list"),
    path(f"{MINE}applications.csv", account.application_csv, name="csv"),
    path(f"{MINE}children/", later.children, name="children"),
    path(f"{MINE}children/<slug:code>/end/", later.end_child, name="end_child"),
    path(f"{MINE}files/<slug:code>/", files.hand_out, name="file"),
    path(f"{MINE}sign/<slug:code>/", signing.cosign, name="cosign"),
    path(f"{MINE}<slug:code>/", account.application, name="application"),
    path(f"{MINE}<slug:code>/messages/", account.write, name="write"),
    path(f"{MINE}<slug:code>/sent/", account.sent, name="sent"),
    path(f"{MINE}<slug:code>/receipt.pdf", account.receipt, name="receipt"),
    path(f"{MINE}<slug:code>/pay/", account.pay, name="pay"),
    path(f"{MINE}<slug:code>/answer/", later.answer, name="answer"),
    path(f"{MINE}<slug:code>/correct/", later.correct, name="correct"),
    path(f"{MINE}<slug:code>/object/", later.object_to, name="object"),
    path(f"{MINE}<slug:code>/files/<slug:file>/remove/", later.remove, name="remove_added_file"),
    path(
        f"{MINE}<slug:code>/objections/<slug:objection>/withdraw/",
        later.withdraw_objection,
        name="withdraw_objection",
    ),
    path(f"{MINE}<slug:code>/withdraw/", later.withdraw, name="withdraw"),
]
