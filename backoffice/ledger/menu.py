"""The menu of the financial offices; modules above add their own pages to it."""

FINANCE_MENU = "register_finance_menu_item"
