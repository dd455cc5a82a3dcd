/**
 * The computation graph of one {@link tapedeck.tape.State} as a JGraphT graph, and its exchange
 * formats.
 */
@NullMarked
package tapedeck.graph;

import org.jspecify.annotations.NullMarked;
