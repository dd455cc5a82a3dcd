/** The window that puts the parts together. */
@NullMarked
package tapedeck.app.shell;

import org.jspecify.annotations.NullMarked;
