/** What is remembered between two starts. */
@NullMarked
package tapedeck.app.settings;

import org.jspecify.annotations.NullMarked;
