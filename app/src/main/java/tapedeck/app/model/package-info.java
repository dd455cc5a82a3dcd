/**
 * What the window shows, as observable values. Views read {@link tapedeck.app.model.DebuggerModel}
 * and know nothing of each other.
 */
@NullMarked
package tapedeck.app.model;

import org.jspecify.annotations.NullMarked;
