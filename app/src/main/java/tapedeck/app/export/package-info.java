/** The picture of the graph as SVG and PNG, without a window. */
@NullMarked
package tapedeck.app.export;

import org.jspecify.annotations.NullMarked;
