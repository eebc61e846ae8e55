"""Where an access point tells what became of an e-invoice: signed, fresh, and each piece of news once."""

from __future__ import annotations

import time

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from billing.services.transmissions import UnknownDocument, receive
from billing.transports.http import is_signed
from billing.transports.parcel import LONGEST_RECEIPT, BadReceipt, Receipt


@csrf_exempt  # an access point posts without our cookie: its signature over the body is what counts
@login_not_required
@require_POST
def e_invoice_news(request: HttpRequest) -> JsonResponse:
    """Take in one receipt. What is unsigned, stale or unreadable gets 400, what was told before 409."""
    if int(request.headers.get("Content-Length") or 0) > LONGEST_RECEIPT:
        return JsonResponse({"error": "too long"}, status=413)
    secret = settings.EINVOICE_SECRETS.get("webhook", "")
    signature = request.headers.get("Webhook-Signature", "")
    if not is_signed(request.body, header=signature, secret=secret, now=time.time()):
        return JsonResponse({"error": "signature"}, status=400)
    try:
        new = receive(Receipt.read(request.body), now=timezone.now())
    except (BadReceipt, UnknownDocument) as error:
        return JsonResponse({"error": type(error).__name__}, status=400)
    return JsonResponse({"received": new}, status=200 if new else 409)
