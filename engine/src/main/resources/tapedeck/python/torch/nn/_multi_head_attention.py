"""Attention with several heads as a function, as the module of that name calls it."""

import math

import torch
from torch import _warnings
from torch.nn import functional as F


def _require(holds, message):
    if not holds:
        raise AssertionError(message)


def _check_shapes(query, key, value, padding, mask, heads):
    dims = query.dim()
    _require(
        dims in (2, 3),
        f"query should be unbatched 2D or batched 3D tensor but received {dims}-D query tensor",
    )
    kind = f"For {'batched' if dims == 3 else 'unbatched'} ({dims}-D) `query`, expected "
    _require(
        key.dim() == dims and value.dim() == dims,
        f"{kind}`key` and `value` to be {dims}-D but found {key.dim()}-D and {value.dim()}-D "
        "tensors respectively",
    )
    if padding is not None:
        _require(
            padding.dim() == dims - 1,
            f"{kind}`key_padding_mask` to be `None` or {dims - 1}-D but found {padding.dim()}-D "
            "tensor instead",
        )
    if mask is not None:
        _require(
            mask.dim() in (2, 3),
            f"{kind}`attn_mask` to be `None`, 2-D or 3-D but found {mask.dim()}-D tensor instead",
        )
        expected = (heads, query.shape[0], key.shape[0])
        _require(
            dims == 3 or mask.dim() == 2 or mask.shape == expected,
            f"Expected `attn_mask` shape to be {expected} but got {mask.shape}",
        )


def _additive(mask, name, dtype, other=None):
    """A mask as numbers that are added to the scores."""
    if mask is None:
        return None
    _require(
        mask.dtype is torch.bool or mask.is_floating_point(),
        f"only bool and floating types of {name} are supported",
    )
    if other is not None and other.dtype != mask.dtype:
        _warnings.warn(
            f"Support for mismatched {name} and attn_mask is deprecated. Use same type for both "
            "instead.",
        )
    if mask.dtype is torch.bool:
        return torch.zeros_like(mask, dtype=dtype).masked_fill_(mask, float("-inf"))
    return mask


def _parts(projected, count, width):
    """What one product gave for several, each as if it had been made alone."""
    parts = projected.unflatten(-1, (count, width)).unsqueeze(0)
    parts = parts.transpose(0, -2).squeeze(-2).contiguous()
    return tuple(parts[i] for i in range(count))


def _projections(query, key, value, weight, bias, width):
    """Query, key and value by one weight for the three, with as few products as they allow."""
    if query is key and key is value:
        return _parts(F.linear(query, weight, bias), 3, width)
    if key is value:
        sizes = [width, 2 * width]
        weights = weight.split(sizes)
        biases = (None, None) if bias is None else bias.split(sizes)
        projected = F.linear(query, weights[0], biases[0])
        return (projected, *_parts(F.linear(key, weights[1], biases[1]), 2, width))
    return _each((query, key, value), weight.chunk(3), bias)


def _each(inputs, weights, bias):
    biases = (None,) * 3 if bias is None else bias.chunk(3)
    return tuple(F.linear(x, w, b) for x, w, b in zip(inputs, weights, biases))


def _as_batch(mask, length, source, heads):
    if mask is None:
        return None
    if mask.dim() not in (2, 3):
        raise RuntimeError(f"attn_mask's dimension {mask.dim()} is not supported")
    expected = (length, source) if mask.dim() == 2 else (heads, length, source)
    if mask.shape != expected:
        raise RuntimeError(
            f"The shape of the {mask.dim()}D attn_mask is {mask.shape}, but should be {expected}."
        )
    return mask.unsqueeze(0) if mask.dim() == 2 else mask


def _longer(*masks):
    """Masks with a place more, which is not masked."""
    return tuple(None if mask is None else F.pad(mask, (0, 1)) for mask in masks)


def _split(x, heads, width):
    return x.view(x.shape[0], heads, width).transpose(0, 1)


def _static(given, name, heads, width):
    for i, expected in ((0, heads), (2, width)):
        _require(
            given.size(i) == expected,
            f"expecting {name}.size({i}) of {expected}, but got {given.size(i)}",
        )
    return given


def _merged(mask, padding, batch, heads, source):
    if padding is None:
        return mask
    for i, expected in enumerate((batch, source)):
        _require(
            padding.shape[i] == expected,
            f"Expected key_padded_mask.shape[{i}] to be {expected}, but got {padding.shape[i]}",
        )
    padding = padding.view(batch, 1, 1, source).expand(-1, heads, -1, -1)
    padding = padding.reshape(batch * heads, 1, source)
    return padding if mask is None else mask + padding


def _weighted(q, k, v, mask, rate):
    scaled, turned = q * math.sqrt(1.0 / q.size(-1)), k.transpose(-2, -1)
    scores = torch.bmm(scaled, turned) if mask is None else torch.baddbmm(mask, scaled, turned)
    weights = F.softmax(scores, -1)
    if rate > 0.0:
        weights = F.dropout(weights, rate)
    return torch.bmm(weights, v).transpose(0, 1), weights


def _in_one_step(q, k, v, mask, rate, is_causal, batch, heads):
    if mask is not None:
        whole = mask.size(0) == 1 and mask.dim() == 3
        mask = mask.unsqueeze(0) if whole else mask.view(batch, heads, -1, k.size(1))
    q, k, v = (x.view(batch, heads, x.size(1), x.size(2)) for x in (q, k, v))
    return F.scaled_dot_product_attention(q, k, v, mask, rate, is_causal).permute(2, 0, 1, 3)


def multi_head_attention_forward(
    query, key, value, embed_dim_to_check, num_heads, in_proj_weight, in_proj_bias, bias_k, bias_v,
    add_zero_attn, dropout_p, out_proj_weight, out_proj_bias, training=True,
    key_padding_mask=None, need_weights=True, attn_mask=None, use_separate_proj_weight=False,
    q_proj_weight=None, k_proj_weight=None, v_proj_weight=None, static_k=None, static_v=None,
    average_attn_weights=True, is_causal=False,
):
    """Attention of length × batch × width, and its weights where they are wanted.

    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html
    """
    _check_shapes(query, key, value, key_padding_mask, attn_mask, num_heads)
    single = query.dim() == 2
    if single:
        query, key, value = (x.unsqueeze(1) for x in (query, key, value))
        if key_padding_mask is not None:
            key_padding_mask = key_padding_mask.unsqueeze(0)
    length, batch, width = query.shape
    source = key.shape[0]
    padding = _additive(key_padding_mask, "key_padding_mask", query.dtype, attn_mask)
    if is_causal and attn_mask is None:
        raise RuntimeError(
            "Need attn_mask if specifying the is_causal hint. You may use the Transformer "
            "module method `generate_square_subsequent_mask` to create this mask."
        )
    # the hint serves where nothing but the triangle is masked
    is_causal = is_causal and padding is None and not need_weights
    mask = None if is_causal else _additive(attn_mask, "attn_mask", query.dtype)
    _require(
        width == embed_dim_to_check,
        f"was expecting embedding dimension of {embed_dim_to_check}, but got {width}",
    )
    head = width // num_heads
    _require(
        head * num_heads == width, f"embed_dim {width} not divisible by num_heads {num_heads}"
    )
    if use_separate_proj_weight:
        _require(
            key.shape[:2] == value.shape[:2],
            f"key's sequence and batch dims {key.shape[:2]} do not match value's "
            f"{value.shape[:2]}",
        )
        weights = (q_proj_weight, k_proj_weight, v_proj_weight)
        q, k, v = _each((query, key, value), weights, in_proj_bias)
    else:
        _require(
            key.shape == value.shape,
            f"key shape {key.shape} does not match value shape {value.shape}",
        )
        q, k, v = _projections(query, key, value, in_proj_weight, in_proj_bias, width)
    mask = _as_batch(mask, length, source, batch * num_heads)
    if bias_k is not None and bias_v is not None:
        k = torch.cat([k, bias_k.repeat(1, batch, 1)])
        v = torch.cat([v, bias_v.repeat(1, batch, 1)])
        mask, padding = _longer(mask, padding)
    heads = batch * num_heads
    q = _split(q, heads, head)
    k = _split(k, heads, head) if static_k is None else _static(static_k, "static_k", heads, head)
    v = _split(v, heads, head) if static_v is None else _static(static_v, "static_v", heads, head)
    if add_zero_attn:
        k = torch.cat([k, torch.zeros(heads, 1, head, dtype=k.dtype)], 1)
        v = torch.cat([v, torch.zeros(heads, 1, head, dtype=v.dtype)], 1)
        mask, padding = _longer(mask, padding)
    source = k.size(1)
    mask = _merged(mask, padding, batch, num_heads, source)
    rate = dropout_p if training else 0.0
    found = None
    if need_weights:
        made, found = _weighted(q, k, v, mask, rate)
    else:
        made = _in_one_step(q, k, v, mask, rate, is_causal, batch, num_heads)
    made = F.linear(made.reshape(length * batch, width), out_proj_weight, out_proj_bias)
    made = made.view(length, batch, made.size(1))
    if found is not None:
        found = found.view(batch, num_heads, length, source)
        found = found.mean(1) if average_attn_weights else found
    if single:
        return made.squeeze(1), None if found is None else found.squeeze(0)
    return made, found
