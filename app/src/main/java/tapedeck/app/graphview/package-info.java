/** The graph pane: the picture in motion, and what a person does with it. */
@NullMarked
package tapedeck.app.graphview;

import org.jspecify.annotations.NullMarked;
