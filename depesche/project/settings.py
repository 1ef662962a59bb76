"""Django's settings, built from :mod:`depesche.kernel.options`."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import available_timezones

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from depesche.kernel import options as depesche_options
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
    "depesche.project.hosts.KnownHosts",
    "depesche.project.charset.Utf8Forms",
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
    "depesche.project.desk.DeskTransaction",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "depesche.project.urls"
WSGI_APPLICATION = "depesche.project.wsgi.application"
DATABASES = database.configuration(OPTIONS)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ]
        },
    }
]

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
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody without an account is ever written to
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]

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
MEDIA_URL = "/media/"
MEDIA_ROOT = OPTIONS.home / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "depesche_cache"},
    # Wagtail writes every rendition it finds to this cache; in the database that would make each page view a write.
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
EMAIL_BACKEND = "depesche.brand.accounts.OutboxBackend"

WAGTAIL_SITE_NAME = "Depesche"
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # addresses in plain letters
WAGTAILADMIN_BASE_URL = OPTIONS.site_url
WAGTAIL_USER_TIME_ZONES = sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC")  # browsers do not know "localtime"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_AUTOSAVE_INTERVAL = 3000
WAGTAILIMAGES_IMAGE_MODEL = "brand.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "depesche.brand.picture_form.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "avif", "gif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = OPTIONS.upload_limit * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 60_000_000
WAGTAILDOCS_DOCUMENT_MODEL = "brand.PublishedDocument"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "odt", "ods", "odp", "docx", "xlsx", "pptx", "csv", "txt", "rtf"]
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []  # always handed out as a file, never shown on our address
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database"}}
WAGTAIL_PASSWORD_RESET_ENABLED = False
