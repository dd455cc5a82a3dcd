/**
 * The picture of the computation graph: layout off the window thread, frames of plain records,
 * painting, viewport.
 */
@NullMarked
package tapedeck.app.graphview;

import org.jspecify.annotations.NullMarked;
