"""What of an HTML mail its reader does not see: the tricks that hide words from people but not from programs."""

import re
from collections.abc import Iterator, Mapping

_SIZE = r"0*(?:\.0+)?(?:[01](?:\.\d*)?px|0?\.[01]\d*r?em|0(?:\.0+)?(?:px|pt|em|rem|%|vw)?)"
_HIDING = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all"
    r"|opacity\s*:\s*0*(?:\.0\d*)?\s*(?:!|;|$)"
    rf"|font-size\s*:\s*{_SIZE}\s*(?:!|;|$)"
    rf"|font\s*:[^;]*?(?<![\w.]){_SIZE}(?:/|\s)[^;]*"
    r"|max-(?:height|width)\s*:\s*0(?:px)?\s*(?:!|;|$)"
    r"|text-indent\s*:\s*-\d{3,}|(?:left|top|right)\s*:\s*-\d{3,}"
    r"|clip\s*:\s*rect\(\s*0[^)]*\))",
    re.I,
)
MAX_DECLARATIONS = 4_000

_WHITE = re.compile(
    r"(?:^|;)\s*color\s*:\s*(?:white|#fff(?:fff)?|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\)|transparent)\s*(?:!|;|$)",
    re.I,
)
_WHITE_FONT = re.compile(r"(?:white|#?fff(?:fff)?)", re.I)
_STYLE_SHEET = re.compile(r"<style\b[^<>]{0,500}>(.*?)(?:</style|\Z)", re.I | re.S)
_CSS_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.S)
_SIMPLE_SELECTOR = re.compile(r"(?:[a-z0-9]+)?([.#][\w-]+)", re.I)


def is_hidden(attributes: Mapping[str, str], hidden_names: frozenset[str], *, on_background: bool) -> bool:
    """Whether an element with these attributes shows nothing of its content.

    `hidden_names` are the classes (`.x`) and ids (`#x`) that a style sheet hides. White words count as hidden unless
    something behind them is painted (`on_background`).
    """
    style = attributes.get("style", "")
    if "hidden" in attributes or _hides(style):
        return True
    names = {f".{name}" for name in attributes.get("class", "").split()} | {f"#{attributes.get('id', '')}"}
    if names & hidden_names:
        return True
    painted = on_background or "background" in style.lower() or bool({"bgcolor", "background"} & attributes.keys())
    white = _WHITE.search(style) or _WHITE_FONT.fullmatch(attributes.get("color", "").strip())
    return bool(white) and not painted


def _hides(declarations: str) -> bool:
    """Declarations longer than any honest mail has are taken for hiding."""
    return len(declarations) > MAX_DECLARATIONS or _HIDING.search(declarations) is not None


def hidden_by_style_sheet(html: str) -> frozenset[str]:
    """The classes and ids that the mail's own style sheets hide on every screen; rules inside `@media` do not count."""
    names: set[str] = set()
    for sheet in _STYLE_SHEET.findall(html):
        for selectors, declarations in _rules(_CSS_COMMENT.sub("", sheet)):
            if _hides(declarations):
                selected = (_SIMPLE_SELECTOR.fullmatch(selector.strip()) for selector in selectors.split(","))
                names.update(match[1] for match in selected if match)
    return frozenset(names)


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations of the rules outside all `@` blocks; braces are counted, once through."""
    depth, selectors = 0, ""
    for piece in re.split(r"([{}])", css):
        if piece == "{":
            depth += 1
        elif piece == "}":
            depth = max(0, depth - 1)
        elif depth == 0:
            selectors = piece.rpartition(";")[2].strip()
        elif depth == 1 and not selectors.startswith("@"):
            yield selectors, piece
