"""Who may come in and how: accounts, TAXISnet, second factors, guessing, sessions."""

from typing import Any

from .environment import SITE_URL, env

AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    # One backend that hashes exactly one password per attempt, whether the address is known or not.
    "allauth.account.auth_backends.AuthenticationBackend",
    "django_otp_webauthn.backends.WebAuthnBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:home"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "backoffice.identity.adapters.AccountAdapter"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = False  # `access.fresh_login_required` asks, in more ways
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_LOGIN_TIMEOUT = 900
# Guesses per account are counted by axes in the database, for all processes together.
ACCOUNT_RATE_LIMITS: Any = {"login_failed": "30/m/ip"}
SOCIALACCOUNT_ADAPTER = "backoffice.identity.adapters.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "mandatory"
SOCIALACCOUNT_AUTO_SIGNUP = False
# A link, not a form: a form that is redirected away would need GSIS in the policy's form-action.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_QUERY_EMAIL = False
ACCOUNT_FORMS = {
    "login": "portal.accounts.forms.LoginForm",
    "signup": "portal.accounts.forms.SignupForm",
    "reset_password": "portal.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "portal.accounts.forms.ResetPasswordKeyForm",
    "change_password": "portal.accounts.forms.ChangePasswordForm",
    "set_password": "portal.accounts.forms.SetPasswordForm",
    "add_email": "portal.accounts.forms.AddEmailForm",
    "confirm_email_verification_code": "portal.accounts.forms.CodeForm",
}
SOCIALACCOUNT_FORMS = {"signup": "portal.accounts.forms.PersonSignupForm"}
SOCIALACCOUNT_PROVIDERS = {
    "gsis": {
        "BASE_URL": env("GSIS_BASE_URL", default="http://localhost:8002/oauth2server"),
        "CLIENT_ID": env("GSIS_CLIENT_ID", default=""),
        "CLIENT_SECRET": env("GSIS_CLIENT_SECRET", default=""),
        "SCOPE": env("GSIS_SCOPE", default="read"),
        "TIMEOUT": env.int("GSIS_TIMEOUT", default=10),
    },
}
# Sessions are entered at sign-in; a row written at every page view would cost more than it tells.
USERSESSIONS_TRACK_ACTIVITY = False
HEADLESS_ONLY = False
HEADLESS_CLIENTS = ("app",)
OTP_TOTP_ISSUER = env("TOWN_NAME", default="Loggia")
OTP_WEBAUTHN_RP_NAME = env("TOWN_NAME", default="Loggia")
OTP_WEBAUTHN_RP_ID = env("WEBAUTHN_RP_ID", default="localhost")
OTP_WEBAUTHN_ALLOWED_ORIGINS = [SITE_URL]
OTP_WEBAUTHN_ALLOW_PASSWORDLESS_LOGIN = True
WAGTAILADMIN_LOGIN_URL = "/cms/login/"
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
# Ten guesses an hour at one account from all strangers together; a browser that signed in before
# has ten of its own (`identity.guessing`), so nobody can lock a person out by guessing.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 1
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_CALLABLE = "backoffice.identity.guessing.whom"
AXES_LOCKOUT_CALLABLE = "backoffice.identity.guessing.refuse"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
# W006 asks for the address as a parameter; it would give each address its own ten guesses.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
AXES_IPWARE_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
