"""Common Cartridges with LTI links alone (Thin Common Cartridge 1.3; Common Cartridge 1.1 for Moodle): XML and the ZIP around it.

LTI Core 1.3, appendix C, says how links stand in them. The same content makes the same bytes, and nothing in them is about a person
or secret: cartridges are passed on.
"""

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.xmlutils import SimplerXMLGenerator

# What XML 1.0 cannot hold, escaped or not.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
CP = "http://www.imsglobal.org/xsd/{0}/imscp_v1p1"
LOM = "http://ltsc.ieee.org/xsd/{0}/LOM/manifest"
BLTI, LTICM, LTICP = (f"http://www.imsglobal.org/xsd/{name}_v1p0" for name in ("imsbasiclti", "imslticm", "imslticp"))
EPOCH = (1980, 1, 1, 0, 0, 0)
FILE_MODE = 0o100644 << 16


class Form(StrEnum):
    """Which platforms can read it."""

    THIN = "1.3"
    OLDER = "1.1"
    """Moodle reads nothing newer."""


@dataclass(frozen=True)
class _Names:
    schema: str
    version: str
    namespace: str
    link_namespace: str
    resource_type: str


NAMES = {
    Form.THIN: _Names(
        "IMS Thin Common Cartridge", "1.3.0", "imsccv1p3", "http://www.imsglobal.org/xsd/imslticc_v1p3", "imsbasiclti_xmlv1p3"
    ),
    Form.OLDER: _Names("IMS Common Cartridge", "1.1.0", "imsccv1p1", "http://www.imsglobal.org/xsd/imslticc_v1p0", "imsbasiclti_xmlv1p0"),
}


@dataclass(frozen=True)
class Link:
    """A link to one content. `url` names it too: Moodle reads no custom parameters."""

    id: str
    title: str
    url: str
    text: str
    custom: dict[str, str]
    icon_url: str


@dataclass(frozen=True)
class Folder:
    """A folder of the outline."""

    id: str
    title: str
    folders: tuple["Folder", ...] = ()
    links: tuple[Link, ...] = ()

    def all_links(self) -> Iterable[Link]:
        """Its own, and those of the folders in it."""
        for folder in self.folders:
            yield from folder.all_links()
        yield from self.links


@dataclass(frozen=True)
class Cartridge:
    """An outline to import. `id` is the same for the same content, so that a second import can be known as one."""

    id: str
    title: str
    text: str
    language: str
    folders: tuple[Folder, ...]

    def links(self) -> list[Link]:
        """All links, in the order of the outline."""
        return [link for folder in self.folders for link in folder.all_links()]


def write_cartridge(cartridge: Cartridge, form: Form) -> bytes:
    """The `.imscc` file."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "imsmanifest.xml", _manifest(cartridge, form))
        for link in cartridge.links():
            _add(archive, _file_of(link), _link(link, form))
    return written.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: str) -> None:
    info = zipfile.ZipInfo(name, EPOCH)
    info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, FILE_MODE
    archive.writestr(info, content.encode())


def _file_of(link: Link) -> str:
    return f"links/{link.id}.xml"


class _Xml(SimplerXMLGenerator):
    def __init__(self):
        self.text = io.StringIO()
        super().__init__(self.text, "utf-8", short_empty_elements=True)
        self.startDocument()

    def open(self, element: str, /, **attributes: str) -> None:
        self.startElement(element, {key.replace("__", ":"): value for key, value in attributes.items()})

    def put(self, element: str, text: str, /, **attributes: str) -> None:
        self.addQuickElement(element, NOT_XML.sub("", text), attributes)

    def close(self, *names: str) -> None:
        for name in names:
            self.endElement(name)


def _manifest(cartridge: Cartridge, form: Form) -> str:
    names, xml = NAMES[form], _Xml()
    xml.open("manifest", identifier=f"M_{cartridge.id}", xmlns=CP.format(names.namespace), xmlns__lom=LOM.format(names.namespace))
    xml.open("metadata")
    xml.put("schema", names.schema)
    xml.put("schemaversion", names.version)
    xml.open("lom:lom")
    xml.open("lom:general")
    for element, text in (("title", cartridge.title), ("description", cartridge.text)):
        xml.open(f"lom:{element}")
        xml.put("lom:string", text, language=cartridge.language)
        xml.close(f"lom:{element}")
    xml.close("lom:general", "lom:lom", "metadata")
    xml.open("organizations")
    xml.open("organization", identifier=f"O_{cartridge.id}", structure="rooted-hierarchy")
    xml.open("item", identifier=f"ROOT_{cartridge.id}")  # has no title: it stands for the course
    for folder in cartridge.folders:
        _folder(xml, folder)
    xml.close("item", "organization", "organizations")
    xml.open("resources")
    for link in cartridge.links():
        xml.open("resource", identifier=f"R_{link.id}", type=names.resource_type)
        xml.open("file", href=_file_of(link))
        xml.close("file", "resource")
    xml.close("resources", "manifest")
    return xml.text.getvalue()


def _folder(xml: _Xml, folder: Folder) -> None:
    xml.open("item", identifier=f"F_{folder.id}")
    xml.put("title", folder.title)
    for inner in folder.folders:
        _folder(xml, inner)
    for link in folder.links:
        xml.open("item", identifier=f"I_{link.id}", identifierref=f"R_{link.id}")
        xml.put("title", link.title)
        xml.close("item")
    xml.close("item")


def _link(link: Link, form: Form) -> str:
    xml = _Xml()
    root = "cartridge_basiclti_link"
    xml.open(root, xmlns=NAMES[form].link_namespace, xmlns__blti=BLTI, xmlns__lticm=LTICM, xmlns__lticp=LTICP)
    xml.put("blti:title", link.title)
    xml.put("blti:description", link.text)
    xml.open("blti:custom")
    for name, value in link.custom.items():
        xml.put("lticm:property", value, name=name)
    xml.close("blti:custom")
    is_secure = link.url.startswith("https://")
    xml.put("blti:launch_url", link.url)
    if is_secure:
        xml.put("blti:secure_launch_url", link.url)
    xml.put("blti:icon", link.icon_url)
    if is_secure:
        xml.put("blti:secure_icon", link.icon_url)
    xml.open("blti:vendor")
    xml.put("lticp:code", "waymark")
    xml.put("lticp:name", "Waymark")
    xml.close("blti:vendor", root)
    return xml.text.getvalue()
