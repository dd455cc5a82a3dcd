/**
 * The picture of a computation graph without a toolkit: where everything lies, what it looks like
 * at one moment as plain records, and how that is painted on any {@link
 * tapedeck.app.picture.Surface}. Shared by the window, the export and the command line.
 */
@NullMarked
package tapedeck.app.picture;

import org.jspecify.annotations.NullMarked;
