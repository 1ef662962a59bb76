"""``/webhooks/<provider>/``: where sending services tell what did not arrive. Who cannot prove to be one changes nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from depesche.courier.inbound.providers import receiving
from depesche.kernel import clock
from depesche.kernel.refusal import Refusal

STATUS = {"no-such-webhook": 404, "webhook-unproven": 403, "webhook-key": 503}


@csrf_exempt
@never_cache
@require_http_methods(["POST"])
def webhook(request: HttpRequest, provider: str) -> HttpResponse:
    """Answer 200 when what matters is stored; 403 without the right secret or signature, 404 for a service that is not set up.

    Amazon sends the secret only after it was asked for it (RFC 9110, 11.6.1), so a message of its without one gets 401.
    """
    try:
        receiving.receive(provider, request, at=clock.now())
    except Refusal as refusal:
        return _refused(refusal, request, provider)
    return HttpResponse(status=200)


def _refused(refusal: Refusal, request: HttpRequest, provider: str) -> HttpResponse:
    answer = HttpResponse(f"{refusal}\n", status=STATUS[refusal.code], content_type="text/plain; charset=utf-8")
    if refusal.code == "webhook-unproven" and provider == "amazon_ses" and "Authorization" not in request.headers:
        answer.status_code = 401
        answer.headers["WWW-Authenticate"] = 'Basic realm="Depesche"'
    return answer


urlpatterns = [path("webhooks/<slug:provider>/", webhook, name="webhook")]
