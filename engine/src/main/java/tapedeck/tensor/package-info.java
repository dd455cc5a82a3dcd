/**
 * Tensors as values: data types, shapes, storages, views, and printing as PyTorch prints. Start at
 * {@link tapedeck.tensor.Tensor}.
 */
@NullMarked
package tapedeck.tensor;

import org.jspecify.annotations.NullMarked;
