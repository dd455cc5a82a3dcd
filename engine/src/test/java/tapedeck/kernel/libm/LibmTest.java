package tapedeck.kernel.libm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Functions have the bits of glibc 2.36: {@code oracle/c_library.py} called it for the checksums.
 */
class LibmTest {
  private static final int COUNT = 1 << 18;

  private static final double[] NUMBERS =
      IntStream.range(0, 2 * COUNT)
          .mapToDouble(i -> i < COUNT ? (2 * i + 1) * 0x1p-15 - 8 : scattered(i - COUNT))
          .toArray();

  /** Of all sizes from 2⁻³⁰ to 16, of both signs. */
  private static double scattered(int i) {
    double mantissa = 1 + ((i * 0x9E3779B97F4A7C15L) >>> 12) * 0x1p-52;
    double number = Math.scalb(mantissa, i % 34 - 30);
    return i % 3 == 0 ? -number : number;
  }

  @ParameterizedTest
  @CsvSource({
    "log, 305834, bc36c529",
    "log1p, 399320, 5ee78a84",
    "exp, 524288, 61066953",
    "sin, 524288, 9e34e5d0",
    "cos, 524288, 7906d3c9",
    "tan, 524288, bba7cbbf",
    "pow, 524288, 2f8ea546",
  })
  void functionsHaveTheLibrarysBits(String name, int count, String bits) {
    double lowest =
        switch (name) {
          case "log" -> 0;
          case "log1p" -> -1;
          default -> Double.NEGATIVE_INFINITY;
        };
    DoubleBinaryOperator function = function(name);
    CRC32 checksum = new CRC32();
    ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int applied = 0;
    for (int i = 0; i < NUMBERS.length; i++) {
      if (NUMBERS[i] > lowest) {
        double y = function.applyAsDouble(NUMBERS[i], NUMBERS[NUMBERS.length - 1 - i]);
        checksum.update(bytes.putDouble(0, y).array());
        applied++;
      }
    }
    assertEquals(count, applied);
    assertEquals(bits, "%08x".formatted(checksum.getValue()));
  }

  private static DoubleBinaryOperator function(String name) {
    return switch (name) {
      case "log" -> (x, y) -> Logarithm.log(x);
      case "log1p" -> (x, y) -> Logarithm.log1p(x);
      case "exp" -> (x, y) -> Exponential.exp(x);
      case "sin" -> (x, y) -> SineCosine.of(x).sin();
      case "cos" -> (x, y) -> SineCosine.of(x).cos();
      case "tan" -> (x, y) -> Tangent.tan(x);
      default -> (x, y) -> Power.pow(Math.abs(x), y);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "NaN, 1",
    "-1, 0.5",
    "-2, 3",
    "-2, 2",
    "0, -1",
    "1e300, 2",
    "1e-310, 0.5",
    "1e-300, 2",
    "Infinity, -1",
    "2, NaN",
    "3, 0",
    "0.999, 1e-80"
  })
  void extremesAreThoseOfJava(double x, double y) {
    assertClose(Math.pow(x, y), Power.pow(x, y));
    for (double each : new double[] {x, -x, Double.NEGATIVE_INFINITY, 800, -800}) {
      assertClose(Math.exp(each), Exponential.exp(each));
      assertClose(Math.log(each), Logarithm.log(each));
      assertClose(Math.log1p(each), Logarithm.log1p(each));
      assertClose(Math.sin(each), SineCosine.of(each).sin());
      assertClose(Math.cos(each), SineCosine.of(each).cos());
      assertClose(Math.tan(each), Tangent.tan(each));
    }
  }

  private static void assertClose(double expected, double actual) {
    if (Double.isFinite(expected)) {
      assertEquals(expected, actual, Math.ulp(expected));
    } else {
      assertEquals(expected, actual);
    }
  }
}
