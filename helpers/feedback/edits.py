"""Small edits of a program, cheapest first: what a slip of the pen may have changed.

An edit puts one expression (or line) in another's place. Nothing is called that the program does
not call already, except by a few harmless functions of NumPy: a root, a logarithm, a mean.
"""

from __future__ import annotations

import ast
import copy
import itertools
from collections.abc import Collection, Iterator
from dataclasses import dataclass

NUMPY = "numpy_of_the_edit"  # the name that NumPy has in an edited program, whatever its own

SIGN = "the sign"
OPERATION = "the operation"
BRACKETS = "what the brackets hold"
ORDER = "the order of two things"
TOO_MUCH = "something that should not be there"
FACTOR = "a factor that is missing"
POWER = "a power, a root or an inverse that is missing"
NAME = "a name: another one belongs there"
NUMBER = "the number"
SIZE = "a number that has to come from what is given"
INDEX = "which entries, rows or columns are taken"
AXIS = "the axis"
SETTING = "a setting of the call"
FUNCTION = "the function that is called"
CALL = "a call that is missing"
TURN = "a transpose that is missing"
COMPARISON = "the comparison"
COUNT = "the count, which is off by one"
LINE = "the line: where it stands, or that it is there"
RETURN = "where the `return` stands"


LEAST_SIZE = 4  # a smaller number is rather one of the formula


@dataclass(frozen=True)
class Edit:
    """One small change.

    Attributes
    ----------
    changes : tuple of (ast.AST, ast.AST or list of ast.stmt)
        Nodes of the program, and what takes their place.
    kind : str
        What is changed, in words that tell the kind and not the change.
    cost : int
        How far-fetched it is.
    line : ast.stmt or None
        The line that is moved, where the changes are to what stands around it.
    """

    changes: tuple[tuple[ast.AST, ast.AST | list[ast.stmt]], ...]
    kind: str
    cost: int
    line: ast.stmt | None = None

    @property
    def nodes(self) -> list[ast.AST]:
        """What is changed, where it stands in the program."""
        return [self.line] if self.line else [node for node, _ in self.changes]


class Tree:
    """A program that edits are made in; it is never changed itself.

    Parameters
    ----------
    root : ast.AST
        The program.
    names : collection of str
        What may stand in another name's place: arguments and local variables.
    constants : collection of str
        Names of modules and functions: they are called, not computed with.
    """

    def __init__(
        self, root: ast.AST, names: Collection[str], constants: Collection[str] = ()
    ) -> None:
        self.root, self.names, self.constants = root, list(names), set(constants)
        self.parents: dict[int, ast.AST] = {}
        self._own = {id(root)}
        for parent in ast.walk(root):
            for child in ast.iter_child_nodes(parent):
                self.parents[id(child)] = parent
                self._own.add(id(child))

    def above(self, node: ast.AST) -> Iterator[ast.AST]:
        """The node's parent, its parent, and so on."""
        while (node := self.parents.get(id(node))) is not None:
            yield node

    def edited(self, *edits: Edit) -> ast.AST:
        """A new program with the edits made in it; it shares what is not edited."""
        (made,) = self.edited_part(self.root, *edits)
        return made

    def edited_part(self, part: ast.AST, *edits: Edit) -> list[ast.AST]:
        """What becomes of a part of the program: several lines, or none, where it is a line."""
        changes = {id(node): (new, edit) for edit in edits for node, new in edit.changes}
        dirty = {
            id(above) for edit in edits for node, _ in edit.changes for above in self.above(node)
        }
        return self._all_rebuilt([part], changes, dirty, self.root)

    def _rebuilt(self, node: ast.AST, changes: dict, dirty: set, place: ast.AST) -> ast.AST | list:
        if id(node) in changes:
            new, made_by = changes[id(node)]
            rest = {key: one for key, one in changes.items() if one[1] is not made_by}
            if isinstance(new, list):
                return self._all_rebuilt(new, rest, dirty, node)
            return self._rebuilt(new, rest, dirty, node)
        mine = id(node) in self._own
        if mine and id(node) not in dirty:
            return node
        place = node if mine and hasattr(node, "lineno") else place
        made = copy.copy(node)
        for name, value in ast.iter_fields(node):
            if isinstance(value, ast.AST):
                setattr(made, name, self._rebuilt(value, changes, dirty, place))
            elif isinstance(value, list):
                setattr(made, name, self._all_rebuilt(value, changes, dirty, place))
        made.lineno, made.col_offset = getattr(place, "lineno", 1), 0
        made.end_lineno, made.end_col_offset = made.lineno, 0
        return made

    def _all_rebuilt(self, nodes: list, changes: dict, dirty: set, place: ast.AST) -> list:
        made = []
        for node in nodes:
            new = node
            if isinstance(node, ast.AST):
                new = self._rebuilt(node, changes, dirty, place)
            made.extend(new if isinstance(new, list) else [new])
        return made

    def expressions(self) -> Iterator[ast.expr]:
        """What the program computes: no names that are assigned to or called, no texts."""
        for node in ast.walk(self.root):
            if not isinstance(node, ast.expr) or isinstance(node, (ast.Starred, ast.Slice)):
                continue
            if not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
                continue
            if isinstance(node, ast.Constant) and not _is_number(node):
                continue
            if self.is_library(node) or self._is_no_value(node):
                continue
            yield node

    def is_library(self, node: ast.AST) -> bool:
        """Whether this is a module, a function by name, or something of a module's."""
        while isinstance(node, ast.Attribute):
            node = node.value
        return isinstance(node, ast.Name) and node.id in self.constants

    def _is_no_value(self, node: ast.AST) -> bool:
        parent = self.parents.get(id(node))
        if isinstance(parent, ast.Call) and parent.func is node:
            return True
        if isinstance(getattr(parent, "ctx", None), ast.Store) and not isinstance(
            parent, ast.Starred
        ):
            if getattr(parent, "value", None) is node:  # the array that an entry is put into
                return True
        if isinstance(parent, ast.Expr) or isinstance(node, (ast.JoinedStr, ast.FormattedValue)):
            return True
        return any(isinstance(above, (ast.arguments, ast.JoinedStr)) for above in self.above(node))

    def edits(self) -> list[Edit]:
        """Every small edit, cheapest first; one that fits everywhere the same thing stands, too."""
        single = [*self._of_expressions(), *_of_lines(self.root), *_of_exchange(self.root)]
        return sorted([*single, *self._throughout(single)], key=lambda edit: edit.cost)

    def _of_expressions(self) -> Iterator[Edit]:
        for node in self.expressions():
            parent = self.parents.get(id(node))
            for cost, kind, new in itertools.chain(
                _of_operation(node),
                _of_number(node, parent),
                self._of_size(node, parent),
                self._of_name(node),
                _of_call(node, self),
                _of_subscript(node),
                _of_comparison(node),
                _of_sequence(node),
                _of_anything(node, parent),
                self._of_missing_factor(node),
            ):
                yield Edit(((node, new),), kind, cost)

    def _of_name(self, node: ast.expr) -> Iterator[Change]:
        """Another name, or a name in place of something that is looked up elsewhere."""
        if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript, ast.Call)):
            parent = self.parents.get(id(node))
            owner = getattr(getattr(parent, "func", None), "value", None)
            taken = {getattr(node, "id", None), getattr(owner, "id", None)}  # no a.append(a)
            for name in self.names:
                if name not in taken:
                    cost = 2 if isinstance(node, (ast.Name, ast.Attribute)) else 3
                    yield cost, NAME, ast.Name(name, ast.Load())

    def _of_size(self, node: ast.expr, parent: ast.AST | None) -> Iterator[Change]:
        """What is given, or its rows or columns, for a whole number that is written in."""
        if not _is_number(node) or type(node.value) is not int or node.value <= LEAST_SIZE:
            return
        if isinstance(parent, (ast.Subscript, ast.Slice, ast.Tuple, ast.keyword)):
            return
        one = ast.Constant(1)
        for name in self.names:
            array = ast.Name(name, ast.Load())
            shape = ast.Attribute(array, "shape", ast.Load())
            rows = ast.Call(ast.Name("len", ast.Load()), [array], [])
            for size in (array, rows, _item(shape, "1")):
                yield 3, SIZE, size
                yield 4, SIZE, _binary(size, ast.Add, one)
                yield 4, SIZE, _binary(size, ast.Sub, one)

    def _of_missing_factor(self, node: ast.expr) -> Iterator[Change]:
        """A name that is missing in a product."""
        parent = self.parents.get(id(node))
        if isinstance(node, ast.BinOp) and type(node.op) in _PRODUCTS and not _is_factor(parent):
            for name in self.names:
                for op in (ast.Mult, ast.Div):
                    yield 4, FACTOR, _binary(node, op, ast.Name(name, ast.Load()))

    def _throughout(self, single: list[Edit]) -> Iterator[Edit]:
        """The same edit at each place where the same thing, or a call of one function, stands."""
        by_node: dict[int, list[Edit]] = {}
        for edit in single:
            if len(edit.changes) == 1:
                by_node.setdefault(id(edit.nodes[0]), []).append(edit)
        by_words: dict[str, list[list[Edit]]] = {}
        for edits in by_node.values():
            node = edits[0].nodes[0]
            if isinstance(node, ast.expr) and not isinstance(node, ast.Constant):
                by_words.setdefault(ast.dump(node), []).append(edits)
        for several in by_words.values():
            alike: dict[str, list[Edit]] = {}
            for edit in itertools.chain(*several) if len(several) > 1 else ():
                alike.setdefault(ast.dump(edit.changes[0][1]), []).append(edit)
            for edits in alike.values():
                if len(edits) == len(several):
                    changes = tuple(edit.changes[0] for edit in edits)
                    yield Edit(changes, edits[0].kind, edits[0].cost + 1)
        yield from self._of_all_calls(by_node)

    def _of_all_calls(self, by_node: dict[int, list[Edit]]) -> Iterator[Edit]:
        """Another function, or another setting, in all calls of one function at once."""
        calls = [node for node in ast.walk(self.root) if isinstance(node, ast.Call)]
        by_name: dict[str, list[ast.Call]] = {}
        for node in calls:
            by_name.setdefault(_name_of_called(node), []).append(node)
        for name, several in by_name.items():
            if len(several) < 2 or not name or len(set(map(ast.dump, several))) == 1:
                continue
            alike: dict[tuple, list[Edit]] = {}
            for node in several:
                for edit in by_node.get(id(node), ()):
                    _, new = edit.changes[0]
                    if isinstance(new, ast.Call) and new.args is node.args:
                        settings = tuple(map(ast.dump, new.keywords))
                        alike.setdefault((_name_of_called(new), settings), []).append(edit)
            for edits in alike.values():
                if len(edits) == len(several):
                    changes = tuple(edit.changes[0] for edit in edits)
                    yield Edit(changes, edits[0].kind, edits[0].cost + 1)


Change = tuple[int, str, ast.AST]


def _name_of_called(node: ast.Call) -> str:
    return getattr(node.func, "attr", None) or getattr(node.func, "id", None) or ""


def _is_factor(parent: ast.AST | None) -> bool:
    """Whether what stands in here is only a part of a product, or has a sign already."""
    if isinstance(parent, ast.UnaryOp):
        return True
    return isinstance(parent, ast.BinOp) and type(parent.op) in _PRODUCTS


def _is_number(node: ast.AST) -> bool:
    kind = type(node.value) if isinstance(node, ast.Constant) else None
    return kind in (int, float)


def _binary(left: ast.expr, op: type[ast.operator], right: ast.expr) -> ast.BinOp:
    return ast.BinOp(left, op(), right)


def _number(value: float) -> ast.expr:
    return ast.Constant(value) if value >= 0 else _minus(ast.Constant(-value))


def _minus(node: ast.expr) -> ast.UnaryOp:
    return ast.UnaryOp(ast.USub(), node)


def _numpy(name: str, *arguments: ast.expr) -> ast.Call:
    function: ast.expr = ast.Name(NUMPY, ast.Load())
    for part in name.split("."):
        function = ast.Attribute(function, part, ast.Load())
    return ast.Call(function, list(arguments), [])


def _method(node: ast.expr, name: str, **keywords: int) -> ast.Call:
    given = [ast.keyword(key, ast.Constant(value)) for key, value in keywords.items()]
    return ast.Call(ast.Attribute(node, name, ast.Load()), [], given)


def _transposed(node: ast.expr) -> ast.expr:
    return ast.Attribute(node, "T", ast.Load())


def _item(node: ast.expr, text: str) -> ast.expr:
    index = ast.parse(f"_[{text}]", mode="eval").body.slice
    return ast.Subscript(node, index, ast.Load())


_OTHER = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add, ast.Mult, ast.Div),
    ast.Mult: (ast.Div, ast.MatMult, ast.Pow, ast.Add, ast.Sub),
    ast.Div: (ast.Mult, ast.Sub),
    ast.MatMult: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
    ast.BitXor: (ast.Pow,),
}
_SUMS, _PRODUCTS = (ast.Add, ast.Sub), (ast.Mult, ast.Div, ast.MatMult)


def _of_operation(node: ast.expr) -> Iterator[Change]:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield 1, SIGN, node.operand
    if not isinstance(node, ast.BinOp):
        return
    left, op, right = node.left, type(node.op), node.right
    for other in _OTHER.get(op, ()):
        both = {op, other} <= set(_SUMS)
        yield 1, SIGN if both else OPERATION, _binary(left, other, right)
    if op in (ast.Sub, ast.Div, ast.MatMult, ast.Pow):
        yield 1, ORDER, _binary(right, op, left)
    yield 2 if op in _SUMS else 1, TOO_MUCH, left
    if op is not ast.Pow:
        yield 1 if op in (ast.Mult, ast.MatMult) else 2, TOO_MUCH, right
    if op is ast.Pow:
        if isinstance(right, ast.Constant) and right.value == 2:
            yield 2, POWER, _binary(left, ast.Pow, ast.Constant(3))
        yield 2, SIGN, _binary(left, ast.Pow, _minus(right))
    yield from _of_brackets(node)


def _of_brackets(node: ast.BinOp) -> Iterator[Change]:
    left, op, right = node.left, type(node.op), node.right
    if isinstance(left, ast.BinOp):  # (a o b) p c → a o (b p c)
        inner = _binary(left.right, op, right)
        yield 1, BRACKETS, _binary(left.left, type(left.op), inner)
        if type(left.op) in _SUMS and op in _PRODUCTS:  # (a + b) c → a c + b
            yield 2, BRACKETS, _binary(_binary(left.left, op, right), type(left.op), left.right)
        if type(left.op) in _PRODUCTS and op in _PRODUCTS:  # a / b c → a c / b
            yield 2, ORDER, _binary(_binary(left.left, op, right), type(left.op), left.right)
    if isinstance(right, ast.BinOp):  # a o (b p c) → (a o b) p c
        inner = _binary(left, op, right.left)
        yield 1, BRACKETS, _binary(inner, type(right.op), right.right)
    if isinstance(left, ast.UnaryOp) and isinstance(left.op, ast.USub):  # −a + b → −(a + b)
        yield 1, BRACKETS, _minus(_binary(left.operand, op, right))
    for taken, other, first in ((left, right, True), (right, left, False)):
        if isinstance(taken, ast.Call) and len(taken.args) == 1 and not taken.keywords:
            # f(a) o b → f(a o b)
            (inside,) = taken.args
            whole = _binary(inside, op, other) if first else _binary(other, op, inside)
            yield 1, BRACKETS, ast.Call(taken.func, [whole], [])
        if isinstance(taken, ast.Call) and not taken.args and isinstance(taken.func, ast.Attribute):
            # b o a.f() → (b o a).f()
            inside = taken.func.value
            whole = _binary(inside, op, other) if first else _binary(other, op, inside)
            function = ast.Attribute(whole, taken.func.attr, ast.Load())
            yield 1, BRACKETS, ast.Call(function, [], taken.keywords)


def _of_number(node: ast.expr, parent: ast.AST | None) -> Iterator[Change]:
    if not _is_number(node):
        return
    value = node.value
    index = isinstance(parent, (ast.Subscript, ast.Slice, ast.Tuple)) and type(value) is int
    kind = INDEX if index else NUMBER
    yield 1, kind, _number(value + 1)
    yield 1, kind, _number(value - 1)
    if index:
        yield from ((2, kind, _number(other)) for other in (0, 1, 2, -1) if other != value)
    elif value != 0:
        yield 2, kind, _number(-value)
        yield 2, kind, _number(value * 2)
        yield 2, kind, _number(value / 2 if value % 2 or type(value) is float else value // 2)
        yield 3, kind, _number(value * 10)
        yield 3, kind, _number(value / 10)
    if type(value) is float and 0 < value < 1:
        yield 2, kind, _number(1 - value)
        yield 2, kind, _number(0.5 + value / 2)
        yield 2, kind, _number((1 - value) / 2)


_SISTERS = (
    ("sum", "mean"),
    ("std", "var"),
    ("abs", "square"),
    ("logsumexp", "sum"),
    ("logcdf", "logsf"),
    ("mean", "median"),
    ("log", "log10"),
    ("log", "log2"),
    ("log", "log1p"),
    ("exp", "expm1"),
    ("sin", "cos"),
    ("sqrt", "square"),
    ("min", "max"),
    ("argmin", "argmax"),
    ("ones", "zeros"),
    ("cumsum", "sum"),
    ("prod", "sum"),
    ("pdf", "logpdf"),
    ("pdf", "cdf"),
    ("cdf", "sf"),
    ("cdf", "ppf"),
    ("sf", "isf"),
    ("minimum", "maximum"),
    ("vstack", "column_stack"),
    ("hstack", "column_stack"),
    ("inv", "pinv"),
    ("outer", "dot"),
)
_ALONG_AN_AXIS = {"sum", "mean", "std", "var", "median", "min", "max", "prod", "cumsum", "argmax"}


def _of_call(node: ast.expr, tree: Tree) -> Iterator[Change]:
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield 1, TOO_MUCH, node.value
        if isinstance(node.value, ast.Call) and node.value.args:  # f(a).T → f(a.T)
            first, *others = node.value.args
            inside = [_transposed(first), *others]
            yield 1, BRACKETS, ast.Call(node.value.func, inside, node.value.keywords)
    if isinstance(node, ast.Attribute) and not tree.is_library(node):
        return
    if not isinstance(node, ast.Call):
        return
    function, arguments, keywords = node.func, node.args, node.keywords
    method = isinstance(function, ast.Attribute) and not tree.is_library(function)
    if len(arguments) == 1 and not any(isinstance(one, ast.Starred) for one in arguments):
        yield 1, TOO_MUCH, arguments[0]
    if method and not arguments:
        yield 1, TOO_MUCH, function.value
    for i, j in itertools.combinations(range(min(len(arguments), 6)), 2):
        swapped = list(arguments)
        swapped[i], swapped[j] = swapped[j], swapped[i]
        yield 1, ORDER, ast.Call(function, swapped, keywords)
    for i in range(len(arguments)):
        if len(arguments) > 1:
            kept = arguments[:i] + arguments[i + 1 :]
            yield 2, TOO_MUCH, ast.Call(function, kept, keywords)
    for keyword in keywords:
        rest = [other for other in keywords if other is not keyword]
        kind = AXIS if keyword.arg == "axis" else SETTING
        yield 1, kind, ast.Call(function, arguments, rest)
    yield from _of_call_inside(node)
    yield from _of_function(node)


def _of_call_inside(node: ast.Call) -> Iterator[Change]:
    """f(a o b) → f(a) o b, and a.f() in its places."""
    function = node.func
    inside = None
    if len(node.args) == 1:
        inside = node.args[0]
    elif not node.args and isinstance(function, ast.Attribute):
        inside = function.value
    if not isinstance(inside, ast.BinOp):
        return

    def around(part: ast.expr) -> ast.Call:
        if node.args:
            return ast.Call(function, [part], node.keywords)
        return ast.Call(ast.Attribute(part, function.attr, ast.Load()), [], node.keywords)

    op = type(inside.op)
    yield 1, BRACKETS, _binary(around(inside.left), op, inside.right)
    if op is not ast.Pow:
        yield 1, BRACKETS, _binary(inside.left, op, around(inside.right))
        yield 2, BRACKETS, _binary(around(inside.left), op, around(inside.right))


def _of_function(node: ast.Call) -> Iterator[Change]:
    function, arguments, keywords = node.func, node.args, node.keywords
    name = _name_of_called(node)
    if isinstance(function, ast.Attribute):
        for pair in _SISTERS:
            if name in pair:
                other = pair[pair[0] == name]
                sister = ast.Attribute(function.value, other, ast.Load())
                yield 1, FUNCTION, ast.Call(sister, arguments, keywords)
    given = {keyword.arg for keyword in keywords}
    if name in _ALONG_AN_AXIS and "axis" not in given:
        for axis in (0, 1):
            more = [*keywords, ast.keyword("axis", ast.Constant(axis))]
            yield 2, AXIS, ast.Call(function, arguments, more)
    if name in ("std", "var", "cov") and "ddof" not in given:
        for ddof in (1, 0):
            more = [*keywords, ast.keyword("ddof", ast.Constant(ddof))]
            yield 2, SETTING, ast.Call(function, arguments, more)
    if name == "len" and len(arguments) == 1:
        yield 1, COUNT, ast.Call(function, [_transposed(arguments[0])], [])
    if name == "range" and len(arguments) == 1:
        yield 2, COUNT, ast.Call(function, [ast.Constant(1), *arguments], [])


def _of_subscript(node: ast.expr) -> Iterator[Change]:
    if not isinstance(node, ast.Subscript):
        return
    yield 2, INDEX, node.value
    index = node.slice
    if isinstance(index, ast.Slice):
        for new in _slices(index):
            yield 2, INDEX, ast.Subscript(node.value, new, ast.Load())
    if isinstance(index, ast.Tuple):
        for i, part in enumerate(index.elts):
            news = _slices(part) if isinstance(part, ast.Slice) else [ast.Slice()]
            for new in news:
                parts = [*index.elts[:i], new, *index.elts[i + 1 :]]
                made = ast.Tuple(parts, ast.Load())
                yield 2, INDEX, ast.Subscript(node.value, made, ast.Load())
        if len(index.elts) == 2:
            turned = ast.Tuple(index.elts[::-1], ast.Load())
            yield 2, INDEX, ast.Subscript(node.value, turned, ast.Load())


def _slices(index: ast.Slice) -> Iterator[ast.Slice]:
    one, last = ast.Constant(1), _minus(ast.Constant(1))
    if index.lower is None:
        yield ast.Slice(one, index.upper, index.step)
    else:
        yield ast.Slice(None, index.upper, index.step)
        yield ast.Slice(_binary(index.lower, ast.Add, one), index.upper, index.step)
        yield ast.Slice(_binary(index.lower, ast.Sub, one), index.upper, index.step)
    if index.upper is None:
        yield ast.Slice(index.lower, last, index.step)
    else:
        yield ast.Slice(index.lower, None, index.step)
        yield ast.Slice(index.lower, _binary(index.upper, ast.Add, one), index.step)
        yield ast.Slice(index.lower, _binary(index.upper, ast.Sub, one), index.step)
    if index.step is not None:
        yield ast.Slice(index.lower, index.upper, None)


_COMPARED = {
    ast.Lt: (ast.Gt, ast.LtE, ast.GtE),
    ast.Gt: (ast.Lt, ast.GtE, ast.LtE),
    ast.LtE: (ast.GtE, ast.Lt, ast.Gt),
    ast.GtE: (ast.LtE, ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
}


def _of_comparison(node: ast.expr) -> Iterator[Change]:
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for other in _COMPARED.get(type(node.ops[0]), ()):
            yield 1, COMPARISON, ast.Compare(node.left, [other()], node.comparators)
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield 1, COMPARISON, ast.BoolOp(other, node.values)
    if isinstance(node, ast.IfExp):
        yield 1, ORDER, ast.IfExp(node.test, node.orelse, node.body)


def _of_sequence(node: ast.expr) -> Iterator[Change]:
    """Things in a list or tuple: two of them swapped, one left out, the whole turned round."""
    if not isinstance(node, (ast.List, ast.Tuple)) or not 2 <= len(node.elts) <= 6:
        return
    for i, j in itertools.combinations(range(len(node.elts)), 2):
        swapped = list(node.elts)
        swapped[i], swapped[j] = swapped[j], swapped[i]
        yield 1, ORDER, type(node)(swapped, ast.Load())
    if isinstance(node, ast.List):
        for i in range(len(node.elts)):
            kept = node.elts[:i] + node.elts[i + 1 :]
            yield 3, TOO_MUCH, ast.List(kept, ast.Load())


def _of_anything(node: ast.expr, parent: ast.AST | None) -> Iterator[Change]:
    """What may be missing around any expression."""
    if isinstance(node, (ast.Tuple, ast.List, ast.Compare, ast.BoolOp, ast.Lambda, ast.Dict)):
        return
    if isinstance(node, (ast.ListComp, ast.GeneratorExp)):
        return
    if isinstance(parent, (ast.Subscript, ast.Slice)) and parent.__dict__.get("value") is not node:
        return  # an index
    one, two = ast.Constant(1), ast.Constant(2)
    if isinstance(node, ast.Constant):
        return
    if not _is_factor(parent):  # a product has its sign and its number once
        if not isinstance(parent, ast.BinOp) and not isinstance(node, ast.UnaryOp):
            yield 2, SIGN, _minus(node)
        yield 2, FACTOR, _binary(two, ast.Mult, node)
        yield 2, FACTOR, _binary(node, ast.Div, two)
    if not (isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Pow)):
        yield 2, POWER, _binary(node, ast.Pow, two)
    yield 2, POWER, _numpy("sqrt", node)
    yield 2, POWER, _binary(one, ast.Div, node)
    yield 2, TURN, _transposed(node)
    if isinstance(node, (ast.Name, ast.Call, ast.Subscript, ast.Attribute)):
        yield 3, COUNT, _binary(node, ast.Add, one)
        yield 3, COUNT, _binary(node, ast.Sub, one)
    yield 3, CALL, _binary(one, ast.Sub, node)
    for name in ("log", "exp", "abs", "sum", "mean", "linalg.inv", "diag", "cumsum"):
        yield 3, CALL, _numpy(name, node)
    if isinstance(node, (ast.Name, ast.Attribute)):
        for index in ("1:", ":-1", ":, 1:", ":, :-1", "0", "-1", "::-1", ":, None"):
            yield 3, INDEX, _item(node, index)
        yield 4, CALL, _binary(node, ast.Sub, _method(node, "mean"))
        yield 4, CALL, _binary(node, ast.Sub, _method(node, "mean", axis=0))
    if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript, ast.BinOp)):
        rows = ast.Call(ast.Name("len", ast.Load()), [node], [])
        columns = ast.List([_numpy("ones", rows), node], ast.Load())
        yield 4, INDEX, _numpy("column_stack", columns)


def _of_lines(root: ast.AST) -> Iterator[Edit]:
    for node in ast.walk(root):
        for body in (getattr(node, "body", None), getattr(node, "orelse", None)):
            if isinstance(body, list):
                yield from _of_block(body)
        if isinstance(node, ast.AugAssign):
            for other in _OTHER.get(type(node.op), ()):
                made = ast.AugAssign(node.target, other(), node.value)
                kind = SIGN if type(node.op) in _SUMS else OPERATION
                yield Edit(((node, made),), kind, 1)
            yield Edit(((node, ast.Assign([node.target], node.value)),), OPERATION, 2)
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            (target,) = node.targets
            if isinstance(target, ast.Tuple) and 2 <= len(target.elts) <= 4:
                for i, j in itertools.combinations(range(len(target.elts)), 2):
                    swapped = list(target.elts)
                    swapped[i], swapped[j] = swapped[j], swapped[i]
                    made = ast.Assign([ast.Tuple(swapped, ast.Store())], node.value)
                    yield Edit(((node, made),), ORDER, 1)
            if isinstance(target, (ast.Name, ast.Subscript)):
                made = ast.AugAssign(target, ast.Add(), node.value)
                yield Edit(((node, made),), OPERATION, 2)


def _of_exchange(root: ast.AST) -> Iterator[Edit]:
    """Two whole numbers of a line, or two of its names, in each other's place."""
    for line in ast.walk(root):
        if not isinstance(line, (ast.Assign, ast.AugAssign, ast.Return, ast.Expr)):
            continue
        inside = list(ast.walk(line))
        numbers = [one for one in inside if _is_number(one) and type(one.value) is int]
        for one, other in itertools.combinations(numbers[:8], 2):
            if one.value != other.value:
                yield Edit(((one, other), (other, one)), ORDER, 1)


def _of_block(body: list[ast.stmt]) -> Iterator[Edit]:
    for before, after in itertools.pairwise(body):
        if not isinstance(before, ast.Return) and not isinstance(after, ast.Return):
            yield Edit(((before, [after, before]), (after, [])), LINE, 2)
    for line in body:
        if len(body) > 1 and isinstance(line, (ast.Assign, ast.AugAssign)):
            yield Edit(((line, []),), LINE, 2)
        if isinstance(line, (ast.For, ast.While)):
            yield from _out_of_a_loop(line)
    for k, loop in enumerate(body):
        if isinstance(loop, (ast.For, ast.While)):
            for line in itertools.takewhile(_is_assignment, reversed(body[:k])):
                longer = _with_body(loop, [line, *loop.body])
                yield Edit(((line, []), (loop, [longer])), LINE, 2, line)


def _is_assignment(line: ast.stmt) -> bool:
    return isinstance(line, ast.Assign)


def _out_of_a_loop(loop: ast.For | ast.While) -> Iterator[Edit]:
    """The last line in a loop, or in a loop at the end of it, put after the loop."""
    *before, last = loop.body
    ways = [(last, before)] if before else []
    if isinstance(last, (ast.For, ast.While)) and len(last.body) > 1:
        *inner, line = last.body
        ways.append((line, [*before, _with_body(last, inner)]))
    for line, rest in ways:
        kind = RETURN if isinstance(line, ast.Return) else LINE
        yield Edit(((loop, [_with_body(loop, rest), line]),), kind, 2, line)


def _with_body(loop: ast.For | ast.While, body: list[ast.stmt]) -> ast.For | ast.While:
    made = copy.copy(loop)
    made.body = body
    return made
