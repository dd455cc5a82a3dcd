package tapedeck.tape;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One application of an operator.
 *
 * @param op the operator's name
 * @param output the number of the first tensor it made, which also names the operation
 * @param node the number of its backward function, null if no gradient is recorded
 */
public record OperationState(
    String op, List<Operand> operands, long output, @Nullable Long node, Moment at) {}
