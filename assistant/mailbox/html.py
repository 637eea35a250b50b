"""HTML mail: to words for the case, and to harmless HTML for the desk.

Both go through nh3 (html5ever) first: it understands broken HTML as browsers do, in linear time but for very deep
nesting, which is refused here. What a reader would not see (hidden elements, comments, styles) becomes no words,
because instructions to the drafter are hidden there.
"""

import re
from html import escape
from html.parser import HTMLParser

import nh3

from assistant.mailbox.hidden import hidden_by_style_sheet, is_hidden

MAX_LENGTH = 1_000_000
"""Characters of HTML that are read; the raw mail keeps the rest."""
MAX_NESTING = 400

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figure",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section",
    "table", "tbody", "tfoot", "thead", "tr", "ul",
})  # fmt: skip
_SPACED = frozenset({
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "blockquote",
})  # fmt: skip
_INLINE = frozenset({
    "a", "abbr", "b", "bdo", "big", "br", "caption", "cite", "code", "col", "colgroup", "del", "dfn", "em", "font",
    "i", "img", "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "td",
    "th", "tt", "u", "var", "wbr",
})  # fmt: skip
_VOID = frozenset({"br", "hr", "img", "wbr", "col"})
_DROPPED = {
    "script", "style", "title", "head", "noscript", "template", "iframe", "object", "svg", "math", "select", "textarea",
}  # fmt: skip
_TAGS = set(_BLOCKS | _INLINE)
_READING_ATTRIBUTES = {"*": {"style", "class", "id", "hidden", "type", "bgcolor", "color", "background"}}

_SHOWN_ATTRIBUTES = {
    "*": {"dir", "lang", "title", "align", "valign", "style"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", "width", "height"},
    "th": {"colspan", "rowspan", "width", "height"},
    "table": {"width", "border", "cellpadding", "cellspacing"},
    "font": {"color", "size"},
    "ol": {"start"},
}
_SHOWN_STYLES = {
    "color", "background-color", "font-weight", "font-style", "font-size", "text-align", "text-decoration", "margin",
    "margin-left", "margin-top", "margin-bottom", "padding", "padding-left", "border-left", "border-collapse",
    "white-space", "display",
}  # fmt: skip

_NESTING_TAG = re.compile(
    r"<(/?)(?:a|abbr|address|article|aside|b|big|blockquote|center|code|div|dl|em|font|h[1-6]|i|ol|pre|q|s|section|small"
    r"|span|strike|strong|sub|sup|table|tt|u|ul)\b",
    re.I,
)
_ANY_TAG = re.compile(r"<[^<>]*>")
_UNSHOWN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.I | re.S)
_IMAGE = re.compile(r'<img((?: [\w-]+="[^"]*")*)>')
_SPACES = re.compile(r"[ \t\r\n\f]+")
_END_OF_QUOTE = re.compile(r"\n>(?: >)*(?=\n(?!>)|\Z)")
_BLANK_LINES = re.compile(r"\n{3,}")


def to_text(html: str) -> str:
    """The words that a reader of this HTML would see, in lines. Quoted passages (`blockquote`) are prefixed `> `."""
    html = html[:MAX_LENGTH]
    if _too_deep(html):
        return _tags_removed(html)
    reader = _Reader(hidden_by_style_sheet(html))
    reader.feed(nh3.clean(html, tags=_TAGS, attributes=_READING_ATTRIBUTES, clean_content_tags=_DROPPED, link_rel=None))
    reader.close()
    return reader.text()


def sanitise(html: str) -> str:
    """HTML that can be shown: no scripts, forms, frames or style sheets, and nothing that the browser would request.

    The address of an image waits in `data-src` until somebody asks for it. HTML nested too deep is shown as its words.
    """
    html = html[:MAX_LENGTH]
    if _too_deep(html):
        return f"<pre>{escape(_tags_removed(html))}</pre>"
    safe = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_SHOWN_ATTRIBUTES,
        clean_content_tags=_DROPPED,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        url_relative="deny",
        filter_style_properties=_SHOWN_STYLES,
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    return _IMAGE.sub(lambda image: f"<img{image[1].replace(' src=', ' data-src=')}>", safe)


def _too_deep(html: str) -> bool:
    depth = 0
    for match in _NESTING_TAG.finditer(html):
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > MAX_NESTING:
            return True
    return False


def _tags_removed(html: str) -> str:
    return _SPACES.sub(" ", _ANY_TAG.sub(" ", _UNSHOWN.sub(" ", html))).strip()


class _Element:
    """What an open element does to the words inside it."""

    __slots__ = ("hides", "paints", "quotes", "spaced", "tag")

    def __init__(self, tag: str, *, hides: bool, attributes: dict[str, str]) -> None:
        style = attributes.get("style", "").replace(" ", "").lower()
        self.tag = tag
        self.hides = hides
        self.quotes = tag == "blockquote" and "border:none" not in style
        self.paints = "background" in style or bool({"bgcolor", "background"} & attributes.keys())
        self.spaced = tag in _SPACED and not attributes.get("class", "").startswith("Mso") and "margin:0" not in style


class _Reader(HTMLParser):
    """Collects the visible words of well-formed HTML, as nh3 writes it."""

    def __init__(self, hidden_names: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self._hidden_names = hidden_names
        self._lines: list[str] = [""]
        self._open: list[_Element] = []
        self._hidden = 0
        self._quotes = 0
        self._preformatted = 0
        self._backgrounds = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        hides = is_hidden(attributes, self._hidden_names, on_background=self._backgrounds > 0)
        if tag in _VOID:
            self._void(tag, hidden=bool(self._hidden or hides))
            return
        element = _Element(tag, hides=hides, attributes=attributes)
        self._before(element)
        self._open.append(element)
        self._count(element, 1)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or not self._open:
            return
        element = self._open.pop()
        self._edge(element)
        self._count(element, -1)

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        if self._preformatted:
            first, *more = data.split("\n")
            self._write(first)
            for line in more:
                self._break()
                self._write(line)
            return
        text = _SPACES.sub(" ", data)
        self._write(text.lstrip(" ") if self._at_start() or self._lines[-1].endswith(" ") else text)

    def text(self) -> str:
        lines = (line.replace("\xa0", " ").rstrip() for line in self._lines)
        return _BLANK_LINES.sub("\n\n", _END_OF_QUOTE.sub("", "\n".join(lines))).strip()

    def _count(self, element: "_Element", by: int) -> None:
        self._hidden += by * element.hides
        self._quotes += by * element.quotes
        self._preformatted += by * (element.tag == "pre")
        self._backgrounds += by * element.paints

    def _void(self, tag: str, *, hidden: bool) -> None:
        if hidden:
            return
        if tag == "br":
            self._break()
        elif tag == "hr":
            self._line_start()
            self._write("_" * 32)
            self._break()

    def _before(self, element: "_Element") -> None:
        self._edge(element)
        if self._hidden:
            return
        if element.tag == "li":
            self._write("- ")
        if element.tag in ("td", "th") and not self._at_start():
            self._write(" ")

    def _edge(self, element: "_Element") -> None:
        """Where a block begins or ends a new line does, and for paragraphs a blank one."""
        if self._hidden:
            return
        if element.tag in _BLOCKS:
            self._line_start()
        if element.spaced and not self._inside("li"):
            self._blank_line()

    def _inside(self, tag: str) -> bool:
        return any(element.tag == tag for element in self._open[-8:])

    def _prefix(self) -> str:
        return "> " * self._quotes

    def _at_start(self) -> bool:
        return not self._lines[-1]

    def _write(self, text: str) -> None:
        if not self._lines[-1] and text:
            self._lines[-1] = self._prefix()
        self._lines[-1] += text

    def _break(self) -> None:
        if not self._lines[-1]:
            self._lines[-1] = self._prefix()
        self._lines.append("")

    def _line_start(self) -> None:
        if not self._at_start():
            self._break()

    def _blank_line(self) -> None:
        self._line_start()
        if len(self._lines) > 1 and self._lines[-2].strip("> "):
            self._break()
