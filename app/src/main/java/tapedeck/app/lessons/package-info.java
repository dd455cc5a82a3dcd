/** The start page and the explanation of the current step. */
@NullMarked
package tapedeck.app.lessons;

import org.jspecify.annotations.NullMarked;
