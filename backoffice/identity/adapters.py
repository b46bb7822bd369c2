"""Where allauth asks the town."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Local accounts: an e-mail address that was verified, and a password."""


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Accounts from outside: TAXISnet states who somebody is."""
