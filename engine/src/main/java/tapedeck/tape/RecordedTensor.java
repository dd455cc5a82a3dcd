package tapedeck.tape;

import org.jspecify.annotations.Nullable;
import tapedeck.tensor.TensorValue;

/**
 * A tensor as it was when it was made.
 *
 * @param id the engine's number
 * @param gradFn the number of the node that made it, null for a leaf
 * @param outputNr which output of that node it is
 * @param storage the number of the memory it looks at, by which tensors that share it are known
 * @param version how often that memory had been written in place
 * @param apart whether its version is counted apart from the first tensor's of that memory, as that
 *     of {@code tensor.data}
 */
public record RecordedTensor(
    long id,
    TensorValue value,
    boolean requiresGrad,
    @Nullable Long gradFn,
    int outputNr,
    long storage,
    int version,
    boolean apart) {}
