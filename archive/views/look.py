"""The switch between light and dark, for those whose browser runs no script."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from archive.web.look import COOKIE, KEPT_SECONDS, LOOKS


@login_not_required
@csrf_exempt  # a stranger could at most turn the light on; a token would set a cookie on every page
@require_POST
def choose_look(request: HttpRequest) -> HttpResponse:
    """Keep the choice and go back to the page it was made on; any other address leads home."""
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    response.status_code = 303
    chosen = request.POST.get("look", "")
    if chosen in {name for name, _ in LOOKS if name}:
        response.set_cookie(COOKIE, chosen, max_age=KEPT_SECONDS, samesite="Lax", secure=settings.HTTPS)
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response
