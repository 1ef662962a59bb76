"""The WSGI entry: Django, with what a trusted proxy says believed and every answer logged."""

import os

from django.core.wsgi import get_wsgi_application

from depesche.kernel import options
from depesche.operations.serving.access_log import logged
from depesche.operations.serving.forwarded import believing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "depesche.project.settings")

application = logged(believing(get_wsgi_application(), options.current().trusted_proxies))
