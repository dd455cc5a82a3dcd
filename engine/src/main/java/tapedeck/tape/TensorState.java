package tapedeck.tape;

import org.jspecify.annotations.Nullable;
import tapedeck.tensor.TensorValue;

/**
 * A tensor at one moment.
 *
 * @param madeAt when and where it was made
 * @param value what it holds now
 * @param requiresGrad whether it is followed now; a leaf can change its mind
 * @param grad its {@code .grad}, null for None
 * @param gradStorage the number of the memory that {@code .grad} looks at, 0 for None
 * @param retainsGrad whether {@code retain_grad()} was called on it
 */
public record TensorState(
    RecordedTensor made,
    Moment madeAt,
    TensorValue value,
    boolean requiresGrad,
    @Nullable TensorValue grad,
    long gradStorage,
    boolean retainsGrad) {
  public long id() {
    return made.id();
  }

  /** Whether no recorded operation made it. */
  public boolean isLeaf() {
    return made.gradFn() == null;
  }

  TensorState withValue(TensorValue newValue) {
    return new TensorState(made, madeAt, newValue, requiresGrad, grad, gradStorage, retainsGrad);
  }

  /** The tensor after it was written to, or was given other memory to look at. */
  TensorState over(RecordedTensor after) {
    RecordedTensor moved =
        new RecordedTensor(
            made.id(),
            made.value(),
            made.requiresGrad(),
            made.gradFn(),
            made.outputNr(),
            after.storage(),
            after.version(),
            after.apart());
    boolean counted = after.storage() == made.storage() && !made.apart() && !after.apart();
    return new TensorState(
        counted ? made : moved,
        madeAt,
        after.value(),
        requiresGrad,
        grad,
        gradStorage,
        retainsGrad);
  }

  TensorState withRequiresGrad(boolean requires) {
    return new TensorState(made, madeAt, value, requires, grad, gradStorage, retainsGrad);
  }

  TensorState withGrad(@Nullable TensorValue newGrad, long storage) {
    return new TensorState(made, madeAt, value, requiresGrad, newGrad, storage, retainsGrad);
  }

  TensorState retaining() {
    return new TensorState(made, madeAt, value, requiresGrad, grad, gradStorage, true);
  }
}
