package tapedeck.tensor;

import org.jspecify.annotations.Nullable;

/**
 * How tensors print, as {@code torch.set_printoptions} sets it.
 *
 * @param precision digits after the point
 * @param threshold elements above which the middle of a tensor is left out
 * @param edgeItems elements shown at each end of a dimension that is cut
 * @param lineWidth characters a line
 * @param sciMode true or false to force the notation, null to choose by the values
 * @param implied the floating type that is not written out
 */
public record PrintOptions(
    int precision,
    int threshold,
    int edgeItems,
    int lineWidth,
    @Nullable Boolean sciMode,
    DType implied) {
  /** PyTorch's defaults. */
  public static final PrintOptions DEFAULT = new PrintOptions(4, 1000, 3, 80, null, DType.FLOAT32);
}
