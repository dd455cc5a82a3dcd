/** The programs that a user can open. {@link tapedeck.samples.SampleCatalogue} lists them. */
@NullMarked
package tapedeck.samples;

import org.jspecify.annotations.NullMarked;
