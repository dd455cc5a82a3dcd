package tapedeck.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tapedeck.autograd.Engine;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;

/**
 * Elementary functions give PyTorch's bits for 262,144 numbers at a time: over all bit patterns,
 * and in steps around 0. {@code oracle/elementary.py} recorded the checksums of PyTorch's results.
 */
class ElementaryFunctionsTest {
  private static final int COUNT = 1 << 18;
  private static final int FEW = 100;

  private final Engine engine = new Engine();

  @TestFactory
  Stream<DynamicTest> functionsHavePyTorchsBits() {
    try (var in = getClass().getResourceAsStream("/oracle/elementary.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().map(line -> DynamicTest.dynamicTest(line, () -> check(line)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void check(String line) {
    String[] words = line.split(" ", -1);
    boolean single = words[1].equals("float32");
    Storage numbers = single ? floats(words[2]) : doubles(words[2]);
    Op op = OpTable.row(words[0]);
    Tensor result = engine.apply(op, engine.tensor(numbers, Shape.of(COUNT), false));
    byte[] bytes = bytes(result);
    CRC32 checksum = new CRC32();
    checksum.update(bytes);
    assertEquals(words[3], "%08x".formatted(checksum.getValue()));
    Tensor some = engine.tensor(numbers, Shape.of(COUNT), false);
    Tensor few = engine.apply(op, engine.apply(OpTable.row("slice"), some, 0L, 1L, 1L + FEW));
    int size = single ? Float.BYTES : Double.BYTES;
    assertArrayEquals(Arrays.copyOfRange(bytes, size, size + FEW * size), bytes(few));
  }

  private static Storage floats(String kind) {
    float[] x = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      x[i] = kind.equals("bits") ? Float.intBitsToFloat(i * 0x9E3779B1) : (float) step(kind, i);
    }
    return Storage.of(x);
  }

  private static Storage doubles(String kind) {
    double[] x = new double[COUNT];
    for (int i = 0; i < COUNT; i++) {
      x[i] = kind.equals("bits") ? Double.longBitsToDouble(i * 0x9E3779B97F4A7C15L) : step(kind, i);
    }
    return Storage.of(x);
  }

  private static double step(String size, int i) {
    double most = Double.parseDouble(size);
    return -most + (2 * i + 1) * (most / COUNT);
  }

  /** The elements with one NaN for all. */
  private static byte[] bytes(Tensor tensor) {
    if (tensor.storage().array() instanceof float[] floats) {
      ByteBuffer bytes = ByteBuffer.allocate(floats.length * 4).order(ByteOrder.LITTLE_ENDIAN);
      for (float value : floats) {
        bytes.putInt(Float.floatToIntBits(value));
      }
      return bytes.array();
    }
    double[] doubles = (double[]) tensor.storage().array();
    ByteBuffer bytes = ByteBuffer.allocate(doubles.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : doubles) {
      bytes.putLong(Double.doubleToLongBits(value));
    }
    return bytes.array();
  }
}
