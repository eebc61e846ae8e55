"""A municipality's own report: its steps beside the others', with what it wrote; Danish, PDF/A."""

from __future__ import annotations

import datetime as dt

from django.template.loader import render_to_string
from django.utils import timezone

from partnership.config.criteria.charts import pictures_of
from partnership.config.criteria.evidence import evidence_of, latest_answers
from partnership.config.criteria.report import STYLESHEET
from partnership.models import Agreement
from partnership.pdf import render_pdf
from partnership.services.criteria import LEAST, criteria_figures


def municipality_report_pdf(agreement: Agreement, *, now: dt.datetime) -> bytes:
    """Return the report of the rounds that are over; what the municipality wrote comes from its latest one sent in."""
    today = timezone.localdate(now)
    figures = criteria_figures(agreement.partnership, on=today)
    pictures = pictures_of(figures, municipality=agreement.municipality_id)
    latest = latest_answers(agreement, figures.rounds)
    evidence = evidence_of(latest.values())
    html = render_to_string(
        "partnership/documents/criteria_municipality.html",
        {
            "agreement": agreement,
            "municipality": agreement.municipality,
            "partnership": agreement.partnership,
            "rounds": [(held, figures.answering(held)) for held in figures.rounds],
            "spreads": [
                (picture, answer, evidence.get(answer.pk) if answer else None)
                for picture in pictures
                for answer in [latest.get(picture.criterion.pk)]
            ],
            "today": today,
            "least": LEAST,
        },
    )
    return render_pdf(html, stylesheet=STYLESHEET, moment=now)
