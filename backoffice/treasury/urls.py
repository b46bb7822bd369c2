"""Addresses of the treasury inside the admin."""

from django.urls import path

from .screens import bank, counter, days, office

app_name = "treasury"

urlpatterns = [
    path("counter/", counter.CounterScreen.as_view(), name="counter"),
    path("at-once/", counter.AtOnceScreen.as_view(), name="at_once"),
    path("open/", days.OpenScreen.as_view(), name="open"),
    path("deposit/", days.DepositScreen.as_view(), name="deposit"),
    path("supply/", days.SupplyScreen.as_view(), name="supply"),
    path("sessions/", days.SessionsScreen.as_view(), name="sessions"),
    path("sessions/<slug:code>/", days.SessionScreen.as_view(), name="session"),
    path("sessions/<slug:code>/report/", days.ReportScreen.as_view(), name="report"),
    path("sessions/<slug:code>/close/", days.CloseScreen.as_view(), name="close"),
    path("sessions/<slug:code>/approve/", days.ApproveScreen.as_view(), name="approve"),
    path("sessions/<slug:code>/count-anew/", days.RecountScreen.as_view(), name="recount"),
    path("receipts/<slug:code>/", counter.ReceiptScreen.as_view(), name="receipt"),
    path("receipts/<slug:code>/print/", counter.PrintScreen.as_view(), name="print"),
    path("receipts/<slug:code>/cancel/", counter.CancelScreen.as_view(), name="cancel"),
    path("cancellations/", office.CancellationsScreen.as_view(), name="cancellations"),
    path("cancellations/<slug:code>/decide/", office.DecideScreen.as_view(), name="decide"),
    path("cancellations/<slug:code>/hand-back/", office.HandBackScreen.as_view(), name="hand_back"),
    path("bank/", bank.BankScreen.as_view(), name="bank"),
    path("bank/new/", bank.NewSumScreen.as_view(), name="bank_new"),
    path("bank/report/", bank.ReportScreen.as_view(), name="bank_report"),
    path("bank/<slug:code>/", bank.BankSumScreen.as_view(), name="bank_sum"),
    path("bank/<slug:code>/match/", bank.MatchScreen.as_view(), name="bank_match"),
    path("bank/<slug:code>/decide/", bank.VerdictScreen.as_view(), name="bank_verdict"),
    path("bank/<slug:code>/withdraw/", bank.WithdrawScreen.as_view(), name="bank_withdraw"),
    path("bank/<slug:code>/ask-undo/", bank.AskUndoScreen.as_view(), name="bank_ask_undo"),
    path("bank/<slug:code>/undo/", bank.UndoScreen.as_view(), name="bank_undo"),
    path("totals/", office.TotalsScreen.as_view(), name="totals"),
    path("desks/", office.DesksScreen.as_view(), name="desks"),
    path("desks/set-up/", office.SetUpScreen.as_view(), name="set_up"),
    path("desks/<slug:code>/change/", office.ChangeDeskScreen.as_view(), name="change_desk"),
]
