"""PDFs are signed where the administrator names a certificate: PAdES, by files and addresses in the settings.

B-B: signed. B-T: and an authority's time-stamp says that it was so by then. B-LTA: and everything with which to check
it later is in the file, under a time-stamp of its own; for that the roots of signer and authority have to be named, and
their certificates to say where they are revoked.
"""

import io
from enum import StrEnum
from typing import Final

from django.conf import settings

FIELD: Final = "Demarc"
PATIENCE: Final = 20
"""Seconds that a time-stamp authority has."""


class Level(StrEnum):
    """How PDFs are signed; empty: not at all (ETSI EN 319 142-1)."""

    NONE = ""
    B = "B-B"
    T = "B-T"
    LTA = "B-LTA"


class NotSigned(Exception):
    """A PDF could not be signed; the message says why. Nothing unsigned is given out instead."""


def level() -> Level:
    """What the settings ask for."""
    if not settings.PDF_CERTIFICATE:
        return Level.NONE
    if settings.PDF_ROOTS:
        return Level.LTA
    return Level.T if settings.PDF_TIME_STAMPS else Level.B


def signed(content: bytes) -> bytes:
    """The PDF with an invisible signature over all of it; the same bytes where nothing is to be signed.

    Asks the time-stamp authority, and for B-LTA whoever the certificates name, over the network: never call it within
    a transaction. NotSigned for whatever goes wrong.
    """
    wanted = level()
    if wanted is Level.NONE:
        return content
    try:  # loaded only where it is used: most installations sign no PDF
        import pyhanko  # noqa: F401, PLC0415
    except ImportError as missing:
        raise NotSigned("pyHanko is not installed: pip install --require-hashes -r requirements/sign.txt.") from missing
    from pyhanko.keys import load_certs_from_pemder  # noqa: PLC0415
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415
    from pyhanko.sign import fields, signers, timestamps  # noqa: PLC0415
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    class Archival(IncrementalPdfFileWriter):
        """PDF/A-3 is PDF 1.7 and stays so; pyHanko would call the file 2.0 (ISO 19005-3, 6.1.2)."""

        output_version = (1, 7)

        def ensure_output_version(self, version: tuple[int, int]) -> None:
            """What signatures add beyond 1.7, older readers pass over."""

    try:
        certificate, *chain = load_certs_from_pemder([str(settings.PDF_CERTIFICATE)])
        signer = signers.SimpleSigner.load(str(settings.PDF_KEY), str(settings.PDF_CERTIFICATE), other_certs=chain)
        if signer is None:
            raise NotSigned("The key does not open: it is an unencrypted PEM file that belongs to the certificate.")
        context = None
        if wanted is Level.LTA:
            roots = list(load_certs_from_pemder([str(settings.PDF_ROOTS)]))
            context = ValidationContext(
                trust_roots=roots, other_certs=[certificate, *chain], allow_fetching=True, revocation_mode="require"
            )
        out = io.BytesIO()
        signers.sign_pdf(
            Archival(io.BytesIO(content)),
            signers.PdfSignatureMetadata(
                field_name=FIELD,
                md_algorithm="sha256",
                subfilter=fields.SigSeedSubFilter.PADES,
                embed_validation_info=context is not None,
                use_pades_lta=context is not None,
                validation_context=context,
            ),
            signer=signer,
            timestamper=timestamps.HTTPTimeStamper(settings.PDF_TIME_STAMPS, timeout=PATIENCE)
            if settings.PDF_TIME_STAMPS
            else None,
            output=out,
        )
    except NotSigned:
        raise
    except Exception as failure:  # files, network, other people's certificates: whatever it is, it is told
        raise NotSigned(f"{type(failure).__name__}: {failure}") from failure
    return out.getvalue()
