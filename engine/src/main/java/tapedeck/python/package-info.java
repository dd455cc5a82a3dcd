/**
 * The Python host: GraalPy, the {@code torch} package, line events and tracebacks. Start at {@link
 * tapedeck.python.PythonProgram}.
 */
@NullMarked
package tapedeck.python;

import org.jspecify.annotations.NullMarked;
