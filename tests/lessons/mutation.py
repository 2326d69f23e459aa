"""Programs with one node changed: plus for minus, a 2 for a 1, two arguments exchanged."""

import ast
import copy
import inspect
import textwrap
from typing import ClassVar


class Mutator(ast.NodeTransformer):
    """Changes one node of a program: the `place`-th that can be changed."""

    SWAPS: ClassVar = {
        ast.Add: ast.Sub,
        ast.Sub: ast.Add,
        ast.Mult: ast.Div,
        ast.Div: ast.Mult,
        ast.MatMult: ast.Mult,
        ast.Pow: ast.Mult,
    }

    def __init__(self, place):
        self.place, self.seen, self.changed = place, -1, False

    def _now(self):
        self.seen += 1
        self.changed |= self.seen == self.place
        return self.seen == self.place

    def visit_BinOp(self, node):
        self.generic_visit(node)
        if type(node.op) in self.SWAPS and self._now():
            node.op = self.SWAPS[type(node.op)]()
        return node

    def visit_UnaryOp(self, node):
        self.generic_visit(node)
        return node.operand if isinstance(node.op, ast.USub) and self._now() else node

    def visit_Constant(self, node):
        if (
            isinstance(node.value, (int, float))
            and not isinstance(node.value, bool)
            and self._now()
        ):
            return ast.Constant(node.value + 1)
        return node

    def visit_Attribute(self, node):
        self.generic_visit(node)
        return node.value if node.attr == "T" and self._now() else node

    def visit_Starred(self, node):
        self.generic_visit(node)
        return node

    def visit_Call(self, node):
        self.generic_visit(node)
        if len(node.args) == 2 and not node.keywords and self._now():
            node.args.reverse()
        return node


def mutants(program):
    tree = ast.parse(textwrap.dedent(inspect.getsource(program)))
    tree.body[0].decorator_list = []
    for place in range(200):
        changed = copy.deepcopy(tree)
        mutator = Mutator(place)
        mutator.visit(changed)
        if not mutator.changed:
            return
        scope = dict(program.__globals__)
        exec(compile(ast.fix_missing_locations(changed), f"<mutant {place}>", "exec"), scope)
        yield ast.unparse(changed), scope[program.__name__]
