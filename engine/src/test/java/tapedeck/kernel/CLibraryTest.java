package tapedeck.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Functions have the bits of glibc 2.36: {@code oracle/c_library.py} called it for the checksums.
 */
class CLibraryTest {
  private static final int COUNT = 1 << 18;

  @ParameterizedTest
  @CsvSource({
    "logf, ecab4392, b300e4a5",
    "log1pf, 46cbd836, e5a5769c",
    "expm1f, 1cf781dd, acd0dd49",
    "tanhf, 75464653, 8bed74ac",
    "expf, a0733779, ae4fae30",
    "erff, 6ad3753f, b22b1f9d",
  })
  void functionsHaveTheLibrarysBits(String name, String bits, String steps) {
    assertEquals(bits, checksum(name, true), "over all bit patterns");
    assertEquals(steps, checksum(name, false), "from −8 to 8");
  }

  private static String checksum(String name, boolean allBits) {
    CRC32 checksum = new CRC32();
    for (int i = 0; i < COUNT; i++) {
      float x = allBits ? Float.intBitsToFloat(i * 0x9E3779B1) : (2 * i + 1) * 0x1p-15f - 8;
      int result = Float.floatToIntBits(apply(name, x));
      for (int at = 0; at < Integer.SIZE; at += Byte.SIZE) {
        checksum.update(result >>> at);
      }
    }
    return "%08x".formatted(checksum.getValue());
  }

  private static float apply(String name, float x) {
    return switch (name) {
      case "logf" -> CLibrary.log(x);
      case "log1pf" -> CLibrary.log1p(x);
      case "expm1f" -> CLibrary.expm1(x);
      case "tanhf" -> CLibrary.tanh(x);
      case "expf" -> CLibrary.exp(x);
      default -> CErrorFunction.erf(x);
    };
  }
}
