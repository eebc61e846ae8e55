"""Returned mails as mail servers write them; the address that they go to is filled in."""

from __future__ import annotations


def mail(text: str, *, to: str) -> bytes:
    """Return a mail from its text, with the line ends of the wire."""
    return text.lstrip("\n").replace("RETURN_TO", to).replace("\n", "\r\n").encode()


POSTFIX = """
Return-Path: <>
Delivered-To: RETURN_TO
Date: Wed, 25 Nov 2026 10:00:01 +0100 (CET)
From: MAILER-DAEMON@mx.koege.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: RETURN_TO
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="5A0C71.1448/mx.koege.example"

This is a MIME-encapsulated message.

--5A0C71.1448/mx.koege.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

<bo@koege.example>: host mail.koege.example[192.0.2.7] said: 550 5.1.1
    <bo@koege.example>: Recipient address rejected: User unknown

--5A0C71.1448/mx.koege.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.koege.example
X-Postfix-Sender: rfc822; RETURN_TO
Arrival-Date: Wed, 25 Nov 2026 10:00:00 +0100 (CET)

Final-Recipient: rfc822; bo@koege.example
Original-Recipient: rfc822;bo@koege.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; mail.koege.example
Diagnostic-Code: smtp; 550 5.1.1 <bo@koege.example>: Recipient address
    rejected: User unknown

--5A0C71.1448/mx.koege.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Message-ID: <abc@portal.example>
Subject: Invitation

--5A0C71.1448/mx.koege.example--
"""

EXCHANGE = """
From: <postmaster@kommune.example>
To: <RETURN_TO>
Date: Wed, 25 Nov 2026 09:00:00 +0000
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="_000_b5ea"
Content-Language: da-DK
X-MS-Exchange-Message-Is-Ndr:
Message-ID: <ndr-1@DB9PR01.kommune.example>
In-Reply-To: <abc@portal.example>
Subject: Kan ikke leveres: Invitation
Auto-Submitted: auto-replied

--_000_b5ea
Content-Type: multipart/alternative; boundary="_inner"

--_inner
Content-Type: text/plain; charset="iso-8859-1"
Content-Transfer-Encoding: quoted-printable

Din meddelelse kunne ikke leveres. bo@kommune.example blev ikke fundet.

--_inner--

--_000_b5ea
Content-Type: message/delivery-status

Reporting-MTA: dns;DB9PR01.kommune.example
Received-From-MTA: dns;mail.portal.example
Arrival-Date: Wed, 25 Nov 2026 09:00:00 +0000

Final-Recipient: rfc822;bo@kommune.example
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup

--_000_b5ea
Content-Type: message/rfc822

Message-ID: <abc@portal.example>
Subject: Invitation

Hej
--_000_b5ea--
"""

EXIM = """
Return-path: <>
Envelope-to: RETURN_TO
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@host.example>
To: RETURN_TO
Content-Type: multipart/report; report-type=delivery-status; boundary=1700-eximdsn
MIME-Version: 1.0
Subject: Mail delivery failed: returning message to sender

--1700-eximdsn
Content-type: text/plain; charset=us-ascii

A message that you sent could not be delivered to one or more of its recipients.

--1700-eximdsn
Content-type: message/delivery-status

Reporting-MTA: dns; host.example

Action: failed
Final-Recipient: rfc822;bo@koege.example
Status: 5.0.0
Remote-MTA: dns; mx.koege.example
Diagnostic-Code: smtp; 550-5.7.26 Unauthenticated 550 Mailbox closed

--1700-eximdsn--
"""

#: No enhanced code anywhere: the answer's three figures have to do.
OLD_SENDMAIL = """
From: MAILER-DAEMON@old.example
To: <RETURN_TO>
MIME-Version: 1.0
Content-Type: MULTIPART/REPORT; REPORT-TYPE=delivery-status; boundary="iAP900"
Subject: Returned mail: see transcript for details
Auto-Submitted: auto-generated (failure)

--iAP900

   ----- The following addresses had permanent fatal errors -----
<bo@old.example>

--iAP900
Content-Type: message/delivery-status

Reporting-MTA: dns; old.example

Final-Recipient: RFC822; bo@old.example
Action: failed
Diagnostic-Code: SMTP; 554 no such user

--iAP900--
"""

GAVE_UP = POSTFIX.replace("Status: 5.1.1", "Status: 4.4.1").replace(
    "smtp; 550 5.1.1 <bo@koege.example>", "smtp; 450 4.4.1"
)
DELAYED = POSTFIX.replace("Action: failed", "Action: delayed").replace("Status: 5.1.1", "Status: 4.4.1")
RECEIPT = POSTFIX.replace("Action: failed", "Action: relayed").replace("Status: 5.1.1", "Status: 2.0.0")
READ_RECEIPT = POSTFIX.replace("report-type=delivery-status", "report-type=disposition-notification")

OUT_OF_OFFICE = """
Return-Path: <>
From: Bo Holm <bo@koege.example>
To: RETURN_TO
Subject: =?utf-8?q?Autosvar=3A_Frav=C3=A6rende?=
Auto-Submitted: auto-replied
X-Auto-Response-Suppress: All
Content-Type: text/plain; charset=utf-8

Jeg er tilbage mandag. Fejl 550 5.1.1 står her uden at betyde noget.
"""

#: An answer in which somebody forwards a report: the report is an attachment, not the mail.
FORWARDED = """
From: Bo Holm <bo@koege.example>
To: RETURN_TO
Content-Type: multipart/mixed; boundary=fwd

--fwd
Content-Type: text/plain

Se her
--fwd
Content-Type: message/rfc822

To: RETURN_TO
Content-Type: multipart/report; report-type=delivery-status; boundary=in

--in
Content-Type: message/delivery-status

Reporting-MTA: dns; x.example

Final-Recipient: rfc822;bo@koege.example
Action: failed
Status: 5.1.1

--in--
--fwd--
"""
