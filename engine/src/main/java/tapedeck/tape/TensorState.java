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
 */
public record TensorState(
    RecordedTensor made,
    Moment madeAt,
    TensorValue value,
    boolean requiresGrad,
    @Nullable TensorValue grad,
    long gradStorage) {
  public long id() {
    return made.id();
  }

  /** Whether no recorded operation made it. */
  public boolean isLeaf() {
    return made.gradFn() == null;
  }

  TensorState withValue(TensorValue newValue) {
    return new TensorState(made, madeAt, newValue, requiresGrad, grad, gradStorage);
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
            after.storage());
    return new TensorState(
        after.storage() == made.storage() ? made : moved,
        madeAt,
        after.value(),
        requiresGrad,
        grad,
        gradStorage);
  }

  TensorState withRequiresGrad(boolean requires) {
    return new TensorState(made, madeAt, value, requires, grad, gradStorage);
  }

  TensorState withGrad(@Nullable TensorValue newGrad, long storage) {
    return new TensorState(made, madeAt, value, requiresGrad, newGrad, storage);
  }
}
