/**
 * Elementary functions to the last digit as PyTorch's CPU build computes them: by the algorithms
 * that Intel's vector math library (VML, a part of MKL) takes on a processor with AVX-512.
 *
 * <p>Intel has published the same algorithms as the SVML stubs of OpenJDK's module {@code
 * jdk.incubator.vector} (JEP 414, {@code jsvml_*_linux_x86.S}), which give MKL's bits; the
 * coefficients and tables here are theirs. The arithmetic is written out in plain Java with the
 * same roundings, so the digits do not depend on the machine.
 */
@NullMarked
package tapedeck.kernel.vml;

import org.jspecify.annotations.NullMarked;
