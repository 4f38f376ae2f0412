"""
Settings of the clinic site.

One file for every environment. What differs comes from the variables that .env.example
explains, and the defaults are the safe ones: a bare checkout is in production mode.
"""

import os
from pathlib import Path

from csp.constants import NONE, SELF

from clinic import environment

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = BASE_DIR / (os.environ.get("DATA_DIR") or "var")
KEYS_DIR = DATA_DIR / "keys"

DEBUG = environment.flag("CLINIC_DEBUG")
ALLOWED_HOSTS = environment.names("CLINIC_HOSTS")
SECRET_KEY = environment.key("CLINIC_SECRET_KEY", folder=KEYS_DIR)
AUDIT_KEY = environment.key("CLINIC_AUDIT_KEY", folder=KEYS_DIR)
MFA_KEY = environment.key("CLINIC_MFA_KEY", folder=KEYS_DIR)

INSTALLED_APPS = [
    "clinic",
    "triage",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_include_bootstrap",
    "django_htmx",
    "csp",
    "clinic.apps.ManagersAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    # Whitenoise serves static files in development too, as in production.
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # The questions of an intake are six times smaller on the wire.
    "django.middleware.gzip.GZipMiddleware",
    "clinic.middleware.NoStoreMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "clinic.middleware.SessionEndMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # Every page needs a sign-in unless its view says otherwise.
    "clinic.middleware.SignInMiddleware",
    "clinic.middleware.OneTimePasswordMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "triage.views.bar.bar",
            ]
        },
    }
]

ROOT_URLCONF = "clinic.urls"
WSGI_APPLICATION = "clinic.wsgi.application"

# The database, the cache and the sessions: all in one place, so that any number of
# processes see the same limits and the same sign-ins.

DATABASES = {
    "default": environment.database(
        "DATABASE_URL", default=DATA_DIR / "backstop.sqlite3"
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",  # made by a migration of the clinic app
    }
}

SESSION_COOKIE_AGE = 12 * 60 * 60  # at most, from sign-in: see SessionEndMiddleware
# Messages name patients: they stay on the server, never in a cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# People. Managers make the accounts; nobody signs up.

AUTH_USER_MODEL = "triage.User"
AUTHENTICATION_BACKENDS = ["clinic.accounts.RightsOfGroups"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {},
        "MinimumLengthValidator": {"min_length": 12},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "clinic.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "clinic.forms.SignInForm",
    "change_password": "clinic.forms.ChangePasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# Clinic computers are shared: the cookie goes when the browser is closed.
ACCOUNT_SESSION_REMEMBER = False

# Mail: only where the clinic names the server that takes it. It never names a patient.

EMAIL_HOST = os.environ.get("CLINIC_MAIL_HOST", "")
EMAIL_BACKEND = (
    f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'dummy'}.EmailBackend"
)
EMAIL_PORT = environment.number("CLINIC_MAIL_PORT", default=587)
EMAIL_HOST_USER = os.environ.get("CLINIC_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("CLINIC_MAIL_PASSWORD", "")
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = EMAIL_PORT == 587
EMAIL_TIMEOUT = 10  # seconds; rows are held while a mail is handed over
DEFAULT_FROM_EMAIL = os.environ.get("CLINIC_MAIL_FROM") or "backstop@localhost"

# The wire.

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap draws its arrows and ticks as data:
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
SECURE_SSL_REDIRECT = not DEBUG
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from this very machine, without TLS
SECURE_HSTS_SECONDS = 0 if DEBUG else 365 * 24 * 60 * 60
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # the names below the clinic's host are not ours to bind
    "security.W021",  # nor is a browser's preload list, which nobody can leave soon
]

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    }
}
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

LANGUAGE_CODE = "en-us"
TIME_ZONE = environment.time_zone("CLINIC_TIME_ZONE")
USE_TZ = True

# Nothing that a patient said reaches a log: paths without queries, and errors as the
# place in the code without the words of the exception, which may quote a row.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "quiet": {
            "()": "clinic.logs.QuietFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "quiet"}},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "django.utils.autoreload": {"level": "WARNING"},
        "triage": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
