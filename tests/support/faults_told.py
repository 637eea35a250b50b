"""The words of all faults that the drafting finds, read from its source: for tests that none is left in English."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import assistant.drafting
from assistant.drafting import wording

HOME = Path(assistant.drafting.__file__).parent
QUOTED = re.compile(r"“.*?”|(?:记录为|不是中文|不是英文|没有答复|回复承诺|登记的承诺)：.*", re.DOTALL)
OF_WORDLISTS = get_args(wording.Fault)


def is_left_in_english(said: str) -> bool:
    """Whether a fault as the Chinese desk says it has English words beside those that it quotes."""
    return re.search(r"[A-Za-z]{2}", QUOTED.sub("", said)) is not None


def faults_in_source() -> dict[str, str]:
    """Each with where it stands. A 7 is in place of what stands in braces, in quotation marks where it would be."""
    return {
        words: f"{file.name}:{node.lineno}"
        for file in sorted(HOME.rglob("*.py"))
        for node in _faults(ast.parse(file.read_text(encoding="utf-8")))
        if re.search(r"[a-z]{2}", words := _words(node))
    }


def _faults(tree: ast.Module) -> Iterator[ast.expr]:
    """What a finding is given, what is yielded as a sentence, and what lists and dicts of faults hold."""
    named = _named(tree)
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="Finding"), args=[_, fault]):
                yield from named.get(fault.id, ()) if isinstance(fault, ast.Name) else (fault,)
            case ast.Call(func=ast.Name(id="find" | "_at"), args=[_, _, fault]):
                yield fault
            case ast.Yield(value=ast.Constant() | ast.JoinedStr() as fault):
                yield fault
            case ast.Yield(value=ast.Tuple(elts=[ast.Attribute(value=ast.Name(id="PartKind")), why])):
                yield why
            case ast.FunctionDef(returns=ast.Subscript(value=ast.Name(id="list"), slice=ast.Name(id="str"))):
                yield from _listed(node)
            case ast.Dict(keys=keys, values=values):
                yield from (value for key, value in zip(keys, values, strict=True) if _is_of_a_wordlist(key))
            case ast.Assign(targets=[ast.Subscript(slice=key)], value=value) if _is_of_a_wordlist(key):
                yield value


def _named(tree: ast.Module) -> dict[str, list[ast.expr]]:
    """What names of the module stand for, and the last of each pair that a loop goes through."""
    named: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str()) as words):
                named.setdefault(name, []).append(words)
            case ast.For(target=ast.Tuple(elts=[_, ast.Name(id=name)]), iter=ast.Tuple(elts=pairs)):
                named[name] = [pair.elts[-1] for pair in pairs if isinstance(pair, ast.Tuple)]
    return named


def _listed(function: ast.FunctionDef) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        match node:
            case ast.ListComp(elt=ast.JoinedStr() as fault) | ast.GeneratorExp(elt=ast.JoinedStr() as fault):
                yield fault


def _is_of_a_wordlist(key: ast.expr | None) -> bool:
    return isinstance(key, ast.Constant) and key.value in OF_WORDLISTS


def _words(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(map(_words, parts))
        case ast.FormattedValue(conversion=conversion):
            return "'7'" if conversion == ord("r") else "7"
    return ""
