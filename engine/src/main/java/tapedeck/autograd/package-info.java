/**
 * Reverse-mode differentiation. {@link tapedeck.autograd.Engine#apply} is the one place through
 * which every operator goes; {@link tapedeck.autograd.GradientEngine} runs backward passes.
 */
@NullMarked
package tapedeck.autograd;

import org.jspecify.annotations.NullMarked;
