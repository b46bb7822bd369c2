"""Addresses of enforcement inside the admin."""

from django.urls import path

from .screens import batches, ladder, notices

app_name = "enforcement"

BATCH, NOTICE, MEASURE = "batches/<slug:code>/", "notices/<slug:code>/", "measures/<slug:code>/"

urlpatterns = [
    path("batches/", batches.BatchesScreen.as_view(), name="batches"),
    path("choose/", batches.ChooseScreen.as_view(), name="choose"),
    path(BATCH, batches.BatchScreen.as_view(), name="batch"),
    path(f"{BATCH}rehearse/", batches.RehearseScreen.as_view(), name="rehearse"),
    path(f"{BATCH}issue/", batches.IssueScreen.as_view(), name="issue"),
    path(f"{BATCH}give-up/", batches.GiveUpScreen.as_view(), name="give_up"),
    path(f"{BATCH}send/", batches.SendBatchScreen.as_view(), name="send_batch"),
    path(f"{BATCH}papers/", batches.OrderPapersScreen.as_view(), name="order_papers"),
    path(f"{BATCH}part-<int:number>.zip", batches.PapersScreen.as_view(), name="papers"),
    path(f"{BATCH}part-<int:number>.pdf", batches.PartScreen.as_view(), name="part"),
    path("notices/", notices.NoticesScreen.as_view(), name="notices"),
    path("results/", notices.ResultsScreen.as_view(), name="results"),
    path(NOTICE, notices.NoticeScreen.as_view(), name="notice"),
    path(f"{NOTICE}notice.pdf", notices.PaperScreen.as_view(), name="paper"),
    path(f"{NOTICE}hand/", notices.HandScreen.as_view(), name="hand"),
    path(f"{NOTICE}post/", notices.PostScreen.as_view(), name="post"),
    path(f"{NOTICE}send/", notices.SendScreen.as_view(), name="send"),
    path(f"{NOTICE}withdraw/", notices.WithdrawScreen.as_view(), name="withdraw"),
    path(f"{NOTICE}deliveries/<int:pk>/", notices.ResultScreen.as_view(), name="result"),
    path(f"{NOTICE}deliveries/<int:pk>/proof/", notices.ProofScreen.as_view(), name="proof"),
    path("ladder/", ladder.LadderScreen.as_view(), name="ladder"),
    path("ladder/<slug:code>/propose/", ladder.ProposeScreen.as_view(), name="propose"),
    path("measures/", ladder.MeasuresScreen.as_view(), name="measures"),
    path(MEASURE, ladder.MeasureScreen.as_view(), name="measure"),
    path(f"{MEASURE}decide/", ladder.DecideScreen.as_view(), name="decide"),
    path(f"{MEASURE}take/", ladder.TakeScreen.as_view(), name="take"),
    path(f"{MEASURE}lift/", ladder.LiftScreen.as_view(), name="lift"),
    path(f"{MEASURE}report/", ladder.ReportScreen.as_view(), name="report"),
    path("law/", ladder.LawScreen.as_view(), name="law"),
]
