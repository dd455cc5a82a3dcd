"""Nested tuples, lists and dicts as a flat list of leaves and a description of the nesting."""

from collections import OrderedDict


class TreeSpec:
    """How leaves are nested: the kind of container, its keys if it has any, and what it holds."""

    def __init__(self, type=None, context=None, children=()):
        self.type, self.context, self.children = type, context, list(children)
        self.num_leaves = sum(c.num_leaves for c in self.children) if type else 1

    def is_leaf(self):
        return self.type is None

    def __eq__(self, other):
        return (
            isinstance(other, TreeSpec)
            and (self.type, self.context) == (other.type, other.context)
            and self.children == other.children
        )

    __hash__ = None

    def __repr__(self, indent=0):
        if self.is_leaf():
            return "*"
        inner = indent + 2
        parts = [child.__repr__(inner) for child in self.children]
        held = parts[0] if parts else ""
        held += "".join(",\n" + " " * inner + part for part in parts[1:])
        return f"TreeSpec({self.type.__name__}, {self.context}, [{held}])"


LeafSpec = TreeSpec


def treespec_pprint(treespec):
    """The nesting as the literal that would make it, with a star for each leaf."""
    return repr(tree_unflatten([_Star()] * treespec.num_leaves, treespec))


class _Star:
    def __repr__(self):
        return "*"


def _taken_apart(tree):
    kind = type(tree)
    if kind in (list, tuple):
        return kind, None, tree
    if kind in (dict, OrderedDict):
        return kind, list(tree), list(tree.values())
    if isinstance(tree, tuple) and hasattr(tree, "_fields"):
        return kind, kind, tree
    return None


def tree_flatten(tree, is_leaf=None):
    apart = None if is_leaf is not None and is_leaf(tree) else _taken_apart(tree)
    if apart is None:
        return [tree], TreeSpec()
    kind, context, children = apart
    leaves, specs = [], []
    for child in children:
        found, spec = tree_flatten(child, is_leaf)
        leaves += found
        specs.append(spec)
    return leaves, TreeSpec(kind, context, specs)


def _built(leaves, spec):
    if spec.is_leaf():
        return next(leaves)
    children = [_built(leaves, child) for child in spec.children]
    if isinstance(spec.context, list):
        return spec.type(zip(spec.context, children))
    return spec.type(*children) if spec.context else spec.type(children)


def tree_unflatten(leaves, treespec):
    leaves = list(leaves)
    if len(leaves) != treespec.num_leaves:
        raise ValueError(
            f"tree_unflatten(leaves, treespec): `leaves` has length {len(leaves)} but the spec "
            f"refers to a pytree that holds {treespec.num_leaves} items ({treespec})."
        )
    return _built(iter(leaves), treespec)


def tree_map(func, tree, *rests, is_leaf=None):
    leaves, spec = tree_flatten(tree, is_leaf)
    others = [tree_flatten(rest, is_leaf)[0] for rest in rests]
    return tree_unflatten([func(*items) for items in zip(leaves, *others)], spec)


def tree_leaves(tree, is_leaf=None):
    return tree_flatten(tree, is_leaf)[0]


def tree_structure(tree, is_leaf=None):
    return tree_flatten(tree, is_leaf)[1]


def broadcast_to(prefix, spec):
    """The leaves of `prefix` repeated for `spec`, whose front it is; None if it is not."""
    if spec.is_leaf() or _taken_apart(prefix) is None:
        fits = _taken_apart(prefix) is None
        return [prefix] * spec.num_leaves if fits else None
    kind, context, children = _taken_apart(prefix)
    if (kind, context, len(children)) != (spec.type, spec.context, len(spec.children)):
        return None
    parts = [broadcast_to(child, inner) for child, inner in zip(children, spec.children)]
    return None if None in parts else [leaf for part in parts for leaf in part]
