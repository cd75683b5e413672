"""The archive copy of a PDF: the same pages as PDF/A-3a and PDF/UA-1, with the data they were made of inside.

Colours get their profile, the metadata says what the file conforms to, and each attached file its relationship to
the document and the document's own date. The same arguments give the same bytes.
"""

import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from io import BytesIO
from xml.sax.saxutils import escape

from pikepdf import Array, AttachedFileSpec, Dictionary, Name, Pdf, Stream

from foundation.pdf_tags import saved

_PRINT = 4  # the flag of an annotation that shows on paper
_TYPES = {".csv": "text/csv", ".json": "application/json"}

# PDF/A asks for a description of every property it does not know itself: the mark of PDF/UA is one.
_METADATA = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>
<pdf:Producer>{producer}</pdf:Producer><xmp:CreatorTool>{creator}</xmp:CreatorTool>
<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate><xmp:MetadataDate>{moment}</xmp:MetadataDate>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language><dc:format>application/pdf</dc:format>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


@dataclass(frozen=True)
class AttachedFile:
    """A file carried inside the PDF, dated like the PDF. `relationship` is Data or Source."""

    name: str
    content: bytes
    description: str
    relationship: str = "Data"


def archive_copy(pdf: bytes, *, attachments: Sequence[AttachedFile], created_at: datetime) -> bytes:
    """The PDF for the archive: PDF/A-3a that stays PDF/UA-1, carrying these files in this order."""
    moment = created_at.astimezone(UTC)
    with Pdf.open(BytesIO(pdf)) as document:
        root = document.Root
        profile = Stream(document, _profile())
        profile.N = 3
        profile.Alternate = Name.DeviceRGB
        root.OutputIntents = Array([
            document.make_indirect(Dictionary(
                Type=Name.OutputIntent, S=Name.GTS_PDFA1, OutputConditionIdentifier="sRGB IEC61966-2.1",
                Info="sRGB IEC61966-2.1", DestOutputProfile=profile,
            ))
        ])  # fmt: skip
        root.Metadata = _metadata(document, moment)
        for page in document.pages:
            for annotation in page.get("/Annots", []):
                annotation.F = _PRINT
        root.AF = Array([_attach(document, file, moment) for file in attachments])
        return saved(document)


def _attach(document: Pdf, file: AttachedFile, moment: datetime) -> Dictionary:
    suffix = file.name[file.name.rindex(".") :]
    day = moment.strftime("D:%Y%m%d%H%M%SZ")
    spec = AttachedFileSpec(
        document, file.content, filename=file.name, description=file.description,
        mime_type=_TYPES.get(suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream",
        creation_date=day, mod_date=day, relationship=Name("/" + file.relationship),
    )  # fmt: skip
    document.attachments[file.name] = spec
    return spec.obj


def _metadata(document: Pdf, moment: datetime) -> Stream:
    about = document.docinfo
    text = _METADATA.format(
        producer=escape(str(about.get("/Producer", ""))), creator=escape(str(about.get("/Creator", ""))),
        title=escape(str(about.get("/Title", ""))), language=escape(str(document.Root.Lang)),
        moment=moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )  # fmt: skip
    stream = Stream(document, text.encode())
    stream.Type, stream.Subtype = Name.Metadata, Name.XML
    return document.make_indirect(stream)


@cache
def _profile() -> bytes:
    """The standard's own colour space, as the layout engine carries it."""
    return (files("weasyprint") / "pdf" / "sRGB2014.icc").read_bytes()
