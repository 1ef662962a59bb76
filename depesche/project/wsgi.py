"""The WSGI entry: Django behind the page store, with what a trusted proxy says believed and every answer logged."""

import os

from django.core.wsgi import get_wsgi_application

from depesche.kernel import options
from depesche.operations.serving.access_log import logged
from depesche.operations.serving.forwarded import believing
from depesche.press import store
from depesche.press.serving.front import Application, in_front_of
from depesche.press.serving.reading import Reader

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "depesche.project.settings")

# Nothing below these is the same for everybody, or a page.
APART = ("/desk/", "/static/", "/media/", "/documents/", "/inbox/", "/api/", "/health/", "/newsletter/", "/callback/", "/search/")


def pages_in_front(django: Application) -> Application:
    """Put the page store in front of Django, unless the operator wants none."""
    found = options.current()
    if not found.page_store:
        return django
    hosts = {found.host, "localhost", "127.0.0.1", "[::1]", f"[{found.host}]"}
    return in_front_of(django, Reader(store.of_home().files), hosts=hosts, is_secure=found.is_https, apart=APART)


application = logged(believing(pages_in_front(get_wsgi_application()), options.current().trusted_proxies))
