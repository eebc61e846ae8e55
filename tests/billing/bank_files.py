"""Bank files of the shapes that Danish banks export, written for the tests: nothing in them is anybody's."""

from __future__ import annotations

IBAN = "DK5012340005678901"
OTHER_IBAN = "DK9812340000000001"


def transaction(
    amount: str = "",
    *,
    reference: str = "",
    words: str = "",
    payer: str = "Ringsted Kommune",
    more: str = "",
    own: str = "",
) -> str:
    """Return a TxDtls as Danske Bank writes it: structured reference, words, debtor."""
    structured = f"<Strd><CdtrRefInf><Ref>{reference}</Ref></CdtrRefInf></Strd>" if reference else ""
    unstructured = f"<Ustrd>{words}</Ustrd>" if words else ""
    told = f'<AmtDtls><TxAmt><Amt Ccy="DKK">{amount}</Amt></TxAmt></AmtDtls>' if amount else ""
    refs = (
        f"<Refs><AcctSvcrRef>{own}</AcctSvcrRef></Refs>" if own else "<Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>"
    )
    return (
        f"<TxDtls>{refs}{told}{more}<RltdPties><Dbtr><Nm>{payer}</Nm></Dbtr></RltdPties>"
        f"<RmtInf>{unstructured}{structured}</RmtInf></TxDtls>"
    )


def entry(
    amount: str = "81250.00",
    *details: str,
    reference: str = "REF1",
    sign: str = "CRDT",
    day: str = "2027-10-20",
    status: str = "BOOK",
    currency: str = "DKK",
    reversal: bool = False,
    info: str = "",
) -> str:
    """Return an Ntry."""
    parts = [
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>',
        "<RvslInd>true</RvslInd>" if reversal else "",
        f"<Sts>{status}</Sts><BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>",
        f"<AcctSvcrRef>{reference}</AcctSvcrRef>" if reference else "",
        f"<NtryDtls>{''.join(details)}</NtryDtls>" if details else "",
        f"<AddtlNtryInf>{info}</AddtlNtryInf></Ntry>" if info else "</Ntry>",
    ]
    return "".join(parts)


def camt(
    *entries: str, kind: str = "053", version: str = "02", account: str = f"<IBAN>{IBAN}</IBAN>", before: str = ""
) -> bytes:
    """Return a statement (053) or notification (054)."""
    message, report = ("BkToCstmrStmt", "Stmt") if kind == "053" else ("BkToCstmrDbtCdtNtfctn", "Ntfctn")
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.{version}"><{message}>'
        f"<GrpHdr><MsgId>1</MsgId><CreDtTm>2027-10-21T06:00:00</CreDtTm></GrpHdr>"
        f"<{report}><Id>1</Id><Acct><Id>{account}</Id><Ccy>DKK</Ccy></Acct>{''.join(entries)}</{report}>"
        f"</{message}></Document>"
    ).encode()


#: Danske Bank: quoted, with the status of each row; dates with points.
DANSKE = (
    '"Dato";"Kategori";"Tekst";"Beløb";"Saldo";"Status";"Afstemt"\r\n'
    '"20.10.2027";"Indbetaling";"Ringsted Kommune F2027-00001";"81.250,00";"181.250,00";"Udført";"Nej"\r\n'
    '"20.10.2027";"Indbetaling";"Venter endnu";"10,00";"181.260,00";"Venter";"Nej"\r\n'
)
#: Nordea: the year first, no thousands separator, payer and currency in columns of their own.
NORDEA = (
    "Bogføringsdato;Beløb;Afsender;Modtager;Navn;Beskrivelse;Saldo;Valuta;Afstemt\n"
    "2027/10/20;81250,00;;12340005678901;Ringsted Kommune;+71<000002027000013+81234567<;181250,00;DKK;\n"
    "2027/10/21;-125,00;12340005678901;;Nordea;Gebyr;181125,00;DKK;\n"
)
#: BankData (Jyske Bank, Sydbank): dates with hyphens, the amount's sign behind in older exports.
BANKDATA = (
    "Bogføringsdato;Rentedato;Tekst;Beløb i DKK;Bogført saldo\n"
    "20-10-2027;20-10-2027;FIK 71 000002027000013;81.250,00;181.250,00\n"
    "20-10-2027;20-10-2027;Husleje;1.000,5-;180.249,50\n"
)
#: A bank of its own words.
UNKNOWN = "Når;Hvor meget;Hvad\n20.10.2027;81.250,00;F2027-00001\n"
