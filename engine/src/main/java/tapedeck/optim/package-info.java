/**
 * Optimisers: how a step changes parameters. {@link tapedeck.optim.Optimizer} walks over the
 * parameters; an {@link tapedeck.optim.UpdateRule} computes one update as a sum of named terms.
 */
@NullMarked
package tapedeck.optim;

import org.jspecify.annotations.NullMarked;
