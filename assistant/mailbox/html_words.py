"""The words of well-formed HTML in lines, as a reader sees them."""

import re
from html import unescape

from assistant.mailbox.hidden import is_hidden

MAX_QUOTE_MARKS = 10
"""A quotation deeper than this is marked as if it were not: 400 marks before each line of it would fill the memory."""

BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figure",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section",
    "table", "tbody", "tfoot", "thead", "tr", "ul",
})  # fmt: skip
_SPACED = frozenset({
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "blockquote",
})  # fmt: skip
INLINE = frozenset({
    "a", "abbr", "b", "bdo", "big", "br", "caption", "cite", "code", "col", "colgroup", "del", "dfn", "em", "font",
    "i", "img", "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "td",
    "th", "tt", "u", "var", "wbr",
})  # fmt: skip
_VOID = frozenset({"br", "hr", "img", "wbr", "col"})

_TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [\w:-]+="[^"]*")*)>|<?[^<]*')
_ATTRIBUTE = re.compile(r' ([\w:-]+)="([^"]*)"')
_SPACES = re.compile(r"[ \t\r\n\f]+")
_END_OF_QUOTE = re.compile(r"\n>(?: >)*(?=\n(?!>)|\Z)")
_BLANK_LINES = re.compile(r"\n{3,}")


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


class Reader:
    """Collects the visible words of well-formed HTML as nh3 writes it: each attribute in double quotes, no comments."""

    def __init__(self, hidden_names: frozenset[str]) -> None:
        self._hidden_names = hidden_names
        self._lines: list[str] = [""]
        self._open: list[_Element] = []
        self._hidden = 0
        self._quotes = 0
        self._preformatted = 0
        self._backgrounds = 0

    def read(self, html: str) -> None:
        for token in _TOKEN.finditer(html):
            closing, tag, attributes = token.groups()
            if tag is None:
                self._words(unescape(token[0]))
            elif closing:
                self._end(tag)
            else:
                self._start(tag, {name: unescape(value) for name, value in _ATTRIBUTE.findall(attributes)})

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        hides = is_hidden(attributes, self._hidden_names, on_background=self._backgrounds > 0)
        if tag in _VOID:
            self._void(tag, hidden=bool(self._hidden or hides))
            return
        element = _Element(tag, hides=hides, attributes=attributes)
        self._before(element)
        self._open.append(element)
        self._count(element, 1)

    def _end(self, tag: str) -> None:
        if tag in _VOID or not self._open:
            return
        element = self._open.pop()
        self._edge(element)
        self._count(element, -1)

    def _words(self, data: str) -> None:
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
        if element.tag in BLOCKS:
            self._line_start()
        if element.spaced and not self._inside("li"):
            self._blank_line()

    def _inside(self, tag: str) -> bool:
        return any(element.tag == tag for element in self._open[-8:])

    def _prefix(self) -> str:
        return "> " * min(self._quotes, MAX_QUOTE_MARKS)

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
