"""The words of all errors that modules make, read from their source: for tests that none is left out."""

import ast
from collections.abc import Iterator
from pathlib import Path

import assistant
from assistant import errors

HOME = Path(assistant.__file__).parent
KINDS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}


def errors_raised_in(*patterns: str) -> list[str]:
    """Message and hint as they are shown, with a 7 for what stands in braces; the message alone where the hint varies.

    `patterns` name files below the package.
    """
    files = sorted(file for pattern in patterns for file in HOME.glob(pattern))
    return [words for file in files for words in _made(ast.parse(file.read_text(encoding="utf-8")))]


def _made(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS:
            words = [_words(argument) for argument in node.args[:2]]
            if words and words[0]:
                yield " ".join(word for word in words if word)


def _words(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in parts)
    return ""
