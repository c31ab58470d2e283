"""Addresses about money and figures: funds, bonuses, payment lists, the statistics of a year."""

from django.urls import path

from api import authority_levels, award_statistics, funds, payments

FUND = "funds/<uuid:fund_id>"
PAYMENT_LIST = "payment-lists/<uuid:payment_list_id>"

paths = [
    path("funds", funds.FundsView.as_view(), name="funds"),
    path(f"{FUND}/entries", funds.FundEntriesView.as_view(), name="fund-entries"),
    path(f"{FUND}/allocations", funds.AllocateView.as_view(), name="fund-allocate"),
    path(f"{FUND}/adjustments", funds.AdjustView.as_view(), name="fund-adjust"),
    path(f"{FUND}/overdraft", funds.OverdraftView.as_view(), name="fund-overdraft"),
    path("bonuses", funds.BonusesView.as_view(), name="bonuses"),
    path("bonuses/<uuid:bonus_id>/recover", funds.RecoverView.as_view(), name="bonus-recover"),
    path("payment-lists", payments.PaymentListsView.as_view(), name="payment-lists"),
    path(PAYMENT_LIST, payments.PaymentListView.as_view(), name="payment-list"),
    path(f"{PAYMENT_LIST}/file", payments.PaymentListFileView.as_view(), name="payment-list-file"),
    path(f"{PAYMENT_LIST}/approve", payments.ApproveListView.as_view(), name="payment-list-approve"),
    path(f"{PAYMENT_LIST}/return", payments.ReturnListView.as_view(), name="payment-list-return"),
    path(f"{PAYMENT_LIST}/discard", payments.DiscardListView.as_view(), name="payment-list-discard"),
    path(f"{PAYMENT_LIST}/pay", payments.PayListView.as_view(), name="payment-list-pay"),
    path("authority-levels", authority_levels.AuthorityLevelsView.as_view(), name="authority-levels"),
    path("award-statistics/<int:year>", award_statistics.StatisticsView.as_view(), name="statistics"),
    path("award-statistics/<int:year>/file", award_statistics.StatisticsFileView.as_view(), name="statistics-file"),
]
