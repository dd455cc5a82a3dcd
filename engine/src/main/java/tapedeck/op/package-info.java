/**
 * The operator table: one {@link tapedeck.op.Op} row an operator, with its kernel, its derivative
 * and its samples.
 */
@NullMarked
package tapedeck.op;

import org.jspecify.annotations.NullMarked;
