/** Questions asked of a tape, and the words that explain a step. */
@NullMarked
package tapedeck.analysis;

import org.jspecify.annotations.NullMarked;
