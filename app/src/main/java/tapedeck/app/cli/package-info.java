/** The command line. Start at {@link tapedeck.app.cli.Main}. */
@NullMarked
package tapedeck.app.cli;

import org.jspecify.annotations.NullMarked;
