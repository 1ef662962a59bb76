"""Django's settings, built from :mod:`depesche.kernel.options`."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import available_timezones

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from depesche.kernel import options as depesche_options
from depesche.kernel import theme
from depesche.kernel.option_types import is_loopback
from depesche.kernel.refusal import Refusal
from depesche.project import database

OPTIONS = depesche_options.current()
PACKAGE = Path(__file__).resolve().parent.parent

if not OPTIONS.secret_key:
    raise Refusal(
        code="no-secret-key",
        message=f"There is no secret key in {OPTIONS.home}.",
        help="Make a home folder with `depesche init`, or set DEPESCHE_SECRET_KEY.",
    )

SECRET_KEY = OPTIONS.secret_key
DEBUG = False
ALLOWED_HOSTS = [OPTIONS.host, "localhost", "127.0.0.1", "[::1]"]
if ":" in OPTIONS.host:
    ALLOWED_HOSTS[0] = f"[{OPTIONS.host}]"
CSRF_TRUSTED_ORIGINS = [OPTIONS.site_url]
USE_X_FORWARDED_HOST = False

INSTALLED_APPS = [
    "depesche.project",
    "depesche.website",
    "depesche.operations",
    "depesche.mailing",
    "depesche.newsroom",
    "depesche.audience",
    "depesche.brand",
    "depesche.ledger",
    "depesche.courier",
    "depesche.press",
    "depesche.chores",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "depesche.brand.apps.PeopleConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "depesche.press.filling.Filling",
    "depesche.project.hosts.KnownHosts",
    "depesche.project.charset.Utf8Forms",
    "depesche.project.body_limit.BodyLimit",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "depesche.project.public.PublicPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "depesche.brand.session_watch.SessionWatch",
    "depesche.brand.factor_gate.SecondFactorGate",
    "depesche.project.doors.Doors",
    "depesche.project.desk.Refusals",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "depesche.project.urls"
WSGI_APPLICATION = "depesche.project.wsgi.application"
DATABASES = database.configuration(OPTIONS)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

HOUSE_TEMPLATES = {
    "NAME": "house",
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "DIRS": list[Path](),
    "OPTIONS": {
        "loaders": [
            (
                "django.template.loaders.cached.Loader",
                ["django.template.loaders.filesystem.Loader", "depesche.brand.mending.Loader", "django.template.loaders.app_directories.Loader"],
            )
        ],
        "context_processors": [
            "django.template.context_processors.request",
            "django.contrib.auth.context_processors.auth",
            "django.contrib.messages.context_processors.messages",
            "wagtail.contrib.settings.context_processors.settings",
        ],
    },
}
TEMPLATES = [HOUSE_TEMPLATES]
THEME = theme.folder(OPTIONS.home)
if THEME is not None:
    TEMPLATES.insert(0, {**HOUSE_TEMPLATES, "NAME": "theme", "DIRS": [THEME / theme.TEMPLATES]})

AUTH_USER_MODEL = "brand.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend", "allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/desk/login/"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_ADAPTER = "depesche.brand.accounts.ClosedRegistration"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_FORMS = {"reset_password": "depesche.brand.entrance_forms.ForgottenPasswordForm"}
ACCOUNT_RATE_LIMITS = {"reset_password": "10/m/ip,5/h/key"}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - allauth's own makes rows
PASSWORD_RESET_TIMEOUT = 2 * 60 * 60
MFA_ADAPTER = "depesche.brand.factor_adapter.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {"authenticate": "depesche.brand.entrance_forms.CodeForm", "reauthenticate": "depesche.brand.entrance_forms.CodeAgainForm"}
MFA_TOTP_TOLERANCE = 1  # one step, for clocks that differ and fingers that are slow (RFC 6238, 5.2)
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an invitation shows that the address is the person's
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = is_loopback(OPTIONS.host)

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = OPTIONS.is_https
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_HSTS_SECONDS = 31_536_000 if OPTIONS.is_https else 0
X_FRAME_OPTIONS = "SAMEORIGIN"
DATA_UPLOAD_MAX_MEMORY_SIZE = OPTIONS.text_limit
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# The desk's policy; PublicPages sets the stricter one of public pages.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, "'unsafe-inline'", "'unsafe-eval'"],
        "style-src": [SELF, "'unsafe-inline'"],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
    }
}

LANGUAGE_CODE = OPTIONS.language
LANGUAGES = [("de", _("German")), ("en", _("English"))]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
LOCALE_PATHS: list[Path] = []  # every part carries its own locale folder
TIME_ZONE = OPTIONS.time_zone
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["depesche.project.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = OPTIONS.home / "static"
STATICFILES_DIRS = [THEME / theme.STATIC] if THEME is not None and (THEME / theme.STATIC).is_dir() else []
MEDIA_URL = "/media/"
MEDIA_ROOT = OPTIONS.home / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "depesche.project.collected_files.CollectedFiles"},
}
if theme.is_trial():
    STORAGES["staticfiles"] = {"BACKEND": "depesche.project.tried_files.TriedFiles"}

CACHES = {
    # Limits of logins are kept here; with Django's 300 entries a flood of addresses would push out what was counted about one.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "depesche_cache", "OPTIONS": {"MAX_ENTRIES": 100_000}},
    # Wagtail writes every rendition it finds to this cache; in the database that would make each page view a write.
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
EMAIL_BACKEND = "depesche.brand.accounts.OutboxBackend"

WAGTAIL_SITE_NAME = "Depesche"
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # addresses in plain letters
WAGTAILADMIN_BASE_URL = OPTIONS.site_url
WAGTAIL_USER_TIME_ZONES = sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC")  # browsers do not know "localtime"
WAGTAIL_DATE_FORMAT = "%d.%m.%Y"  # project/formats reads what the desk's calendar writes
WAGTAIL_DATETIME_FORMAT = "%d.%m.%Y %H:%M"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_AUTOSAVE_INTERVAL = 3000
WAGTAILREDIRECTS_AUTO_CREATE = False  # newsroom/redirecting.py does, in the transaction of the change
WAGTAILIMAGES_IMAGE_MODEL = "brand.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "depesche.brand.picture_form.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "avif", "gif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = OPTIONS.upload_limit * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 60_000_000
WAGTAILDOCS_DOCUMENT_MODEL = "brand.PublishedDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "depesche.brand.document_form.DocumentForm"
WAGTAILDOCS_MAX_UPLOAD_SIZE = WAGTAILIMAGES_MAX_UPLOAD_SIZE
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "odt", "ods", "odp", "docx", "xlsx", "pptx", "csv", "txt", "rtf"]
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []  # always handed out as a file, never shown on our address
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database"}}
WAGTAIL_PASSWORD_RESET_ENABLED = WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAILUSERS_PASSWORD_ENABLED = False  # the entrance does it
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False  # an administrator changes the address with which somebody logs in
