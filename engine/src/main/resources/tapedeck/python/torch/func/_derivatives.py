"""Gradients, Jacobians and products of functions of nested tensors, by reverse mode.

A transform differentiates with respect to stand-ins of its inputs. What it returns has a graph
only as far as tensors from outside of the transform ask for one: an outer transform, or a leaf
that the function closes over.
"""

import functools

import torch
from torch._tensor import Tensor
from torch._transforms import run
from torch.utils._pytree import tree_flatten, tree_unflatten, treespec_pprint


class _Inputs:
    """The stand-ins of the inputs, nested as they were."""

    def __init__(self, values):
        given, self.spec = tree_flatten(values)
        for one in given:
            if not isinstance(one, Tensor):
                raise ValueError(f"Thing passed to transform API must be Tensor, got {type(one)}")
        self.stand_ins = [
            one.view_as(one) if one.requires_grad else _leaf_of(one)
            for one in given
        ]
        self._fresh = {id(new) for new in self.stand_ins if new.is_leaf}

    def nested(self):
        return tree_unflatten(self.stand_ins, self.spec)

    def hide_from(self, results):
        """Whether nothing but these inputs is behind the results."""
        return all(
            id(leaf) in self._fresh
            for result in results
            if result.requires_grad
            for leaf in _leaves(result)
        )

    def gradients(self, outputs, seeds, create_graph):
        """One for each stand-in: the sum of the vector-Jacobian products of the outputs."""
        for i, (output, seed) in enumerate(zip(outputs, seeds)):
            if seed is not None and output.shape != seed.shape:
                raise RuntimeError(
                    f"Mismatch in shape: grad_output[{i}] has a shape of {seed.shape} and "
                    f"output[{i}] has a shape of {output.shape}."
                )
        pairs = [pair for pair in zip(outputs, seeds) if pair[0].requires_grad]
        if not pairs:
            return [torch.zeros_like(one) for one in self.stand_ins]
        outputs, seeds = zip(*pairs)
        found = torch.autograd.grad(
            outputs, self.stand_ins, seeds, True, create_graph, allow_unused=True
        )
        return [
            torch.zeros_like(one) if g is None else g for g, one in zip(found, self.stand_ins)
        ]


def _leaf_of(tensor):
    made = tensor.detach()
    torch._tensor._tensors.set_requires_grad(made._j, True)
    return made


def _leaves(tensor):
    return [tensor] if tensor.grad_fn is None else _host.nodes.leaves(tensor.grad_fn._j)


class _Level:
    """One transform at work: grad mode is on inside, and results leave without its graph."""

    def __enter__(self):
        self.recorded = torch.is_grad_enabled()
        self._mode = torch.enable_grad()
        self._mode.__enter__()
        return self

    def __exit__(self, *error):
        self._mode.__exit__(*error)

    def keeps(self, inputs, results):
        """Whether somebody outside may differentiate what is computed from the results."""
        return self.recorded and not inputs.hide_from(results)

    @staticmethod
    def plain(tree, keep):
        if keep:
            return tree
        leaves, spec = tree_flatten(tree)
        return tree_unflatten(
            [one.detach() if isinstance(one, Tensor) else one for one in leaves], spec
        )


def _numbers(argnums, count):
    single = isinstance(argnums, int)
    if not single and not isinstance(argnums, tuple):
        raise RuntimeError(f"argnums must be int or Tuple[int, ...], got: {type(argnums)}")
    numbers = (argnums,) if single else argnums
    for number in numbers:
        if not -count <= number < count:
            raise RuntimeError(f"Got argnum={number}, but only {count} positional inputs")
    return [number % count for number in numbers], single


def _with(args, numbers, values):
    args = list(args)
    for number, value in zip(numbers, values):
        args[number] = value
    return args


def _only_tensors(results, function):
    for one in results:
        if not isinstance(one, Tensor):
            start = "vjp(f, *primals)" if function == "vjp" else "jvp(f, primals, tangents)"
            raise RuntimeError(
                f"{start}: expected f(*primals) to return only tensors, got unsupported type "
                f"{type(one)}"
            )


def _split(output, has_aux, function):
    if not has_aux:
        return output, None
    if not (isinstance(output, tuple) and len(output) == 2):
        raise RuntimeError(
            f"{function}: output of function f should be a tuple: (output, aux) if has_aux is True"
        )
    return output


def grad_and_value(func, argnums=0, has_aux=False):
    """The function that returns the gradient of `func`, and what `func` returned."""

    @functools.wraps(func)
    def wrapper(*args, **kwargs):
        with _Level() as level:
            numbers, single = _numbers(argnums, len(args))
            inputs = _Inputs([args[number] for number in numbers])
            output = run(func, _with(args, numbers, inputs.nested()), kwargs)
            output, aux = _split(output, has_aux, "grad_and_value(f)(*args)")
            _check_scalar(output)
            keep = level.keeps(inputs, [output])
            found = inputs.gradients([output], [None], keep)
            nested = tree_unflatten(found, inputs.spec)
            gradient = level.plain(nested[0] if single else tuple(nested), keep)
            value = level.plain(output, keep)
            return gradient, (value, level.plain(aux, keep)) if has_aux else value

    return wrapper


def _check_scalar(output):
    start = "grad_and_value(f)(*args): Expected f(*args) to return a"
    if not isinstance(output, Tensor):
        raise RuntimeError(f"{start} Tensor, got {type(output)}")
    if output.dim() != 0:
        raise RuntimeError(
            f"{start} scalar Tensor, got tensor with {output.dim()} dims. Maybe you wanted to use "
            "the vjp or jacrev APIs instead?"
        )


def grad(func, argnums=0, has_aux=False):
    """The function that returns the gradient of `func`, which returns a scalar."""

    @functools.wraps(func)
    def wrapper(*args, **kwargs):
        gradient, value = grad_and_value(func, argnums, has_aux)(*args, **kwargs)
        return (gradient, value[1]) if has_aux else gradient

    return wrapper


def vjp(func, *primals, has_aux=False):
    """What `func` returns, and the function from a vector to its product with the Jacobian."""
    with _Level() as level:
        inputs = _Inputs(list(primals))
        output, aux = _split(run(func, inputs.nested(), {}), has_aux, "vjp(f, *primals)")
        results, spec = tree_flatten(output)
        _only_tensors(results, "vjp")
        keep = level.keeps(inputs, results)

    def product(cotangents, retain_graph=True, create_graph=None):
        seeds, seed_spec = tree_flatten(cotangents)
        if seed_spec != spec:
            raise RuntimeError(
                "Expected pytree structure of cotangents to be the same as pytree structure of "
                f"outputs to the function. cotangents: {treespec_pprint(seed_spec)}, primal "
                f"output: {treespec_pprint(spec)}"
            )
        with _Level() as outer:
            graph = outer.recorded and (keep or any(seed.requires_grad for seed in seeds))
            found = inputs.gradients(results, seeds, graph)
            return tuple(outer.plain(tree_unflatten(found, inputs.spec), graph))

    output = level.plain(output, keep)
    return (output, product, level.plain(aux, keep)) if has_aux else (output, product)


def jvp(func, primals, tangents, *, strict=False, has_aux=False):
    """What `func` returns, and the product of its Jacobian with the tangents."""
    start = "jvp(f, primals, tangents): Expected"
    if not isinstance(primals, tuple):
        raise RuntimeError(
            f"{start} primals to be a tuple. E.g. it should be valid to call f(*primals)."
        )
    leaves, spec = tree_flatten(primals)
    directions, direction_spec = tree_flatten(tangents)
    if spec != direction_spec:
        raise RuntimeError(
            f"{start} primals and tangents to have the same python structure. For example, if "
            "primals is a tuple of 3 tensors, tangents also must be. Got primals with structure "
            f"{spec} and tangents with structure {direction_spec}"
        )
    if not leaves:
        raise RuntimeError(f"{start} primals to contain at least one Tensor.")
    output, along, aux = _linearized(func, primals, has_aux)
    product = along(directions)
    return (output, product, aux) if has_aux else (output, product)


def _linearized(func, primals, has_aux=False):
    """The output, the function from the directions' leaves to the product, and what is aux."""
    with _Level() as level:
        inputs = _Inputs(list(primals))
        output, aux = _split(run(func, inputs.nested(), {}), has_aux, "jvp(f, primals, tangents)")
        results, spec = tree_flatten(output)
        _only_tensors(results, "jvp")
        keep = level.keeps(inputs, results)
        # the vector-Jacobian product is linear in its vector: its own transpose is the answer
        vectors = [torch.zeros_like(result, requires_grad=True) for result in results]
        transposed = inputs.gradients(results, vectors, True)

    def along(directions):
        for one, direction in zip(inputs.stand_ins, directions):
            if one.shape != direction.shape:
                raise RuntimeError(
                    "Trying to set a forward gradient that has a different size than that of the "
                    "original Tensor, this is not supported. Tensor is of size "
                    f"{list(one.shape)} while the given forward gradient is of size "
                    f"{list(direction.shape)}."
                )
        with _Level() as outer:
            graph = outer.recorded and (keep or any(d.requires_grad for d in directions))
            pairs = [pair for pair in zip(transposed, directions) if pair[0].requires_grad]
            found = [None] * len(vectors)
            if pairs:
                products, seeds = zip(*pairs)
                found = torch.autograd.grad(
                    products, vectors, seeds, True, graph, allow_unused=True
                )
            found = [torch.zeros_like(v) if g is None else g for g, v in zip(found, vectors)]
            return outer.plain(tree_unflatten(found, spec), graph)

    return level.plain(output, keep), along, level.plain(aux, keep)


def linearize(func, *primals):
    """What `func` returns, and the function from tangents to their product with the Jacobian."""
    output, along, _ = _linearized(func, primals)
    return output, lambda *tangents: along(tree_flatten(tangents)[0])


def jacrev(func, argnums=0, *, has_aux=False, chunk_size=None, _preallocate_and_copy=False):
    """The function that returns the Jacobian of `func`, computed row by row."""
    return _jacobian(func, argnums, has_aux, "vjp")


def jacfwd(func, argnums=0, has_aux=False, *, randomness="error"):
    """The function that returns the Jacobian of `func`; the same numbers as `jacrev`."""
    return _jacobian(func, argnums, has_aux, "jvp")


def _jacobian(func, argnums, has_aux, kind):
    @functools.wraps(func)
    def wrapper(*args, **kwargs):
        with _Level() as level:
            numbers, single = _numbers(argnums, len(args))
            inputs = _Inputs([args[number] for number in numbers])
            output = run(func, _with(args, numbers, inputs.nested()), kwargs)
            output, aux = _split(output, has_aux, "vjp(f, *primals)")
            results, spec = tree_flatten(output)
            _only_tensors(results, kind)
            keep = level.keeps(inputs, results)
            blocks = []
            for result in results:
                nested = tree_unflatten(_rows(inputs, result, keep), inputs.spec)
                blocks.append(nested[0] if single else tuple(nested))
            jacobian = level.plain(tree_unflatten(blocks, spec), keep)
            return (jacobian, level.plain(aux, keep)) if has_aux else jacobian

    return wrapper


def _rows(inputs, result, create_graph):
    count = result.numel()
    basis = torch.eye(count, dtype=result.dtype).view(count, *result.shape)
    rows = [inputs.gradients([result], [basis[k]], create_graph) for k in range(count)]
    return [
        torch.stack(column).view(*result.shape, *one.shape)
        if rows
        else one.new_zeros(*result.shape, *one.shape)
        for column, one in zip(zip(*rows) if rows else inputs.stand_ins, inputs.stand_ins)
    ]


def hessian(func, argnums=0):
    """The function that returns the Hessian of `func`."""
    return jacfwd(jacrev(func, argnums), argnums)
