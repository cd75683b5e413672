"""Our conditions as XPath, for forms that work them out without us, and the same XPath read back from a spreadsheet."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from foundation.errors import InvalidValue
from programs.catalog.conditions import TESTS

Condition = Mapping[str, Any]
OK = "OK"  # what a declaration holds once agreed to

_TOKEN = re.compile(
    r"\s*(?:(?P<ref>\$\{\s*[A-Za-z_][\w.-]*\s*\})|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<sign>>=|<=|!=|=|<|>|\(|\)|,)|(?P<word>[A-Za-z][\w-]*))"
)
_DEEPEST = 20


class NotUnderstood(InvalidValue):
    """An expression our conditions cannot say."""

    code = "expression_not_understood"


def quoted(text: str) -> str:
    """The text as an XPath literal; one with both kinds of quotes is put together."""
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    return "concat(" + ', "\'", '.join(f"'{part}'" for part in text.split("'")) + ")"


def expression(condition: Condition, path: Callable[[str], str], value: Callable[[str, Any], str | None]) -> str:
    """The condition in XPath. `path(code)` is where a question's answer stands; `value(code, wanted)` the literal for a wanted
    answer as the device keeps it, None for one it can never hold.
    """
    if "all" in condition:
        return " and ".join(_grouped(part, path, value) for part in condition["all"])
    if "any" in condition:
        return " or ".join(_grouped(part, path, value) for part in condition["any"])
    if "not" in condition:
        return f"not({expression(condition['not'], path, value)})"
    code = condition["question"]
    parts = [_test(name, condition[name], code, path(code), value) for name in TESTS if name in condition]
    return " and ".join(parts) if len(parts) > 1 else parts[0]


def _grouped(part: Condition, path: Callable[[str], str], value: Callable[[str, Any], str | None]) -> str:
    text = expression(part, path, value)
    return text if "not" in part or (len(part) == 2 and "question" in part and "in" not in part) else f"({text})"


def _test(name: str, wanted: Any, code: str, path: str, value: Callable[[str, Any], str | None]) -> str:
    if name == "filled":
        return f"{path} {'!=' if wanted else '='} ''"
    if name in ("at_least", "at_most"):
        return f"{path} {'>=' if name == 'at_least' else '<='} {wanted}"
    if name == "contains":
        literal = value(code, wanted)
        return "false()" if literal is None else f"selected({path}, {literal})"
    literals = [value(code, one) for one in (wanted if name == "in" else [wanted])]
    tests = [f"{path} = {literal}" for literal in literals if literal is not None]
    return " or ".join(tests) if tests else "false()"


def condition_from(text: str, value: Callable[[str, Any], Any]) -> dict[str, Any]:
    """The condition an XLSForm expression says, or NotUnderstood with a sentence.

    `value(code, literal)` turns a literal into the answer it stands for; it may raise NotUnderstood (no such question).
    """
    reader = _Reader(text, value)
    found = reader.either()
    if reader.at < len(reader.tokens):
        raise NotUnderstood(_("“%(part)s” was not expected here.") % {"part": reader.tokens[reader.at][1]})
    return found


class _Reader:
    def __init__(self, text: str, value: Callable[[str, Any], Any]) -> None:
        self.value, self.at, self.depth = value, 0, 0
        self.tokens: list[tuple[str, str]] = []
        position, text = 0, text.rstrip()
        while position < len(text):
            match = _TOKEN.match(text, position)
            if match is None:
                raise NotUnderstood(_("“%(part)s” cannot be read.") % {"part": text[position : position + 20]})
            self.tokens.append((str(match.lastgroup), match.group(match.lastgroup)))
            position = match.end()

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def take(self, *wanted: str) -> str:
        found = self.peek()
        if not found or (wanted and found not in wanted):
            raise NotUnderstood(_("“%(wanted)s” is missing in the condition.") % {"wanted": " / ".join(wanted) or "…"})
        self.at += 1
        return found

    def either(self) -> dict[str, Any]:
        parts = [self.both()]
        while self.peek() == "or":
            self.take()
            parts.append(self.both())
        return _one_in(parts) if len(parts) > 1 else parts[0]

    def both(self) -> dict[str, Any]:
        parts = [self.unit()]
        while self.peek() == "and":
            self.take()
            parts.append(self.unit())
        return _one_all(parts) if len(parts) > 1 else parts[0]

    def unit(self) -> dict[str, Any]:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise NotUnderstood(_("This condition is nested too deeply."))
        try:
            word = self.peek()
            if word == "not":
                self.take()
                return {"not": self.inside()}
            if word == "(":
                return self.inside()
            if word == "selected":
                self.take()
                self.take("(")
                code = self.reference()
                self.take(",")
                wanted = self.literal()
                self.take(")")
                return self.selected(code, wanted)
            return self.comparison()
        finally:
            self.depth -= 1

    def inside(self) -> dict[str, Any]:
        self.take("(")
        found = self.either()
        self.take(")")
        return found

    def selected(self, code: str, literal: Any) -> dict[str, Any]:
        answer, is_list = self.value(code, literal)
        return {"question": code, "contains" if is_list else "equals": answer}

    def comparison(self) -> dict[str, Any]:
        measured = self.peek() == "string-length"
        if self.peek() in ("string-length", "number", "int"):
            self.take()
            self.take("(")
            code = self.reference()
            self.take(")")
        else:
            code = self.reference()
        sign = self.take("=", "!=", ">=", "<=", ">", "<")
        literal = self.literal()
        if literal == "" or (measured and literal == 0 and sign in ("=", ">", "!=")):
            self.value(code, "")
            return {"question": code, "filled": sign != "="}
        if measured:
            raise NotUnderstood(_("A length can only be compared with 0."))
        return self.tested(code, sign, literal)

    def tested(self, code: str, sign: str, literal: Any) -> dict[str, Any]:
        if sign in ("=", "!="):
            answer, _is_list = self.value(code, literal)
            test = {"question": code, "equals": answer}
            return test if sign == "=" else {"not": test}
        if isinstance(literal, str):
            raise NotUnderstood(_("Only numbers can be more or less."))
        self.value(code, literal)
        name = "at_least" if ">" in sign else "at_most"
        if "=" in sign:
            return {"question": code, name: literal}
        beyond = {"question": code, "at_most" if name == "at_least" else "at_least": literal}
        return {"all": [{"question": code, "filled": True}, {"not": beyond}]}

    def reference(self) -> str:
        kind, text = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        if kind != "ref":
            raise NotUnderstood(_("A condition compares a question, written ${code}, with a value."))
        self.at += 1
        return text[2:-1].strip()

    def literal(self) -> Any:
        kind, text = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        if kind == "text":
            self.at += 1
            return text[1:-1]
        if kind == "number":
            self.at += 1
            return float(text) if "." in text else int(text)
        raise NotUnderstood(_("A condition compares a question, written ${code}, with a value."))


def _one_in(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Several values of one question become one list."""
    codes = {part.get("question") for part in parts}
    if len(codes) == 1 and None not in codes and all(set(part) == {"question", "equals"} for part in parts):
        return {"question": codes.pop(), "in": [part["equals"] for part in parts]}
    return {"any": parts}


def _one_all(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Several tests of one question become one."""
    codes = {part.get("question") for part in parts}
    names = [name for part in parts for name in part if name != "question"]
    if len(codes) == 1 and None not in codes and len(names) == len(set(names)):
        return {key: value for part in parts for key, value in part.items()}
    return {"all": parts}
