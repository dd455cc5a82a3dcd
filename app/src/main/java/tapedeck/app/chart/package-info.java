/** Small pictures of numbers that several parts of the window show. */
@NullMarked
package tapedeck.app.chart;

import org.jspecify.annotations.NullMarked;
