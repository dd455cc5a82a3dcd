/** The tape as a strip of phases, with a scrubber. */
@NullMarked
package tapedeck.app.timeline;

import org.jspecify.annotations.NullMarked;
