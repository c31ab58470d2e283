"""Somebody else's signing program: python -m tests.paper.outside KEY.p12 PASSWORD IN.pdf OUT.pdf, by pyHanko as it comes."""

import sys
from pathlib import Path

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko.sign.fields import SigSeedSubFilter


def main(key: str, password: str, unsigned: str, signed: str) -> None:
    signer = SimpleSigner.load_pkcs12(key, passphrase=password.encode())
    meta = PdfSignatureMetadata(field_name="Signature1", subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED)
    with Path(unsigned).open("rb") as source:
        Path(signed).write_bytes(sign_pdf(IncrementalPdfFileWriter(source), meta, signer=signer).getvalue())


if __name__ == "__main__":
    main(*sys.argv[1:])
