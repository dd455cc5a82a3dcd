package tapedeck.op;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All operators, in the order in which their families list them. */
public final class OpTable {
  private static final Map<String, Op> ROWS = new LinkedHashMap<>();
  private static final Map<String, List<Op>> FUNCTIONS = new LinkedHashMap<>();

  static {
    Arithmetic.ROWS.forEach(OpTable::add);
    Elementwise.ROWS.forEach(OpTable::add);
    Combined.ROWS.forEach(OpTable::add);
    Reductions.ROWS.forEach(OpTable::add);
    Shapes.ROWS.forEach(OpTable::add);
    Matrices.ROWS.forEach(OpTable::add);
    Conversions.ROWS.forEach(OpTable::add);
    Functions.ROWS.forEach(OpTable::add);
    GammaFunctions.ROWS.forEach(OpTable::add);
    SpecialRows.ROWS.forEach(OpTable::add);
    Rounding.ROWS.forEach(OpTable::add);
    Comparisons.ROWS.forEach(OpTable::add);
    Pairs.ROWS.forEach(OpTable::add);
    LogProducts.ROWS.forEach(OpTable::add);
    Extremes.ROWS.forEach(OpTable::add);
    Ordering.ROWS.forEach(OpTable::add);
    Clamps.ROWS.forEach(OpTable::add);
    Statistics.ROWS.forEach(OpTable::add);
    Norms.ROWS.forEach(OpTable::add);
    Cumulations.ROWS.forEach(OpTable::add);
    StridedViews.ROWS.forEach(OpTable::add);
    StridedViewGradients.ROWS.forEach(OpTable::add);
    Slices.ROWS.forEach(OpTable::add);
    Rearranging.ROWS.forEach(OpTable::add);
    Triangles.ROWS.forEach(OpTable::add);
    Repetition.ROWS.forEach(OpTable::add);
    Indexing.ROWS.forEach(OpTable::add);
    Embeddings.ROWS.forEach(OpTable::add);
    Scattering.ROWS.forEach(OpTable::add);
    IndexedSlices.ROWS.forEach(OpTable::add);
    ScatterReductions.ROWS.forEach(OpTable::add);
    Products.ROWS.forEach(OpTable::add);
    Contractions.ROWS.forEach(OpTable::add);
    AddedProducts.ROWS.forEach(OpTable::add);
    CrossProducts.ROWS.forEach(OpTable::add);
    ActivationGradients.ROWS.forEach(OpTable::add);
    Activations.ROWS.forEach(OpTable::add);
    Gelu.ROWS.forEach(OpTable::add);
    Softmax.ROWS.forEach(OpTable::add);
    RectifierGradients.ROWS.forEach(OpTable::add);
    Rectifiers.ROWS.forEach(OpTable::add);
    RecurrentLayers.ROWS.forEach(OpTable::add);
    Attention.ROWS.forEach(OpTable::add);
    LossGradients.ROWS.forEach(OpTable::add);
    EntropyGradients.ROWS.forEach(OpTable::add);
    Losses.ROWS.forEach(OpTable::add);
    Likelihoods.ROWS.forEach(OpTable::add);
    MarginLosses.ROWS.forEach(OpTable::add);
    CtcLoss.ROWS.forEach(OpTable::add);
    Convolutions.ROWS.forEach(OpTable::add);
    ConvolutionGradients.ROWS.forEach(OpTable::add);
    PoolingGradients.ROWS.forEach(OpTable::add);
    Pooling.ROWS.forEach(OpTable::add);
    FractionalPooling.ROWS.forEach(OpTable::add);
    AdaptivePooling.ROWS.forEach(OpTable::add);
    Normalisation.ROWS.forEach(OpTable::add);
    BatchNormalisation.ROWS.forEach(OpTable::add);
    GroupNormalisation.ROWS.forEach(OpTable::add);
    NormalisationGradientRows.ROWS.forEach(OpTable::add);
    ResamplingGradients.ROWS.forEach(OpTable::add);
    Resampling.ROWS.forEach(OpTable::add);
    GridSampler.ROWS.forEach(OpTable::add);
    AffineGrids.ROWS.forEach(OpTable::add);
    Padding.ROWS.forEach(OpTable::add);
    Unfolding.ROWS.forEach(OpTable::add);
    Shuffles.ROWS.forEach(OpTable::add);
    Randomness.ROWS.forEach(OpTable::add);
    Dropout.ROWS.forEach(OpTable::add);
    Filling.ROWS.forEach(OpTable::add);
    RandomVariates.ROWS.forEach(OpTable::add);
    Counting.ROWS.forEach(OpTable::add);
    UniqueValues.ROWS.forEach(OpTable::add);
    DistanceGradients.ROWS.forEach(OpTable::add);
    Distances.ROWS.forEach(OpTable::add);
    Placements.ROWS.forEach(OpTable::add);
    TriangularSystems.ROWS.forEach(OpTable::add);
    Unpooling.ROWS.forEach(OpTable::add);
    Bags.ROWS.forEach(OpTable::add);
    MatrixChains.ROWS.forEach(OpTable::add);
    Determinants.ROWS.forEach(OpTable::add);
    LinearAlgebra.ROWS.forEach(OpTable::add);
    Decompositions.ROWS.forEach(OpTable::add);
    CholeskyFactors.ROWS.forEach(OpTable::add);
    LuFactors.ROWS.forEach(OpTable::add);
    LuSystems.ROWS.forEach(OpTable::add);
    LeastSquares.ROWS.forEach(OpTable::add);
    MatrixExponential.ROWS.forEach(OpTable::add);
  }

  private OpTable() {}

  private static void add(Op op) {
    if (ROWS.put(op.name(), op) != null) {
      throw new IllegalStateException("two rows are called " + op.name());
    }
    if (!op.isInternal()) {
      FUNCTIONS.computeIfAbsent(op.function(), any -> new ArrayList<>()).add(op);
    }
  }

  public static List<Op> all() {
    return List.copyOf(ROWS.values());
  }

  /** The row called {@code name}, or {@code name} without a final underscore; else null. */
  public static @Nullable Op find(String name) {
    Op op = ROWS.get(name);
    return op == null && name.endsWith("_") ? ROWS.get(name.substring(0, name.length() - 1)) : op;
  }

  /**
   * The row called {@code name}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Op row(String name) {
    Op op = ROWS.get(name);
    if (op == null) {
      throw new IllegalArgumentException("no operator is called " + name);
    }
    return op;
  }

  /** The names under which programs call operators. */
  public static List<String> functions() {
    return List.copyOf(FUNCTIONS.keySet());
  }

  /** The overloads of a function, in the order in which they are tried; empty if there are none. */
  public static List<Op> overloads(String function) {
    return FUNCTIONS.getOrDefault(function, List.of());
  }
}
