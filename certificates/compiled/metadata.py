"""What a certificate says of itself to machines: XMP with the extensions that PDF/A wants described, and the old info."""

from dataclasses import dataclass
from datetime import date

from certificates.compiled.objects import hexadecimal, in_xml

NAMESPACE = "urn:thi-dua:certificate:1"
PROGRAM = "Thi Đua"
_PROPERTY = (
    '<rdf:li rdf:parseType="Resource"><pdfaProperty:name>%s</pdfaProperty:name>'
    "<pdfaProperty:valueType>%s</pdfaProperty:valueType><pdfaProperty:category>%s</pdfaProperty:category>"
    "<pdfaProperty:description>%s</pdfaProperty:description></rdf:li>"
)
_SCHEMA = (
    '<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>%s</pdfaSchema:schema>'
    "<pdfaSchema:namespaceURI>%s</pdfaSchema:namespaceURI><pdfaSchema:prefix>%s</pdfaSchema:prefix>"
    "<pdfaSchema:property><rdf:Seq>%s</rdf:Seq></pdfaSchema:property></rdf:li>"
)
UA = "http://www.aiim.org/pdfua/ns/id/"
_UA_SCHEMA = _SCHEMA % (
    "PDF/UA identification schema",
    UA,
    "pdfuaid",
    _PROPERTY % ("part", "Integer", "internal", "Part of the standard"),
)
_OWN_SCHEMA = _SCHEMA % (
    "Thi Dua certificate",
    NAMESPACE,
    "thidua",
    _PROPERTY % ("evidence", "Text", "internal", "Record of the certificate and its proof under the signed decision"),
)
RDF = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
)
# Readers that go from top to bottom must know the extensions before they meet them.
_EXTENSIONS = (
    '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" '
    'xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    "<pdfaExtension:schemas><rdf:Bag>%s</rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)
UA_DESCRIBED = _EXTENSIONS % _UA_SCHEMA
UA_CLAIM = "<pdfuaid:part>1</pdfuaid:part>"
_OPEN = (
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
    'xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" '
    f'xmlns:pdfuaid="{UA}" xmlns:thidua="{NAMESPACE}">'
)
_HEAD = RDF + _EXTENSIONS % (_UA_SCHEMA + _OWN_SCHEMA) + _OPEN
_CLAIM = f"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>{UA_CLAIM}"
TWIN = b"<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"
"""The label that the only validator at hand can judge: tests put it in the place of `CLAIM`."""
CLAIM = b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>"
_MIDDLE = (
    f"<dc:format>application/pdf</dc:format><xmp:CreatorTool>{PROGRAM}</xmp:CreatorTool><pdf:Producer>{PROGRAM}</pdf:Producer>"
    "<dc:language><rdf:Bag><rdf:li>vi</rdf:li></rdf:Bag></dc:language>"
    '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">'
)
_END = b'</thidua:evidence></rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
_START = (_HEAD + _CLAIM + _MIDDLE).encode()


@dataclass(frozen=True)
class About:
    """The part of both forms that all certificates of a decision share."""

    xml: bytes
    info: bytes

    @classmethod
    def decision(cls, author: str, subject: str, day: date) -> "About":
        moment = f"{day.isoformat()}T00:00:00+07:00"
        xml = b"".join(
            [
                b"</rdf:li></rdf:Alt></dc:title><dc:creator><rdf:Seq><rdf:li>",
                in_xml(author),
                b'</rdf:li></rdf:Seq></dc:creator><dc:description><rdf:Alt><rdf:li xml:lang="x-default">',
                in_xml(subject),
                b"</rdf:li></rdf:Alt></dc:description><xmp:CreateDate>%s</xmp:CreateDate>" % moment.encode(),
                b"<xmp:ModifyDate>%s</xmp:ModifyDate><thidua:evidence>" % moment.encode(),
            ]
        )
        stamp = b"(D:%s000000+07'00')" % day.strftime("%Y%m%d").encode()
        program = hexadecimal(PROGRAM)
        parts = (hexadecimal(author), hexadecimal(subject), program, program, stamp, stamp)
        info = b"/Author%s/Subject%s/Creator%s/Producer%s/CreationDate%s/ModDate%s>>" % parts
        return cls(xml, info)


def xmp(title: str, about: About, evidence: bytes) -> bytes:
    """The XMP of one certificate; ``evidence`` is JSON that may stand in XML as it is."""
    return b"".join([_START, in_xml(title), about.xml, evidence, _END])


def info(title: str, about: About) -> bytes:
    return b"<</Title" + hexadecimal(title) + about.info


def plain_xmp(title: str, about: About) -> bytes:
    """For files that are not tagged, as those for print: no claim of accessibility."""
    whole = xmp(title, about, b"")
    return whole.replace(_CLAIM.encode(), b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>")
