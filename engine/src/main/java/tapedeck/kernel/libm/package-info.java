/**
 * Functions of float64 numbers as the C library computes them that PyTorch runs with: glibc 2.36 on
 * x86-64 with fused multiply-add, to the last bit. The random numbers of float64 depend on them.
 *
 * <p>They are within an ulp of the true value but not correctly rounded, so {@link Math} and {@link
 * StrictMath} differ from them once in some hundred numbers. Where a formula is rounded once though
 * it multiplies and adds, it has to be, and where it is rounded twice it must not be otherwise.
 */
@NullMarked
package tapedeck.kernel.libm;

import org.jspecify.annotations.NullMarked;
