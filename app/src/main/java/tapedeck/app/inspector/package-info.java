/** What is selected, at the position on the tape. */
@NullMarked
package tapedeck.app.inspector;

import org.jspecify.annotations.NullMarked;
