/** The words of the window, in the user's language. */
@NullMarked
package tapedeck.app.text;

import org.jspecify.annotations.NullMarked;
